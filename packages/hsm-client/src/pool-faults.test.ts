import { status as grpcStatus } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import type { NodeId, Region } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { exportDomainToken } from '@strongroom/crypto/domain-token.js';
import { loadEngine } from '@strongroom/crypto/engines.js';
import { Metrics } from '@strongroom/telemetry/metrics.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { applianceError } from './appliance-client.js';
import { DEFAULT_WINDOW_LIMITS } from './command-window.js';
import { createPoolInstruments } from './pool-metrics.js';
import { type HsmPool, openPool, type PoolOptions } from './pool.js';
import { type FakeFleet, startFakeFleet } from './testing/fake-fleet.js';
import { refusal } from './testing/fake-slots.js';
import { encryptRequest, OTHER_TENANT, statusOf } from './testing/requests.js';

/** Nodes start and links open in real time, on whatever machine this is. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let fleet: FakeFleet;
let pool: HsmPool;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function open(options: Partial<PoolOptions> = {}): Promise<void> {
  pool = openPool({
    region: 'eu-central-1' as Region,
    frontEndId: 'kms-1',
    nodes: fleet.addresses(),
    tls: fleet.tls,
    monotonic: systemMonotonic,
    rng: new SystemRng(),
    clockOffsetMs: () => 0,
    domainToken: () => Promise.resolve(undefined),
    log: silentLogger(),
    ...options,
  });
  await until(() => pool.nodes().every((node) => node.linked));
}

/** A domain token as a member exports it. The fake node does not read it; the pool reads its version. */
async function domainToken(version: number): Promise<Uint8Array> {
  const engine = await loadEngine('openssl');
  const rng = new SystemRng();
  const [signPrivate, agreePrivate] = [rng.bytes(48).fill(1, 0, 1), rng.bytes(48).fill(1, 0, 1)];
  const nodeId = 'hsm-1' as NodeId;
  const keyId = rng.bytes(16);
  const member = {
    nodeId,
    signPublic: engine.ecPublicPoint('P-384', signPrivate),
    agreePublic: engine.ecPublicPoint('P-384', agreePrivate),
  };
  const operator = {
    id: 'op',
    role: 'service-host' as const,
    publicKey: spkiOf(engine.ecPublicPoint('P-384', rng.bytes(48).fill(1, 0, 1))),
  };
  return exportDomainToken({
    engine,
    rng,
    state: {
      domainId: rng.bytes(16),
      name: 'eu-central-1',
      version,
      members: [member],
      operators: [operator],
      rules: [{ command: 'CreateDomain', role: 'service-host', minSignatures: 1 }],
      domainKeys: [{ id: keyId, active: true }],
    },
    domainKeys: [{ id: keyId, keyBytes: rng.bytes(32) }],
    signerNodeId: nodeId,
    signPrivate,
  });
}

/** RFC 5480: SubjectPublicKeyInfo of an uncompressed P-384 point. */
function spkiOf(point: Uint8Array): Uint8Array {
  const header = Buffer.from('3076301006072a8648ce3d020106052b81040022036200', 'hex');
  return new Uint8Array([...header, ...point]);
}

afterEach(async () => {
  await pool.close();
  await fleet.stop();
});

describe('a pool and the domain', () => {
  beforeEach(async () => {
    fleet = await startFakeFleet(2);
  });

  it('gives the domain token to nodes that lack it or have an older one, and to no others', async () => {
    const [fresh, behind] = fleet.nodes;
    must(fresh, 'node 1').state = 'UNINITIALIZED';
    must(behind, 'node 2').domainTokenVersion = 4;
    const token = await domainToken(5);
    must(fresh, 'node 1').domainTokenVersion = 5;
    await open({ domainToken: () => Promise.resolve(token) });
    expect(must(fresh, 'node 1').joinedTokens.map((each) => each.length)).toEqual([token.length]);
    expect(must(behind, 'node 2').joinedTokens.length).toBeGreaterThan(0);
    must(behind, 'node 2').domainTokenVersion = 6;
    const joins = must(behind, 'node 2').joinedTokens.length;
    pool.refresh();
    await pool.execute(encryptRequest('x'));
    await until(() => pool.nodes().some((node) => node.status?.domainTokenVersion === 6));
    expect(must(behind, 'node 2').joinedTokens.length).toBe(joins);
  });

  it('keeps nodes in rotation when the store cannot be read', async () => {
    await open({ domainToken: () => Promise.reject(new Error('store is down')) });
    pool.refresh();
    expect(await statusOf(pool.execute(encryptRequest('x')))).toBe('OK');
    expect(pool.ready()).toBe(true);
  });

  it('calls the appliance service', async () => {
    await open();
    const client = pool.appliance('hsm-1' as NodeId);
    expect(await client.getStatus()).toMatchObject({ nodeId: 'hsm-1', state: 'OPERATIONAL', slotsMax: 64 });
    const signed = { command: new Uint8Array(3), signatures: [{ operatorId: 'op', signature: new Uint8Array(2) }] };
    expect(await client.createDomain(signed)).toEqual({ token: Buffer.from([1]), version: 1 });
    expect(await client.changeDomain(signed)).toEqual({ token: Buffer.from([2]), version: 2 });
    expect(() => pool.appliance('hsm-9' as NodeId)).toThrow(AssertionFailure);
  });

  it('ends what is asked of an appliance when it closes', async () => {
    await open();
    const client = pool.appliance('hsm-2' as NodeId);
    await must(fleet.nodes[1], 'node 2').kill();
    const asked = statusOf(client.getStatus());
    await pool.close();
    expect(['NOT_OPERATIONAL', 'DEADLINE_EXCEEDED']).toContain(await asked);
  });
});

describe('a pool under faults', () => {
  beforeEach(async () => {
    fleet = await startFakeFleet(3);
  });

  it('stops sending an operation that takes down every node that it reaches', async () => {
    await open();
    let killed = 0;
    for (const node of fleet.nodes) {
      node.respond = (command) => {
        if (command.tenant === OTHER_TENANT) return node.slots.answer(command);
        killed++;
        void node.kill().then(() => node.start());
        return undefined;
      };
    }
    expect(await statusOf(pool.execute(encryptRequest('poison')))).toBe('SLOT_CRASHED');
    expect(killed).toBe(4);
    expect(await statusOf(pool.execute(encryptRequest('more')))).toBe('QUEUE_FULL');
    expect(await statusOf(pool.execute(encryptRequest('fine', { tenant: OTHER_TENANT })))).toBe('OK');
    await until(() => pool.nodes().every((node) => node.linked));
  });

  it('refuses at once what exceeds its bounds, and nothing of other tenants', async () => {
    await open({ windowLimits: { ...DEFAULT_WINDOW_LIMITS, tenantWaitingMax: 10 } });
    const flood = Array.from({ length: 15 }, (_, index) => statusOf(pool.execute(encryptRequest(String(index)))));
    const other = statusOf(pool.execute(encryptRequest('other', { tenant: OTHER_TENANT })));
    const results = await Promise.all(flood);
    expect(results.filter((result) => result === 'OK')).toHaveLength(10);
    expect(results.filter((result) => result === 'QUEUE_FULL')).toHaveLength(5);
    expect(await other).toBe('OK');
  });

  it('passes on what the encoder throws, and refuses a payload over the bound', async () => {
    await open();
    const bug = new AssertionFailure('encoder');
    const throwing = encryptRequest('x', {
      encode: () => {
        throw bug;
      },
    });
    await expect(pool.execute(throwing)).rejects.toBe(bug);
    const large = encryptRequest('x', { encode: () => new Uint8Array(70_000) });
    expect(await statusOf(pool.execute(large))).toBe('ARGUMENTS_BAD');
  });

  it('does not ask a node for a third time that refuses what it has just been given', async () => {
    await open();
    for (const node of fleet.nodes) node.respond = (command) => refusal(command, 'NEED_EKT');
    const request = encryptRequest('x', { deadlineAt: systemMonotonic.now() + 300 });
    expect(await statusOf(pool.execute(request))).toBe('DEADLINE_EXCEEDED');
    const order = fleet.nodes.flatMap((node) => node.commands).length;
    expect(order).toBeLessThan(40);
    for (const node of fleet.nodes) expect(node.commands.length).toBeGreaterThan(0);
  });

  it('counts what it does', async () => {
    const metrics = new Metrics('kms');
    await open({ metrics: createPoolInstruments(metrics) });
    const refusing = new Set<string>();
    for (const node of fleet.nodes) {
      node.respond = (command) => {
        if (refusing.size > 0) return node.slots.answer(command);
        refusing.add(node.id);
        return refusal(command, 'NO_FREE_SLOT');
      };
    }
    await pool.execute(encryptRequest('x'));
    const text = await metrics.expose();
    expect(text).toMatch(/strongroom_hsm_retries_total\{[^}]*reason="NO_FREE_SLOT"[^}]*\} 1/);
    expect(text).toMatch(/strongroom_hsm_operations_in_flight\{[^}]*\} 0/);
    expect(text.match(/strongroom_hsm_node_state\{[^}]*state="linked"[^}]*\} 1/g)).toHaveLength(3);
    expect(text).toMatch(/strongroom_link_batch_commands_count\{[^}]*\} 1/);
  });
});

describe('errors of appliance calls', () => {
  it.each([
    ['TOKEN_INVALID: signature', grpcStatus.INVALID_ARGUMENT, 'TOKEN_INVALID'],
    ['something', grpcStatus.INVALID_ARGUMENT, 'ARGUMENTS_BAD'],
    ['not an operator', grpcStatus.PERMISSION_DENIED, 'KEY_FUNCTION_NOT_PERMITTED'],
    ['Cancelled on client', grpcStatus.CANCELLED, 'DEADLINE_EXCEEDED'],
    ['connection refused', grpcStatus.UNAVAILABLE, 'NOT_OPERATIONAL'],
    ['constructor', grpcStatus.INTERNAL, 'NOT_OPERATIONAL'],
  ])('%s (%d) is %s', (details, code, expected) => {
    const error = Object.assign(new Error(details), { code, details, metadata: undefined as never });
    expect(applianceError(error).status).toBe(expected);
  });
});
