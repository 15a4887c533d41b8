import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import { FakeSlotThreads, type FakeSlotThread } from '../testing/fake-slot-threads.js';
import { tenantId } from '../boundary/testing/inline-slot.js';
import { ManualMonotonic } from '../testing/manual-monotonic.js';
import { FAST_LANE } from './lane-rules.js';
import type { SlotJob, SlotOutcome } from './slot-job.js';
import { SlotTable } from './slot-table.js';

const TOKEN = new Uint8Array([1, 2, 3]);

interface TestJob extends SlotJob {
  outcome: SlotOutcome | undefined;
}

let time: ManualMonotonic;
let threads: FakeSlotThreads;
let events: string[];
let table: SlotTable;

function makeTable(options: { slotsMax?: number; maxCommands?: number; maxBytes?: number } = {}): SlotTable {
  let generation = 0;
  return new SlotTable({
    slotsMax: options.slotsMax ?? 4,
    rules: FAST_LANE,
    newGeneration: () => ++generation,
    queue: { maxCommands: options.maxCommands ?? 100, maxBytes: options.maxBytes ?? 10_000 },
    monotonic: time,
    startThread: threads.start,
    events: {
      bound: () => events.push('bound'),
      evicted: () => events.push('evicted'),
      crashed: (tenant) => events.push(`crashed ${tenant}`),
      batch: (size) => events.push(`batch ${String(size)}`),
      deviceError: () => events.push('device error'),
    },
  });
}

beforeEach(() => {
  time = new ManualMonotonic();
  threads = new FakeSlotThreads();
  events = [];
  table = makeTable();
});

const tenant = (number: number): ReturnType<typeof tenantId> => tenantId(String(number).padStart(12, '0'));

function submit(number: number, change: Partial<SlotJob> = {}): TestJob {
  const job: TestJob = {
    tenant: tenant(number),
    command: 3,
    payload: new Uint8Array([number]),
    slotToken: TOKEN,
    deadlineAtMs: time.now() + 60_000,
    cancelled: false,
    outcome: undefined,
    settle(outcome) {
      if (job.outcome !== undefined) throw new Error('a job is settled once');
      job.outcome = outcome;
    },
    ...change,
  };
  table.submit(job);
  return job;
}

const statusOf = (job: TestJob): string | undefined =>
  job.outcome === undefined ? undefined : hsmStatusOf(job.outcome.status);
const thread = (number: number): FakeSlotThread => must(threads.threads[number - 1], 'a started thread');

/** Starts the threads that are wanted and binds what waits. */
function settleBinds(): void {
  for (const each of threads.alive) {
    each.events.ready();
    if (each.binds.length > 0) each.bound();
  }
  time.turn();
}

/** Runs the tenant's job to its end. */
function complete(number: number): TestJob {
  const job = submit(number);
  settleBinds();
  for (const each of threads.alive) while (each.batches.length > 0) each.answer();
  expect(statusOf(job)).toBe('OK');
  return job;
}

describe('another token of the tenant', () => {
  const OTHER = new Uint8Array([9]);

  test('binds the slot again, when nothing is in its thread; nothing else runs under the old binding', () => {
    table.serve();
    complete(1);
    const before = submit(1);
    time.turn();
    const after = [submit(1, { slotToken: OTHER }), submit(1, { slotToken: new Uint8Array(0) })];
    time.turn();
    expect(thread(1).binds).toHaveLength(1);
    thread(1).answer();
    expect(thread(1).binds).toHaveLength(2);
    thread(1).bound();
    time.turn();
    thread(1).answer();
    expect([before, ...after].map((job) => job.outcome?.generation)).toEqual([1, 2, 2]);
  });

  test('one that was presented while the first is bound comes afterwards, under a binding of its own', () => {
    table.serve();
    const jobs = [submit(1), submit(1, { slotToken: OTHER }), submit(1)];
    thread(1).start();
    for (let round = 0; round < 3; round++) {
      thread(1).finishBind();
      time.turn();
      while (thread(1).batches.length > 0) thread(1).answer();
    }
    expect(jobs.map(statusOf)).toEqual(['OK', 'OK', 'OK']);
    expect(jobs.map((job) => job.outcome?.generation)).toEqual([1, 2, 1]);
  });

  test('takes from the rate of the tenant: two front ends that disagree do not thrash', () => {
    table.serve();
    complete(1);
    const statuses = Array.from({ length: 40 }, (_, index) => {
      const job = submit(1, index % 2 === 0 ? { slotToken: OTHER } : {});
      thread(1).finishBind();
      time.turn();
      while (thread(1).batches.length > 0) thread(1).answer();
      return statusOf(job);
    });
    expect(new Set(statuses)).toEqual(new Set(['OK', 'NO_FREE_SLOT']));
  });
});

describe('expelling', () => {
  test('zeroizes each slot as soon as its thread is idle; who has a token to present goes on', () => {
    table.serve();
    complete(1);
    complete(2);
    const running = submit(1);
    time.turn();
    const waiting = submit(1, { slotToken: new Uint8Array(0) });
    table.expelAll();
    expect(thread(2).evictions).toHaveLength(1);
    expect(thread(1).evictions).toEqual([]);
    thread(1).answer();
    expect([running, waiting].map(statusOf)).toEqual(['OK', 'NEED_SLOT_TOKEN']);
    expect(thread(1).evictions).toHaveLength(1);
    complete(1);
  });

  test('what is being bound is expelled when it is bound', () => {
    table.serve();
    const bare = [submit(1), submit(1, { slotToken: new Uint8Array(0) })];
    thread(1).start();
    table.expelAll();
    expect(thread(1).evictions).toEqual([]);
    thread(1).bound();
    expect(thread(1).evictions).toHaveLength(1);
    expect(bare.map(statusOf)).toEqual([undefined, 'NEED_SLOT_TOKEN']);
    settleBinds();
    for (const each of threads.threads) while (each.batches.length > 0) each.answer();
    expect(bare.map(statusOf)).toEqual(['OK', 'NEED_SLOT_TOKEN']);
  });
});
