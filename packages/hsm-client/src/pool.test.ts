import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { Region } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { encryptArguments } from '@strongroom/proto/slot-protocol.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { type HsmPool, openPool, type PoolOptions } from './pool.js';
import { type FakeFleet, startFakeFleet } from './testing/fake-fleet.js';
import type { FakeNode } from './testing/fake-node.js';
import { refusal } from './testing/fake-slots.js';
import { encryptRequest, OTHER_TENANT, statusOf, TENANT } from './testing/requests.js';

/** Nodes start and links open in real time, on whatever machine this is. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

let fleet: FakeFleet;
let pool: HsmPool;

function open(options: Partial<PoolOptions> = {}): HsmPool {
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
  return pool;
}

async function openLinked(options: Partial<PoolOptions> = {}): Promise<HsmPool> {
  open(options);
  await until(() => pool.nodes().every((node) => node.linked));
  return pool;
}

function node(id: string): FakeNode {
  return must(
    fleet.nodes.find((each) => each.id === id),
    id,
  );
}

/** The node that a tenant's work goes to now. */
async function home(tenant = TENANT): Promise<FakeNode> {
  await pool.execute(encryptRequest('where', { tenant }));
  return must(
    fleet.nodes.find((each) => each.commands.some((command) => command.tenant === tenant)),
    'some node served it',
  );
}

afterEach(async () => {
  await pool.close();
  await fleet.stop();
});

describe('a pool over one node', () => {
  beforeEach(async () => {
    fleet = await startFakeFleet(1);
  });

  it('executes, attaching tokens only until the node has confirmed them', async () => {
    await openLinked();
    const answer = await pool.execute(encryptRequest('hello'));
    expect(Buffer.from(answer).toString()).toBe('hello');
    await pool.execute(encryptRequest('again'));
    const [first, second] = node('hsm-1').commands;
    expect(first?.slotToken.length).toBe(120);
    expect(encryptArguments.read(must(first, 'first').payload).material.ekt.length).toBe(200);
    expect(second?.slotToken.length).toBe(0);
    expect(encryptArguments.read(must(second, 'second').payload).material.ekt.length).toBe(0);
  });

  it('sends the requests of one turn in one frame', async () => {
    await openLinked();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => pool.execute(encryptRequest(String(index)))),
    );
    expect(answers.map((answer) => Buffer.from(answer).toString())).toEqual(
      Array.from({ length: 50 }, (_, index) => String(index)),
    );
    const batches = node('hsm-1').frames.filter((frame) => (frame.commands ?? []).length > 0);
    expect(batches.map((frame) => frame.commands?.length)).toEqual([50]);
  });

  it('presents tokens again after an eviction, an expiry and a restart', async () => {
    await openLinked();
    await pool.execute(encryptRequest('a'));
    node('hsm-1').slots.evict();
    expect(await statusOf(pool.execute(encryptRequest('b')))).toBe('OK');
    node('hsm-1').slots.expireMaterials();
    expect(await statusOf(pool.execute(encryptRequest('c')))).toBe('OK');
    await node('hsm-1').kill();
    await node('hsm-1').start();
    expect(await statusOf(pool.execute(encryptRequest('d')))).toBe('OK');
    expect(node('hsm-1').commands.at(-1)?.slotToken.length).toBe(120);
  });

  it('shows the civil time that a node follows, of this link alone', async () => {
    await openLinked();
    const offset = (): number | undefined => pool.nodes()[0]?.clockOffsetMs;
    expect(offset()).toBe(0);
    node('hsm-1').send({ heartbeat: { sequence: 1 }, clockOffsetMs: 5000 });
    await until(() => offset() === 5000);
    await node('hsm-1').kill();
    await until(() => pool.nodes()[0]?.linked === false);
    await node('hsm-1').start();
    await until(() => pool.nodes()[0]?.linked === true);
    expect(offset()).toBe(0);
  });

  it('waits at start for the first node', async () => {
    await node('hsm-1').kill();
    open();
    const early = pool.execute(encryptRequest('early'));
    await node('hsm-1').start();
    expect(Buffer.from(await early).toString()).toBe('early');
    await pool.whenReady(systemMonotonic.now() + 1000);
    expect(pool.ready()).toBe(true);
  });

  it('ends what waits for a node at its deadline', async () => {
    await node('hsm-1').kill();
    open();
    expect(await statusOf(pool.execute(encryptRequest('late', { deadlineAt: systemMonotonic.now() + 50 })))).toBe(
      'DEADLINE_EXCEEDED',
    );
    expect(await statusOf(pool.whenReady(systemMonotonic.now() + 20))).toBe('NOT_OPERATIONAL');
  });

  it('refuses at once when its nodes cannot come into service by themselves', async () => {
    node('hsm-1').state = 'UNINITIALIZED';
    open();
    await until(() => pool.nodes()[0]?.state === 'waiting');
    expect(await statusOf(pool.execute(encryptRequest('no domain')))).toBe('NOT_OPERATIONAL');
  });

  it('cancels at the node when the caller goes or the deadline passes', async () => {
    await openLinked();
    const hsm = node('hsm-1');
    hsm.respond = () => undefined;
    const abort = new AbortController();
    const aborted = pool.execute(encryptRequest('x', { signal: abort.signal }));
    const late = pool.execute(encryptRequest('y', { deadlineAt: systemMonotonic.now() + 100 }));
    await until(() => hsm.commands.length === 2);
    abort.abort();
    expect(await statusOf(aborted)).toBe('CANCELLED');
    expect(await statusOf(late)).toBe('DEADLINE_EXCEEDED');
    await until(() => hsm.frames.flatMap((frame) => frame.cancels ?? []).length === 2);
    expect(hsm.frames.flatMap((frame) => frame.cancels ?? [])).toEqual(hsm.commands.map((command) => command.id));
    hsm.respond = (command) => hsm.slots.answer(command);
    for (const command of hsm.commands.slice(0, 2)) hsm.answerLater(refusal(command, 'CANCELLED'));
    expect(await statusOf(pool.execute(encryptRequest('the link still works')))).toBe('OK');
    expect(hsm.links).toBe(1);
  });

  it('refuses another protocol and another node than configured', async () => {
    node('hsm-1').protocol = 99;
    open();
    await until(() => pool.nodes()[0]?.state === 'refused');
    expect(pool.nodes()[0]?.detail).toContain('slot protocol 99');
    await pool.close();
    node('hsm-1').protocol = 1;
    node('hsm-1').claimedNodeId = 'impostor';
    open();
    await until(() => pool.nodes()[0]?.state === 'refused');
    expect(await statusOf(pool.execute(encryptRequest('x')))).toBe('NOT_OPERATIONAL');
  });

  it.each([
    ['an answer to an unknown id', { results: [{ id: 4_000_000 }] }],
    ['a second welcome', { welcome: { protocol: 1, nodeId: 'hsm-1', bootId: 'x', domainId: new Uint8Array(16) } }],
    ['an oversized frame', Buffer.alloc(300 * 1024, 1)],
    ['bytes that are no message', Buffer.from([0x12, 0xff, 0xff, 0xff, 0x0f, 1])],
  ])('drops the link, not the process, over %s, and recovers', async (_name, frame) => {
    await openLinked();
    await pool.execute(encryptRequest('before'));
    node('hsm-1').send(frame);
    await until(() => pool.nodes()[0]?.linked === false);
    expect(await statusOf(pool.execute(encryptRequest('after')))).toBe('OK');
  });
});

describe('a pool over three nodes', () => {
  beforeEach(async () => {
    fleet = await startFakeFleet(3);
    await openLinked();
  });

  it('keeps a tenant on one node and moves it when that node goes', async () => {
    const first = await home();
    for (let index = 0; index < 10; index++) await pool.execute(encryptRequest('x'));
    expect(fleet.nodes.filter((each) => each.commands.length > 0)).toEqual([first]);
    await first.kill();
    expect(await statusOf(pool.execute(encryptRequest('y')))).toBe('OK');
  });

  it('moves what a killed node had in flight: nothing fails', async () => {
    const victim = await home();
    let done = 0;
    const results: Promise<string>[] = [];
    for (let index = 0; index < 2000; index++) {
      results.push(statusOf(pool.execute(encryptRequest('load'))).finally(() => done++));
      if (index % 50 === 49) await new Promise(setImmediate);
      if (index === 1000) void victim.kill();
    }
    expect(new Set(await Promise.all(results))).toEqual(new Set(['OK']));
    expect(done).toBe(2000);
  });

  it('moves what a silent node had in flight, and takes the node back when it speaks again', async () => {
    const silent = await home();
    silent.heartbeats = false;
    silent.respond = () => undefined;
    expect(await statusOf(pool.execute(encryptRequest('elsewhere')))).toBe('OK');
    expect(pool.nodes().find((each) => each.id === silent.id)?.linked).toBe(false);
    silent.heartbeats = true;
    silent.respond = (command) => silent.slots.answer(command);
    await until(() => pool.nodes().every((each) => each.linked));
  });

  it('fails an operation after two slot crashes and lets the tenant back off, not others', async () => {
    for (const each of fleet.nodes) {
      each.respond = (command) =>
        command.tenant === TENANT ? refusal(command, 'SLOT_CRASHED') : each.slots.answer(command);
    }
    expect(await statusOf(pool.execute(encryptRequest('poison')))).toBe('SLOT_CRASHED');
    expect(fleet.nodes.map((each) => each.commands.length).sort()).toEqual([0, 1, 1]);
    expect(await statusOf(pool.execute(encryptRequest('more')))).toBe('QUEUE_FULL');
    expect(await statusOf(pool.execute(encryptRequest('fine', { tenant: OTHER_TENANT })))).toBe('OK');
  });

  it('asks the nodes in turn when none has a free slot, until one has', async () => {
    let refused = 0;
    for (const each of fleet.nodes) {
      each.respond = (command) => (refused++ < 7 ? refusal(command, 'NO_FREE_SLOT') : each.slots.answer(command));
    }
    expect(await statusOf(pool.execute(encryptRequest('patient')))).toBe('OK');
    const order = fleet.nodes.flatMap((each) => each.commands.map(() => each.id));
    expect(order).toHaveLength(8);
    expect(new Set(order).size).toBe(3);
  });

  it('takes a node that is not operational out of rotation until it is', async () => {
    const broken = await home();
    broken.respond = (command) => refusal(command, 'NOT_OPERATIONAL', 'self-test running');
    broken.state = 'ERROR';
    expect(await statusOf(pool.execute(encryptRequest('x')))).toBe('OK');
    await until(() => pool.nodes().find((each) => each.id === broken.id)?.state === 'out-of-service');
    broken.state = 'OPERATIONAL';
    broken.respond = (command) => broken.slots.answer(command);
    await until(() => pool.nodes().every((each) => each.linked));
  });

  it('gives a draining node nothing new', async () => {
    const draining = await home();
    draining.draining = true;
    await until(() => pool.nodes().find((each) => each.id === draining.id)?.state === 'draining');
    const before = draining.commands.length;
    expect(await statusOf(pool.execute(encryptRequest('x')))).toBe('OK');
    expect(draining.commands.length).toBe(before);
  });

  it('fails what is under way when it closes', async () => {
    for (const each of fleet.nodes) each.respond = () => undefined;
    const pending = [
      pool.execute(encryptRequest('a')),
      pool.execute(encryptRequest('b', { tenant: OTHER_TENANT })),
    ].map(statusOf);
    await pool.close();
    expect(await Promise.all(pending)).toEqual(['NOT_OPERATIONAL', 'NOT_OPERATIONAL']);
    expect(await statusOf(pool.execute(encryptRequest('c')))).toBe('NOT_OPERATIONAL');
  });
});
