/**
 * The slot table over real worker threads that crash, run out of memory, and hang: what one tenant does, no other
 * feels.
 */
import { Worker, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import { must } from '@strongroom/core/assert.js';
import { parseTenantId } from '@strongroom/core/ids.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { SlotTable } from '@strongroom/hsm/host/slot-table.js';
import { workerSlotThreads } from '@strongroom/hsm/host/worker-slot-thread.js';

/**
 * A slot worker that echoes; its commands 101 to 103 misbehave. Written as text, because it must not be in the product.
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
  for (const { command } of items) {
    if (command === 101) process.exit(3);
    if (command === 102) { const hoard = []; for (;;) hoard.push(new Array(10000).fill({})); }
    if (command === 103) throw new Error('a bug');
  }
  const results = packResults(generation, items.map(({ id, payload }) => ({ id, status: 0, payload, detail: '' })));
  parentPort.postMessage(results, [results]);
});
parentPort.postMessage({ kind: 'ready' });
`;

const BATCHES = new URL('../../../services/hsm/dist/wire/slot-batch.js', import.meta.url).href;
const tables: SlotTable[] = [];
afterEach(async () => {
  await Promise.all(tables.splice(0).map((table) => table.close()));
});

function makeTable(slotsMax: number): { table: SlotTable; crashes: string[]; evictions: () => number } {
  const crashes: string[] = [];
  let evictions = 0;
  const ports = new Map<number, MessagePort>();
  const table = new SlotTable({
    slotsMax,
    queue: { maxCommands: 1024, maxBytes: 4_000_000 },
    monotonic: systemMonotonic,
    startThread: workerSlotThreads({
      engine: 'openssl',
      startWorker: (data, transfer) =>
        new Worker(SLOT, {
          eval: true,
          workerData: { ...data, batches: BATCHES },
          transferList: [...transfer],
          execArgv: [],
          resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
        }),
      notifyRoot: (notice) => {
        if (notice.kind === 'attach') ports.set(notice.worker, notice.port);
        else if (notice.kind === 'bind') ports.get(notice.worker)?.postMessage({ generation: notice.generation });
      },
    })('fast'),
    events: {
      bound: () => undefined,
      evicted: () => (evictions += 1),
      crashed: (_tenant, reason) => crashes.push(reason),
      batch: () => undefined,
      deviceError: () => undefined,
    },
  });
  tables.push(table);
  table.serve();
  return { table, crashes, evictions: () => evictions };
}

function run(table: SlotTable, number: number, command = 3): Promise<string | undefined> {
  return new Promise((resolve) => {
    table.submit({
      tenant: must(parseTenantId(String(number).padStart(12, '0')), 'a tenant'),
      command,
      payload: new Uint8Array(16),
      slotToken: new Uint8Array(8),
      deadlineAtMs: systemMonotonic.now() + 20_000,
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
  const { table, crashes } = makeTable(3);
  expect(await Promise.all([run(table, 1), run(table, 2)])).toEqual(['OK', 'OK']);
  const others: Promise<string | undefined>[] = [];
  const lost = run(table, 1, command);
  for (let count = 0; count < 200; count += 1) others.push(run(table, 2));
  expect(await lost).toBe('SLOT_CRASHED');
  expect(new Set(await Promise.all(others))).toEqual(new Set(['OK']));
  expect(crashes.join()).toMatch(reason);
  expect(await run(table, 1)).toBe('NO_FREE_SLOT');
  const end = performance.now() + 10_000;
  let again: string | undefined;
  while (again !== 'OK' && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    again = await run(table, 1);
  }
  expect(again).toBe('OK');
});

test('more tenants than slots: every command is answered, by work or by NO_FREE_SLOT, and slots move', async () => {
  const { table, evictions } = makeTable(3);
  const counts = new Map<string | undefined, number>();
  for (let round = 0; round < 30; round += 1) {
    for (const number of [1, 2, 3, 4, 5]) {
      const answers = await Promise.all([run(table, number), run(table, number)]);
      for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  expect([...counts.keys()].every((status) => status === 'OK' || status === 'NO_FREE_SLOT')).toBe(true);
  expect(counts.get('OK')).toBeGreaterThanOrEqual(100);
  expect(evictions()).toBeGreaterThan(0);
  expect(table.slotsBound).toBeLessThanOrEqual(3);
});

test('a flood of one tenant fills its own queue only', async () => {
  const { table } = makeTable(3);
  await Promise.all([run(table, 1), run(table, 2)]);
  const flood = Array.from({ length: 3000 }, () => run(table, 1));
  const other = await run(table, 2);
  const answers = await Promise.all(flood);
  expect(other).toBe('OK');
  expect(answers.filter((status) => status === 'QUEUE_FULL').length).toBeGreaterThanOrEqual(1900);
  expect(answers.every((status) => status === 'OK' || status === 'QUEUE_FULL')).toBe(true);
});
