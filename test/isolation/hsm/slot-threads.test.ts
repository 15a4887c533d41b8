/**
 * The lanes of a node over real worker threads that crash, run out of memory, and hang: what one tenant does, no other
 * feels, and what its slow thread does, its fast one does not feel.
 */
import { Worker, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import { must } from '@strongroom/core/assert.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { SlotLanes } from '@strongroom/hsm/host/slot-lanes.js';
import { workerSlotThreads } from '@strongroom/hsm/host/worker-slot-thread.js';
import { SLOW_LANE_BIT } from '@strongroom/proto/slot-protocol.js';

/**
 * A slot worker that echoes; its commands 101 to 104 misbehave. Written as text, because it must not be in the product.
 */
const SLOT = `
const { parentPort, workerData } = require('node:worker_threads');
const batches = import(workerData.batches);
workerData.keyPort.on('message', ({ generation }) => {
  parentPort.postMessage({ kind: 'bound', generation, status: 0, detail: '' });
});
parentPort.on('message', async (message) => {
  if (!(message instanceof ArrayBuffer)) return parentPort.postMessage({ kind: 'evicted' });
  const { unpackCommands, packResults } = await batches;
  const { generation, items } = unpackCommands(message);
  for (const { command: marked } of items) {
    const command = marked & ~0x80;
    if (command === 101) process.exit(3);
    if (command === 102) { const hoard = []; for (;;) hoard.push(new Array(10000).fill({})); }
    if (command === 103) throw new Error('a bug');
    if (command === 104) Atomics.wait(new Int32Array(workerData.gate), 0, 0);
  }
  const results = packResults(generation, items.map(({ id, payload }) => ({ id, status: 0, payload, detail: '' })));
  parentPort.postMessage(results, [results]);
});
parentPort.postMessage({ kind: 'ready' });
`;

const BATCHES = new URL('../../../services/hsm/dist/wire/slot-batch.js', import.meta.url).href;

interface Bench {
  readonly lanes: SlotLanes;
  readonly crashes: string[];
  readonly evictions: () => number;
  /** Lets command 104 return, wherever it runs. */
  readonly openGate: () => void;
  /** Stops the table's clock when a slot has crashed, until it is called. */
  readonly resume: () => void;
}

const benches: Bench[] = [];
afterEach(async () => {
  for (const each of benches.splice(0)) {
    each.openGate();
    each.resume();
    await each.lanes.close();
  }
});

function makeBench(slotsMax: number): Bench {
  const crashes: string[] = [];
  let evictions = 0;
  let stoppedAtMs: number | undefined;
  const gate = new SharedArrayBuffer(4);
  const ports = new Map<number, MessagePort>();
  const lanes = new SlotLanes({
    slotsMax,
    slowThreadsMax: 2,
    queue: { maxCommands: 1024, maxBytes: 4_000_000 },
    monotonic: { ...systemMonotonic, now: () => stoppedAtMs ?? systemMonotonic.now() },
    startThread: workerSlotThreads({
      engine: 'openssl',
      startWorker: (data, transfer) =>
        new Worker(SLOT, {
          eval: true,
          workerData: { ...data, batches: BATCHES, gate },
          transferList: [...transfer],
          execArgv: [],
          resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
        }),
      notifyRoot: (notice) => {
        if (notice.kind === 'attach') ports.set(notice.worker, notice.port);
        else if (notice.kind === 'bind') ports.get(notice.worker)?.postMessage({ generation: notice.generation });
      },
    }),
    events: () => ({
      bound: () => undefined,
      evicted: () => (evictions += 1),
      crashed: (_tenant, reason) => {
        stoppedAtMs = systemMonotonic.now();
        crashes.push(reason);
      },
      batch: () => undefined,
      deviceError: () => undefined,
    }),
  });
  const bench: Bench = {
    lanes,
    crashes,
    evictions: () => evictions,
    openGate: () => {
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
    },
    resume: () => (stoppedAtMs = undefined),
  };
  benches.push(bench);
  lanes.serve();
  return bench;
}

/** A bound for what hangs, not a measurement. */
const DEADLINE_MS = 300_000;

function run({ lanes }: Bench, number: number, command = 3): Promise<string | undefined> {
  return new Promise((resolve) => {
    lanes.submit({
      tenant: must(parseTenantId(String(number).padStart(12, '0')), 'a tenant'),
      command,
      payload: new Uint8Array(16),
      slotToken: new Uint8Array(8),
      deadlineAtMs: systemMonotonic.now() + DEADLINE_MS,
      cancelled: false,
      settle: ({ status }) => {
        resolve(hsmStatusOf(status));
      },
    });
  });
}

test.each([
  ['exits', 101, /code 3/],
  ['runs out of memory', 102, /memory/],
  ['throws', 103, /a bug/],
])('a slot that %s takes down nothing but its own work', async (_name, command, reason) => {
  const bench = makeBench(3);
  expect(await Promise.all([run(bench, 1), run(bench, 2)])).toEqual(['OK', 'OK']);
  const others: Promise<string | undefined>[] = [];
  const lost = run(bench, 1, command);
  for (let count = 0; count < 200; count += 1) others.push(run(bench, 2));
  expect(await lost).toBe('SLOT_CRASHED');
  expect(await run(bench, 1)).toBe('NO_FREE_SLOT');
  bench.resume();
  expect(new Set(await Promise.all(others))).toEqual(new Set(['OK']));
  expect(bench.crashes.join()).toMatch(reason);
  let again: string | undefined;
  while (again !== 'OK') {
    await new Promise((resolve) => setTimeout(resolve, 50));
    again = await run(bench, 1);
    expect(['OK', 'NO_FREE_SLOT']).toContain(again);
  }
});

test('a slow command that blocks its thread delays no fast slot, neither of its tenant nor of another', async () => {
  const bench = makeBench(3);
  const done: string[] = [];
  const named = (name: string, outcome: Promise<string | undefined>): Promise<void> =>
    outcome.then((status) => {
      done.push(`${name} ${String(status)}`);
    });
  const slow = named('slow', run(bench, 1, 104 | SLOW_LANE_BIT));
  const behind = named('behind', run(bench, 1, 3 | SLOW_LANE_BIT));
  await named('slow of another', run(bench, 2, 3 | SLOW_LANE_BIT));
  for (const number of [1, 2]) await Promise.all(Array.from({ length: 100 }, () => named('fast', run(bench, number))));
  expect(new Set(done)).toEqual(new Set(['slow of another OK', 'fast OK']));
  bench.openGate();
  await Promise.all([slow, behind]);
  expect(done.slice(-2)).toEqual(['slow OK', 'behind OK']);
  expect(done).toHaveLength(203);
  expect(bench.crashes).toEqual([]);
});

test('a slow thread that crashes leaves the fast slot of its tenant alone', async () => {
  const bench = makeBench(3);
  expect(await Promise.all([run(bench, 1), run(bench, 1, 3 | SLOW_LANE_BIT)])).toEqual(['OK', 'OK']);
  const blocked = run(bench, 2, 104 | SLOW_LANE_BIT);
  expect(await run(bench, 1, 101 | SLOW_LANE_BIT)).toBe('SLOT_CRASHED');
  expect(await run(bench, 1, 3 | SLOW_LANE_BIT)).toBe('NO_FREE_SLOT');
  expect(await run(bench, 1)).toBe('OK');
  expect(bench.lanes.fast.slotsBound).toBe(1);
  bench.openGate();
  expect(await blocked).toBe('OK');
});

test('more tenants than slots: every command is answered, by work or by NO_FREE_SLOT, and slots move', async () => {
  const bench = makeBench(3);
  const counts = new Map<string | undefined, number>();
  for (let round = 0; round < 30; round += 1) {
    for (const number of [1, 2, 3, 4, 5]) {
      const answers = await Promise.all([run(bench, number), run(bench, number)]);
      for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  expect([...counts.keys()].every((status) => status === 'OK' || status === 'NO_FREE_SLOT')).toBe(true);
  expect(counts.get('OK')).toBeGreaterThanOrEqual(100);
  expect(bench.evictions()).toBeGreaterThan(0);
  expect(bench.lanes.fast.slotsBound).toBeLessThanOrEqual(3);
});

test('a flood of one tenant fills its own queue only', async () => {
  const bench = makeBench(3);
  await Promise.all([run(bench, 1), run(bench, 2)]);
  const flood = Array.from({ length: 3000 }, () => run(bench, 1));
  const other = await run(bench, 2);
  const answers = await Promise.all(flood);
  expect(other).toBe('OK');
  expect(answers.filter((status) => status === 'QUEUE_FULL').length).toBeGreaterThanOrEqual(1900);
  expect(answers.every((status) => status === 'OK' || status === 'QUEUE_FULL')).toBe(true);
});
