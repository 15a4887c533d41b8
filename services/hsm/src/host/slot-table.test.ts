import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS, hsmStatusOf } from '@strongroom/core/errors.js';
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

describe('binding', () => {
  test('nothing is taken before the node serves', () => {
    expect(statusOf(submit(1))).toBe('NOT_OPERATIONAL');
    expect(threads.threads).toHaveLength(0);
  });

  test('one spare thread is kept ahead of demand, up to the cap', () => {
    table.serve();
    expect(threads.threads).toHaveLength(1);
    for (const number of [1, 2, 3, 4]) complete(number);
    expect(threads.threads).toHaveLength(4);
  });

  test('an unbound slot needs its token; jobs that came meanwhile go with the first', () => {
    table.serve();
    expect(statusOf(submit(1, { slotToken: new Uint8Array(0) }))).toBe('NEED_SLOT_TOKEN');
    const jobs = [submit(1), submit(1, { slotToken: new Uint8Array(0) }), submit(1)];
    settleBinds();
    expect(thread(1).batches.map(({ commands }) => commands.length)).toEqual([3]);
    thread(1).answer();
    expect(jobs.map(statusOf)).toEqual(['OK', 'OK', 'OK']);
    expect(new Set(jobs.map((job) => job.outcome?.generation))).toEqual(new Set([1]));
  });

  test('a refused token fails those that presented it, not those with another', () => {
    table.serve();
    const bad = submit(1);
    const bare = submit(1, { slotToken: new Uint8Array(0) });
    const good = submit(1, { slotToken: new Uint8Array([9]) });
    thread(1).events.ready();
    thread(1).bound(HSM_STATUS.TOKEN_INVALID.code);
    expect([bad, bare, good].map(statusOf)).toEqual(['TOKEN_INVALID', 'NEED_SLOT_TOKEN', undefined]);
    thread(1).bound();
    time.turn();
    thread(1).answer();
    expect(statusOf(good)).toBe('OK');
  });
});

describe('queues', () => {
  test('are bounded in commands and bytes, and answer at once', () => {
    table = makeTable({ maxCommands: 5, maxBytes: 100 });
    table.serve();
    const jobs = Array.from({ length: 6 }, () => submit(1));
    expect(jobs.map(statusOf)).toEqual([undefined, undefined, undefined, undefined, undefined, 'QUEUE_FULL']);
    expect(statusOf(submit(2, { payload: new Uint8Array(101) }))).toBe('QUEUE_FULL');
  });

  test('a thread is given little at a time; cancelled and late work never reaches it', () => {
    table.serve();
    complete(1);
    const jobs = Array.from({ length: 90 }, (_, index) =>
      submit(1, index === 70 ? { deadlineAtMs: time.now() + 5 } : {}),
    );
    time.turn();
    expect(thread(1).batches.map(({ commands }) => commands.length)).toEqual([32, 32]);
    must(jobs[80], 'a job').cancelled = true;
    time.advance(10);
    thread(1).answer();
    expect(statusOf(must(jobs[70], 'a job'))).toBe('DEADLINE_EXCEEDED');
    expect(statusOf(must(jobs[80], 'a job'))).toBe('CANCELLED');
    while (thread(1).batches.length > 0) thread(1).answer();
    expect(jobs.map(statusOf).filter((status) => status === 'OK')).toHaveLength(88);
    expect(table.waiting).toBe(0);
  });

  test('a thread that answers what it was not asked is ended', () => {
    table.serve();
    complete(1);
    const job = submit(1);
    time.turn();
    const { commands } = must(thread(1).batches[0], 'a batch');
    thread(1).batches[0] = { generation: 1, commands: commands.map((each) => ({ ...each, id: each.id + 100 })) };
    thread(1).answer();
    expect(statusOf(job)).toBe('SLOT_CRASHED');
  });
});

describe('eviction', () => {
  test('takes the least used idle slot; generations are never reused', () => {
    table = makeTable({ slotsMax: 2 });
    table.serve();
    const first = complete(1);
    complete(1);
    complete(2);
    time.advance(100);
    const third = complete(3);
    expect(events.filter((event) => event === 'evicted')).toHaveLength(1);
    expect(statusOf(submit(1))).toBeUndefined();
    expect(statusOf(submit(2, { slotToken: new Uint8Array(0) }))).toBe('NEED_SLOT_TOKEN');
    expect(third.outcome?.generation).not.toBe(first.outcome?.generation);
  });

  test('spares slots with work, and those bound less than 50 ms ago', () => {
    table = makeTable({ slotsMax: 2 });
    table.serve();
    complete(1);
    complete(2);
    expect(statusOf(submit(3))).toBe('NO_FREE_SLOT');
    time.advance(60);
    const busy = [submit(1), submit(2)];
    time.turn();
    expect(statusOf(submit(3))).toBe('NO_FREE_SLOT');
    for (const each of threads.alive) each.answer();
    expect(busy.map(statusOf)).toEqual(['OK', 'OK']);
    expect(statusOf(submit(3))).toBeUndefined();
  });

  test('one tenant cannot take slots faster than its rate', () => {
    table = makeTable({ slotsMax: 1 });
    table.serve();
    let refused = 0;
    for (let round = 0; round < 120; round += 1) {
      for (const number of [1, 2]) {
        time.advance(51);
        const job = submit(number);
        if (statusOf(job) === 'NO_FREE_SLOT') refused += 1;
        else settleBinds();
        for (const each of threads.alive) while (each.batches.length > 0) each.answer();
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('a thread is retired after a thousand binds', () => {
    table = makeTable({ slotsMax: 1 });
    table.serve();
    for (let number = 1; number <= 1001; number += 1) {
      time.advance(60);
      complete(number);
    }
    expect(threads.threads).toHaveLength(2);
    expect(thread(1).terminated).toBe(true);
  });
});

describe('crashes', () => {
  test('fail what the slot had, back its tenant off, and leave others alone', () => {
    table.serve();
    complete(1);
    complete(2);
    const lost = [submit(1), submit(1)];
    const other = submit(2);
    time.turn();
    thread(1).events.ended('out of memory');
    expect(lost.map(statusOf)).toEqual(['SLOT_CRASHED', 'SLOT_CRASHED']);
    expect(statusOf(submit(1))).toBe('NO_FREE_SLOT');
    thread(2).answer();
    expect(statusOf(other)).toBe('OK');
    time.advance(101);
    complete(1);
    expect(events).toContain(`crashed ${tenant(1)}`);
  });

  test('a slot that does not answer for half a minute is ended; so is a thread that does not start', () => {
    table.serve();
    complete(1);
    const job = submit(1);
    time.turn();
    time.advance(29_000);
    expect(statusOf(job)).toBeUndefined();
    time.advance(3000);
    expect(statusOf(job)).toBe('SLOT_CRASHED');
    const stuck = submit(3);
    time.advance(32_000);
    expect(statusOf(stuck)).toBe('SLOT_CRASHED');
  });

  test('a failed conditional test is reported', () => {
    table.serve();
    complete(1);
    submit(1);
    time.turn();
    thread(1).answer(HSM_STATUS.DEVICE_ERROR.code);
    expect(events).toContain('device error');
  });
});

describe('zeroization', () => {
  test('evicts and ends every thread, and answers what waits', async () => {
    table.serve();
    complete(1);
    complete(2);
    const waiting = submit(1);
    time.turn();
    await table.zeroize();
    expect(statusOf(waiting)).toBe('NOT_OPERATIONAL');
    expect(threads.alive).toHaveLength(0);
    expect(threads.threads.every(({ evictions }) => evictions.length === 1)).toBe(true);
    expect(statusOf(submit(1))).toBe('NOT_OPERATIONAL');
    table.serve();
    complete(1);
  });
});
