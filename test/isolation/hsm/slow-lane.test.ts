/** The slow thread of a real node: that there is one, that it gives way to everything else, and what it holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import { packCommands, unpackResults } from '@strongroom/hsm/wire/slot-batch.js';
import type { SlotKeyMessage, SlotNotice, SlotWorkerData } from '@strongroom/hsm/wire/slot-messages.js';
import {
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
  SLOW_LANE_BIT,
} from '@strongroom/proto/slot-protocol.js';
import { HsmFleet, makeAuthority, makeOperator, memberOf, openAppliance, signCommand } from './hsm-processes.js';
import type { HsmProcess } from './hsm-processes.js';
import { RawLink } from './raw-link.js';

const TENANT = '111111111111';
const NONE = new Uint8Array(0);
const LOWEST = 19;
const random = { command: SLOT_COMMAND.GENERATE_RANDOM, payload: new Uint8Array([0, 8]) };
const slowRandom = { ...random, command: SLOT_COMMAND.GENERATE_RANDOM | SLOW_LANE_BIT };

let fleet: HsmFleet;
let node: HsmProcess;
let link: RawLink;
let slotToken: Uint8Array;

beforeAll(async () => {
  const authority = await makeAuthority();
  fleet = new HsmFleet(authority);
  const host = await makeOperator(authority, 'front-end-1', 'service-host');
  node = await fleet.start('hsm-1');
  const appliance = openAppliance(node.address, authority, host.certificate);
  const command = signCommand(
    {
      command: 'CreateDomain',
      domainId: new SystemRng().bytes(16),
      baseVersion: 0,
      name: 'eu-central-1',
      members: [await memberOf(node.id, appliance)],
      operators: [host],
      rules: [{ command: 'CreateDomain', role: 'service-host', minSignatures: 1 }],
    },
    [host],
  );
  await appliance.createDomain(command);
  appliance.close();
  link = new RawLink(node.address, authority, host.certificate);
  link.greet();
  slotToken = (await link.send({ tenant: TENANT, command: SLOT_COMMAND.CREATE_SLOT_TOKEN })).payload;
});

afterAll(() => {
  link.close();
  fleet.stopAll();
});

/** The niceness of each thread of a process (proc(5): field 19 of stat; the name before may hold anything). */
function nicenesses(pid: number): number[] {
  const folder = `/proc/${String(pid)}/task`;
  return readdirSync(folder).map((thread) => {
    const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

test('a fast slot runs as everything else does; the slow thread of its tenant is niced to 19', async () => {
  expect((await link.send({ tenant: TENANT, ...random, slotToken })).status).toBe('OK');
  const [ordinary] = nicenesses(process.pid);
  expect(new Set(nicenesses(node.pid))).toEqual(new Set([ordinary]));
  const slow = await link.send({ tenant: TENANT, ...slowRandom, slotToken });
  expect(slow).toMatchObject({ status: 'OK' });
  expect(slow.payload).toHaveLength(8);
  // Where the tests themselves run at the lowest priority there is nothing to tell apart.
  const expected = ordinary === LOWEST ? [] : [LOWEST];
  expect(nicenesses(node.pid).filter((nice) => nice !== ordinary)).toEqual(expected);
});

test('what one lane holds, the other does not', async () => {
  const slow = { tenant: TENANT, slotToken };
  const generated = await link.send({
    ...slow,
    command: SLOT_COMMAND.GENERATE_BACKING_KEY | SLOW_LANE_BIT,
    payload: generateBackingKeyArguments.write({
      kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
    }),
  });
  const material = generateBackingKeyResult.read(generated.payload);
  const encrypt = (ekt: Uint8Array): Uint8Array =>
    encryptArguments.write({ material: { ...material, ekt }, context: NONE, plaintext: NONE });
  const bare = { tenant: TENANT, slotToken, payload: encrypt(NONE) };
  expect((await link.send({ ...bare, command: SLOT_COMMAND.ENCRYPT })).status).toBe('NEED_EKT');
  expect((await link.send({ ...bare, command: SLOT_COMMAND.ENCRYPT | SLOW_LANE_BIT })).status).toBe('OK');
  const whole = { tenant: TENANT, slotToken, payload: encrypt(material.ekt) };
  const fast = await link.send({ ...whole, command: SLOT_COMMAND.ENCRYPT });
  expect(fast.status).toBe('OK');
  expect(fast.generation).not.toBe(generated.generation);
});

test('an unknown command is refused in the slow lane too, and one beyond 16 bits at the edge', async () => {
  const unknown = await link.send({ tenant: TENANT, slotToken, command: 127 | SLOW_LANE_BIT });
  expect(unknown.status).toBe('FUNCTION_NOT_SUPPORTED');
  const root = await link.send({
    tenant: TENANT,
    slotToken,
    command: SLOT_COMMAND.CREATE_SLOT_TOKEN | SLOW_LANE_BIT,
  });
  expect(root.status).toBe('FUNCTION_NOT_SUPPORTED');
  expect((await link.send({ tenant: TENANT, slotToken, command: 0x1_0000 })).status).toBe('ARGUMENTS_BAD');
});

test('metrics tell the lanes apart', async () => {
  const text = await (await fetch(`${node.metricsUrl}/metrics`)).text();
  expect(text).toMatch(/strongroom_hsm_slow_threads\{[^}]*\} [01]/);
  expect(text).toMatch(/strongroom_hsm_slow_threads_max\{[^}]*\} 8/);
  expect(text).toMatch(/strongroom_hsm_slot_events_total\{event="bound",lane="slow"[^}]*\} [1-9]/);
  expect(text).toMatch(/strongroom_hsm_commands_total\{command="GENERATE_RANDOM"[^}]*lane="slow"[^}]*\} 1/);
});

/** The product's slot worker, with the test in the place of host and root worker. */
class BareSlot {
  readonly worker: Worker;
  readonly #keys: MessagePort;
  readonly #messages: (SlotNotice | ArrayBuffer)[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#keys = port1;
    const workerData: SlotWorkerData = { engine: 'openssl', lane: 'fast', keyPort: port2 };
    const file = new URL('../../../services/hsm/dist/boundary/slot-worker.js', import.meta.url);
    this.worker = new Worker(file, { workerData, transferList: [port2], execArgv: [], env: {} });
    this.worker.on('message', (message: SlotNotice | ArrayBuffer) => {
      this.#messages.push(message);
      this.#wake();
    });
  }

  async next(): Promise<SlotNotice | ArrayBuffer> {
    while (this.#messages.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return must(this.#messages.shift(), 'a message');
  }

  async bind(generation: number): Promise<void> {
    const [domainId = NONE, id = NONE, keyBytes = NONE] = [16, 16, 32].map((length) =>
      new Uint8Array(length).fill(generation),
    );
    const message: SlotKeyMessage = {
      status: 0,
      generation,
      tenant: TENANT,
      domainId,
      active: { id, keyBytes },
      outgoing: undefined,
    };
    this.#keys.postMessage(message);
    expect(await this.next()).toMatchObject({ kind: 'bound', generation, status: 0 });
  }

  async evict(generation: number): Promise<void> {
    this.worker.postMessage({ kind: 'evict', generation });
    expect(await this.next()).toEqual({ kind: 'evicted' });
  }

  async run(generation: number): Promise<number> {
    const batch = packCommands(generation, [{ id: 1, remainingMs: 60_000, ...random }]);
    this.worker.postMessage(batch, [batch]);
    return must(unpackResults((await this.next()) as ArrayBuffer).items[0], 'a result').status;
  }
}

test('an eviction that comes after the next binding leaves that one alone', async () => {
  const slot = new BareSlot();
  expect(await slot.next()).toEqual({ kind: 'ready' });
  await slot.bind(1);
  await slot.bind(2);
  await slot.evict(1);
  expect(await slot.run(2)).toBe(HSM_STATUS.OK.code);
  await slot.evict(2);
  expect(await slot.run(2)).toBe(HSM_STATUS.NEED_SLOT_TOKEN.code);
  await slot.worker.terminate();
});
