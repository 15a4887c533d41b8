/** Real HSM processes: ceremonies, isolation of tenants on the link, restarts, refusals. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { SystemRng } from '@strongroom/core/rng.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { ApplianceClient } from '@strongroom/hsm-client/appliance-client.js';
import {
  decryptArguments,
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import {
  HsmFleet,
  makeAuthority,
  makeOperator,
  memberOf,
  openAppliance,
  signCommand,
  type HsmProcess,
  type TestOperator,
} from './hsm-processes.js';
import { RawLink } from './raw-link.js';

const TENANT_A = '111111111111';
const TENANT_B = '222222222222';
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const NONE = new Uint8Array(0);
const CONTEXT = utf8('context');
const PLAINTEXT = utf8('a plaintext of tenant A');

const domainId = new SystemRng().bytes(16);
const domain: { fleet: HsmFleet; nodes: HsmProcess[]; admin: TestOperator; host: TestOperator; tokens: Uint8Array[] } =
  {} as never;
const appliances: ApplianceClient[] = [];

function appliance(node: HsmProcess, operator: TestOperator = domain.admin): ApplianceClient {
  const client = openAppliance(node.address, domain.fleet.authority, operator.certificate);
  appliances.push(client);
  return client;
}

function link(node: HsmProcess, operator: TestOperator = domain.host): RawLink {
  const opened = new RawLink(node.address, domain.fleet.authority, operator.certificate);
  opened.greet();
  return opened;
}

function node(index: number): HsmProcess {
  return must(domain.nodes[index], 'a started node');
}

beforeAll(async () => {
  const authority = await makeAuthority();
  domain.fleet = new HsmFleet(authority);
  domain.admin = await makeOperator(authority, 'admin-1', 'kms-operator');
  domain.host = await makeOperator(authority, 'front-end-1', 'service-host');
  domain.nodes = [await domain.fleet.start('hsm-1'), await domain.fleet.start('hsm-2')];
  const members = await Promise.all(domain.nodes.map((each) => memberOf(each.id, appliance(each))));
  const command: DomainCommand = {
    command: 'CreateDomain',
    domainId,
    baseVersion: 0,
    name: 'eu-central-1',
    members,
    operators: [domain.admin, domain.host],
    rules: [
      { command: 'CreateDomain', role: 'kms-operator', minSignatures: 1 },
      { command: 'ModifyOperators', role: 'kms-operator', minSignatures: 1 },
      { command: 'ModifyMembers', role: 'kms-operator', minSignatures: 1 },
    ],
  };
  const first = appliance(node(0));
  await expect(first.createDomain(signCommand(command, [domain.host]))).rejects.toMatchObject({
    status: 'KEY_FUNCTION_NOT_PERMITTED',
  });
  const signed = signCommand(command, [domain.admin]);
  const created = await first.createDomain(signed);
  expect(created.version).toBe(1);
  // An answer that was lost is asked for again.
  expect(Buffer.from((await first.createDomain(signed)).token)).toEqual(Buffer.from(created.token));
  const joined = await appliance(node(1)).joinDomain(created.token);
  expect(joined).toMatchObject({ state: 'OPERATIONAL', domainTokenVersion: 1 });
  domain.tokens = [created.token];
}, 60_000);

afterAll(() => {
  for (const client of appliances) client.close();
  domain.fleet.stopAll();
});

describe('keys of one tenant', () => {
  let slotToken: Uint8Array;
  let material: MaterialReference;
  let blob: Uint8Array;

  test('a slot, a backing key and a ciphertext made on one node are used on another', async () => {
    const first = link(node(0));
    slotToken = (await first.send({ tenant: TENANT_A, command: SLOT_COMMAND.CREATE_SLOT_TOKEN })).payload;
    const generated = await first.send({
      tenant: TENANT_A,
      command: SLOT_COMMAND.GENERATE_BACKING_KEY,
      payload: generateBackingKeyArguments.write({
        kmsKeyId: KEY_ID,
        keySpec: 'SYMMETRIC_DEFAULT',
        keyUsage: 'ENCRYPT_DECRYPT',
        origin: 'AWS_KMS',
      }),
      slotToken,
    });
    expect(generated.status).toBe('OK');
    material = generateBackingKeyResult.read(generated.payload);
    const encrypted = await first.send({
      tenant: TENANT_A,
      command: SLOT_COMMAND.ENCRYPT,
      payload: encryptArguments.write({
        material: { materialId: material.materialId, ekt: NONE },
        context: CONTEXT,
        plaintext: PLAINTEXT,
      }),
    });
    expect(encrypted).toMatchObject({ status: 'OK', generation: generated.generation });
    blob = encrypted.payload;
    first.close();

    const second = link(node(1));
    const bare = { material: { materialId: material.materialId, ekt: NONE }, context: CONTEXT, ciphertextBlob: blob };
    const decrypt = { tenant: TENANT_A, command: SLOT_COMMAND.DECRYPT };
    const unbound = await second.send({ ...decrypt, payload: decryptArguments.write(bare) });
    expect(unbound.status).toBe('NEED_SLOT_TOKEN');
    const unknown = await second.send({ ...decrypt, payload: decryptArguments.write(bare), slotToken });
    expect(unknown.status).toBe('NEED_EKT');
    const decrypted = await second.send({ ...decrypt, payload: decryptArguments.write({ ...bare, material }) });
    expect(Buffer.from(decrypted.payload).toString()).toBe('a plaintext of tenant A');
    second.close();
  });

  test('another tenant gets nothing from any combination of its tokens', async () => {
    const other = link(node(1));
    const stolenSlot = await other.send({
      tenant: TENANT_B,
      command: SLOT_COMMAND.GENERATE_RANDOM,
      payload: new Uint8Array([0, 8]),
      slotToken,
    });
    expect(stolenSlot.status).toBe('TOKEN_INVALID');
    const ownSlot = (await other.send({ tenant: TENANT_B, command: SLOT_COMMAND.CREATE_SLOT_TOKEN })).payload;
    const stolenKey = await other.send({
      tenant: TENANT_B,
      command: SLOT_COMMAND.DECRYPT,
      payload: decryptArguments.write({ material, context: CONTEXT, ciphertextBlob: blob }),
      slotToken: ownSlot,
    });
    expect(stolenKey).toMatchObject({ status: 'TOKEN_INVALID', payload: NONE });
    other.close();
  });

  test('what came before is dropped with its deadline, its cancellation, or its bad arguments', async () => {
    const open = link(node(0));
    const encrypt = { tenant: TENANT_A, command: SLOT_COMMAND.ENCRYPT, slotToken };
    const [late, bad, unknown, foreign] = open.sendAll([
      { ...encrypt, payload: NONE, deadlineMs: 0 },
      { ...encrypt, payload: new Uint8Array(40) },
      { ...encrypt, command: 4711 },
      { ...encrypt, tenant: '../etc' },
    ]);
    expect((await late)?.status).toBe('DEADLINE_EXCEEDED');
    expect((await bad)?.status).toBe('ARGUMENTS_BAD');
    expect((await unknown)?.status).toBe('FUNCTION_NOT_SUPPORTED');
    expect((await foreign)?.status).toBe('ARGUMENTS_BAD');
    open.close();
  });
});

describe('who may talk to a node', () => {
  test('a certificate of the authority that is no operator opens no link and administers nothing', async () => {
    const stranger = await makeOperator(domain.fleet.authority, 'stranger', 'service-host');
    expect(await link(node(0), stranger).ended).toMatchObject({ code: 7 });
    await expect(appliance(node(0), stranger).zeroize('hsm-1')).rejects.toMatchObject({
      status: 'KEY_FUNCTION_NOT_PERMITTED',
    });
    expect((await appliance(node(0), stranger).getStatus()).state).toBe('OPERATIONAL');
  });

  test('a front end cannot destroy the keys: only a KMS operator zeroizes', async () => {
    await expect(appliance(node(0), domain.host).zeroize('hsm-1')).rejects.toMatchObject({
      status: 'KEY_FUNCTION_NOT_PERMITTED',
    });
    expect((await appliance(node(0)).getStatus()).state).toBe('OPERATIONAL');
  });

  test('an operator of the other role opens no link', async () => {
    expect(await link(node(0), domain.admin).ended).toMatchObject({ code: 7 });
  });

  test('a certificate of another authority does not get through the handshake', async () => {
    const foreign = await makeOperator(await makeAuthority(), 'front-end-1', 'service-host');
    expect(await link(node(0), foreign).ended).toMatchObject({ code: 14 });
  });

  test('a stream that does not greet, greets twice or exceeds a frame is ended', async () => {
    const silent = new RawLink(node(0).address, domain.fleet.authority, domain.host.certificate);
    silent.stream.write({ heartbeat: { sequence: 1 } });
    expect(await silent.ended).toMatchObject({ code: 3 });
    const twice = link(node(0));
    twice.greet();
    expect(await twice.ended).toMatchObject({ code: 3 });
    const huge = link(node(0));
    await huge.welcomed;
    huge.stream.write({
      commands: [{ id: 1, tenant: TENANT_A, command: 3, payload: new Uint8Array(300 * 1024) }],
    });
    expect((await huge.ended).code).not.toBe(0);
    const other = new RawLink(node(0).address, domain.fleet.authority, domain.host.certificate);
    other.stream.write({ hello: { protocol: 99 } });
    expect(await other.ended).toMatchObject({ code: 9 });
  });

  test('a front end that is removed from the domain loses its stream', async () => {
    const successor = await makeOperator(domain.fleet.authority, 'front-end-2', 'service-host');
    const before = link(node(0));
    await before.welcomed;
    const signed = signCommand(
      { command: 'ModifyOperators', domainId, baseVersion: 1, operators: [domain.admin, successor] },
      [domain.admin],
    );
    const next = await appliance(node(0)).changeDomain(signed);
    expect(next.version).toBe(2);
    for (const each of domain.nodes) await appliance(each).joinDomain(next.token);
    expect(await before.ended).toMatchObject({ code: 7 });
    expect((await link(node(0), successor).welcomed)?.domainTokenVersion).toBe(2);
    domain.host = successor;
    domain.tokens.push(next.token);
  });
});

describe('restarts', () => {
  test('after kill -9 a node is uninitialized, refuses the older token and takes the newest', async () => {
    node(1).kill('SIGKILL');
    await node(1).ended();
    const again = await domain.fleet.start('hsm-2');
    domain.nodes[1] = again;
    const client = appliance(again);
    expect(await client.getStatus()).toMatchObject({ state: 'UNINITIALIZED', domainTokenVersionFloor: 2 });
    expect(await link(again).ended).toMatchObject({ code: 14 });
    const [older, newest] = domain.tokens;
    await expect(client.joinDomain(must(older, 'the first token'))).rejects.toMatchObject({ status: 'TOKEN_INVALID' });
    expect((await client.joinDomain(must(newest, 'the second token'))).state).toBe('OPERATIONAL');
  });

  test('SIGTERM: the peer learns that the node drains, and the process ends with 0', async () => {
    const open = link(node(1));
    await open.welcomed;
    node(1).kill('SIGTERM');
    expect(await open.ended).toMatchObject({ code: 14 });
    expect(open.lastFrame.load?.draining).toBe(true);
    expect(await node(1).ended()).toBe(0);
    open.close();
  });

  test('zeroization destroys the identity: after new self-tests the node is another one', async () => {
    const client = appliance(node(0));
    const before = await client.getStatus();
    await expect(client.zeroize('hsm-2')).rejects.toMatchObject({ status: 'ARGUMENTS_BAD' });
    expect((await client.zeroize('hsm-1')).state).toBe('ZEROIZED');
    const after = await client.runSelfTests();
    expect(after.state).toBe('UNINITIALIZED');
    expect(Buffer.from(after.signPublicPoint)).not.toEqual(Buffer.from(before.signPublicPoint));
    await expect(client.joinDomain(must(domain.tokens.at(-1), 'a token'))).rejects.toMatchObject({
      status: 'TOKEN_INVALID',
    });
  });

  test('a node whose sealed identity was tampered with says so and serves nothing', async () => {
    const started = await domain.fleet.start('hsm-3');
    started.kill('SIGKILL');
    await started.ended();
    domain.fleet.flipIdentityBit('hsm-3');
    const tampered = await domain.fleet.start('hsm-3');
    expect((await appliance(tampered).getStatus()).state).toBe('TAMPERED');
    expect((await appliance(tampered).zeroize('hsm-3')).state).toBe('ZEROIZED');
  });
});

test('no log line of any node holds a token, a payload or a key', () => {
  for (const each of domain.nodes) expect(each.log()).not.toMatch(/plaintext of tenant|PRIVATE KEY/);
});
