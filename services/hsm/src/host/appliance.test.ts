import { must } from '@strongroom/core/assert.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import { opensslEngine as engine } from '@strongroom/crypto/openssl-engine.js';
import { KNOWN_ANSWER_TESTS } from '@strongroom/crypto/self-test/run.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { InlineAppliance, InlineDisk } from '../boundary/testing/inline-appliance.js';
import { makeOperator, RULES, signCommand, tenantId, type SignedCommand } from '../boundary/testing/inline-slot.js';
import type { SlotJob } from './slot-job.js';

let folder: string;
let disk: InlineDisk;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'appliance-'));
  disk = new InlineDisk();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const operators = [makeOperator(engine, 'o1'), makeOperator(engine, 'o2', 'service-host')];
const sealKeyFile = (): string => join(folder, 'seal.key');

async function powerOn(failingSelfTest?: string): Promise<InlineAppliance> {
  const inline = new InlineAppliance({
    engine,
    nodeId: 'node-1',
    sealKeyFile: sealKeyFile(),
    disk,
    ...(failingSelfTest === undefined ? {} : { failingSelfTest }),
  });
  await inline.appliance.powerOn();
  return inline;
}

function createCommand({ appliance }: InlineAppliance): SignedCommand {
  const { signPublicPoint, agreePublicPoint } = must(appliance.view().identity, 'an identity');
  const command: DomainCommand = {
    command: 'CreateDomain',
    domainId: new Uint8Array(16).fill(5),
    baseVersion: 0,
    name: 'test',
    members: [
      { nodeId: must(parseNodeId('node-1'), 'a node id'), signPublic: signPublicPoint, agreePublic: agreePublicPoint },
    ],
    operators,
    rules: RULES.filter(({ minSignatures }) => minSignatures === 1),
  };
  return signCommand(engine, command, operators);
}

async function operational(): Promise<InlineAppliance & { token: Uint8Array }> {
  const inline = await powerOn();
  const { bytes, signatures } = createCommand(inline);
  const { token } = await inline.appliance.createDomain(bytes, signatures);
  expect(inline.appliance.state).toBe('operational');
  return Object.assign(inline, { token });
}

async function statusOfSubmit(
  { appliance }: InlineAppliance,
  change: Partial<SlotJob> = {},
): Promise<string | undefined> {
  const status = await new Promise<number>((resolve) => {
    appliance.submit({
      tenant: tenantId('111111111111'),
      command: SLOT_COMMAND.CREATE_SLOT_TOKEN,
      payload: new Uint8Array(0),
      slotToken: new Uint8Array(0),
      deadlineAtMs: 1000,
      cancelled: false,
      settle: (outcome) => {
        resolve(outcome.status);
      },
      ...change,
    });
  });
  return hsmStatusOf(status);
}

describe('power-on', () => {
  test('a first start makes an identity, durable before it is shown; a second one finds it', async () => {
    const first = await powerOn();
    expect(first.appliance.state).toBe('uninitialized');
    expect(disk.sealed).toBeDefined();
    expect((await powerOn()).appliance.view().identity).toEqual(first.appliance.view().identity);
  });

  test.each(KNOWN_ANSWER_TESTS.map(({ name }) => name))('a failing %s latches the error state', async (name) => {
    const inline = await powerOn(name);
    expect(inline.appliance.view()).toMatchObject({ state: 'error', reason: `self-test failed: ${name}` });
    expect(
      inline.appliance
        .view()
        .selfTests.filter(({ passed }) => !passed)
        .map((each) => each.name),
    ).toEqual([name]);
    expect(disk.sealed).toBeUndefined();
    await expect(inline.appliance.joinDomain(new Uint8Array(1))).rejects.toMatchObject({ status: 'NOT_OPERATIONAL' });
    expect(await statusOfSubmit(inline)).toBe('NOT_OPERATIONAL');
  });

  test('an identity that cannot be written is none', async () => {
    disk.full = true;
    const inline = await powerOn();
    expect(inline.appliance.state).toBe('error');
    disk.full = false;
    await inline.appliance.runSelfTests();
    expect(inline.appliance.state).toBe('uninitialized');
  });

  test('a lost or foreign seal key, or a damaged file, is tampering, left only by zeroization', async () => {
    await powerOn();
    writeFileSync(sealKeyFile(), new Uint8Array(32).fill(1));
    const foreign = await powerOn();
    expect(foreign.appliance.state).toBe('tampered');
    rmSync(sealKeyFile());
    const lost = await powerOn();
    expect(lost.appliance.view().reason).toMatch(/seal key .* missing/);
    await lost.appliance.runSelfTests();
    expect(lost.appliance.state).toBe('tampered');
    expect(disk.sealed).toBeDefined();
    await lost.appliance.zeroize();
    expect(disk.sealed).toBeUndefined();
    await lost.appliance.runSelfTests();
    expect(lost.appliance.state).toBe('uninitialized');
  });
});

describe('ceremonies', () => {
  test('a token counts only when the memory of it is on the disk', async () => {
    const inline = await powerOn();
    const { bytes, signatures } = createCommand(inline);
    const before = disk.sealed;
    disk.full = true;
    await expect(inline.appliance.createDomain(bytes, signatures)).rejects.toMatchObject({ status: 'DEVICE_ERROR' });
    expect(inline.appliance.view()).toMatchObject({ state: 'uninitialized', identity: { tokenVersionFloor: 0 } });
    expect(disk.sealed).toBe(before);
    disk.full = false;
    await inline.appliance.createDomain(bytes, signatures);
    expect(inline.appliance.view()).toMatchObject({ state: 'operational', identity: { tokenVersionFloor: 1 } });
  });

  test('what kill -9 leaves after the write and before the commit is a node that knows the newer version', async () => {
    const { token } = await operational();
    const again = await powerOn();
    expect(again.appliance.view()).toMatchObject({ state: 'uninitialized', identity: { tokenVersionFloor: 1 } });
    const { bytes, signatures } = createCommand(again);
    await expect(again.appliance.createDomain(bytes, signatures)).rejects.toMatchObject({
      status: 'KEY_FUNCTION_NOT_PERMITTED',
    });
    await again.appliance.joinDomain(token);
    expect(again.appliance.state).toBe('operational');
  });

  test('run one after another, and too many at once are refused', async () => {
    const inline = await powerOn();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => inline.appliance.joinDomain(new Uint8Array(3))),
    );
    const statuses = results.map((result) =>
      result.status === 'rejected' ? (result.reason as { status?: string }).status : 'joined',
    );
    expect(statuses.filter((status) => status === 'TOKEN_INVALID')).toHaveLength(16);
    expect(statuses.filter((status) => status === 'QUEUE_FULL')).toHaveLength(4);
  });
});

describe('slot tokens', () => {
  test('are made by the root for any tenant of an operational node', async () => {
    const inline = await operational();
    expect(await statusOfSubmit(inline)).toBe('OK');
    expect(await statusOfSubmit(inline, { payload: new Uint8Array(1) })).toBe('ARGUMENTS_BAD');
    expect(await statusOfSubmit(inline, { deadlineAtMs: 0 })).toBe('DEADLINE_EXCEEDED');
    expect(await statusOfSubmit(inline, { cancelled: true })).toBe('CANCELLED');
    inline.rootFailure = new Error('a bug');
    expect(await statusOfSubmit(inline)).toBe('DEVICE_ERROR');
  });
});

describe('failure and zeroization', () => {
  test('a device error ends service and drops the domain; self-tests bring the node back to join', async () => {
    const inline = await operational();
    const heard: string[] = [];
    inline.appliance.listen({ domainChanged: () => undefined, stoppedServing: (state) => heard.push(state) });
    inline.appliance.deviceFailed('entropy');
    expect(heard).toEqual(['error']);
    expect(inline.appliance.view()).toMatchObject({ state: 'error', reason: 'entropy', domain: undefined });
    expect(await statusOfSubmit(inline)).toBe('NOT_OPERATIONAL');
    expect(inline.threads.alive).toHaveLength(0);
    await inline.appliance.runSelfTests();
    expect(inline.appliance.state).toBe('uninitialized');
    await inline.appliance.joinDomain(inline.token);
    expect(await statusOfSubmit(inline)).toBe('OK');
  });

  test('zeroization leaves nothing that decrypts, and the next identity is another', async () => {
    const inline = await operational();
    const before = inline.appliance.view().identity;
    await inline.appliance.zeroize();
    expect(inline.appliance.view()).toMatchObject({ state: 'zeroized', identity: undefined, domain: undefined });
    expect(existsSync(sealKeyFile())).toBe(false);
    expect(inline.appliance.operators.known).toBe(false);
    await expect(inline.appliance.joinDomain(inline.token)).rejects.toMatchObject({ status: 'NOT_OPERATIONAL' });
    await inline.appliance.runSelfTests();
    expect(inline.appliance.view().identity).not.toEqual(before);
    await expect(inline.appliance.joinDomain(inline.token)).rejects.toMatchObject({ status: 'TOKEN_INVALID' });
  });
});
