import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import { SlotTableRig, statusOf } from '../testing/slot-table-rig.js';

let rig: SlotTableRig;
beforeEach(() => {
  rig = new SlotTableRig();
});

describe('binding', () => {
  test('nothing is taken before the node serves', () => {
    expect(statusOf(rig.submit(1))).toBe('NOT_OPERATIONAL');
    expect(rig.threads.threads).toHaveLength(0);
  });

  test('one spare thread is kept ahead of demand, up to the cap', () => {
    rig.table.serve();
    expect(rig.threads.threads).toHaveLength(1);
    for (const number of [1, 2, 3, 4]) rig.complete(number);
    expect(rig.threads.threads).toHaveLength(4);
  });

  test('an unbound slot needs its token; jobs that came meanwhile go with the first', () => {
    rig.table.serve();
    expect(statusOf(rig.submit(1, { slotToken: new Uint8Array(0) }))).toBe('NEED_SLOT_TOKEN');
    const jobs = [rig.submit(1), rig.submit(1, { slotToken: new Uint8Array(0) }), rig.submit(1)];
    rig.settleBinds();
    expect(rig.thread(1).batches.map(({ commands }) => commands.length)).toEqual([3]);
    rig.thread(1).answer();
    expect(jobs.map(statusOf)).toEqual(['OK', 'OK', 'OK']);
    expect(new Set(jobs.map((job) => job.outcome?.generation))).toEqual(new Set([1]));
  });

  test('a refused token fails those that presented it, not those with another', () => {
    rig.table.serve();
    const bad = rig.submit(1);
    const bare = rig.submit(1, { slotToken: new Uint8Array(0) });
    const good = rig.submit(1, { slotToken: new Uint8Array([9]) });
    rig.thread(1).events.ready();
    rig.thread(1).bound(HSM_STATUS.TOKEN_INVALID.code);
    expect([bad, bare, good].map(statusOf)).toEqual(['TOKEN_INVALID', 'NEED_SLOT_TOKEN', undefined]);
    rig.thread(1).bound();
    rig.time.turn();
    rig.thread(1).answer();
    expect(statusOf(good)).toBe('OK');
  });
});

describe('queues', () => {
  test('are bounded in commands and bytes, and answer at once', () => {
    rig = new SlotTableRig({ maxCommands: 5, maxBytes: 100 });
    rig.table.serve();
    const jobs = Array.from({ length: 6 }, () => rig.submit(1));
    expect(jobs.map(statusOf)).toEqual([undefined, undefined, undefined, undefined, undefined, 'QUEUE_FULL']);
    expect(statusOf(rig.submit(2, { payload: new Uint8Array(101) }))).toBe('QUEUE_FULL');
  });

  test('a thread is given little at a time; cancelled and late work never reaches it', () => {
    rig.table.serve();
    rig.complete(1);
    const jobs = Array.from({ length: 90 }, (_, index) =>
      rig.submit(1, index === 70 ? { deadlineAtMs: rig.time.now() + 5 } : {}),
    );
    rig.time.turn();
    expect(rig.thread(1).batches.map(({ commands }) => commands.length)).toEqual([32, 32]);
    must(jobs[80], 'a job').cancelled = true;
    rig.time.advance(10);
    rig.thread(1).answer();
    expect(statusOf(must(jobs[70], 'a job'))).toBe('DEADLINE_EXCEEDED');
    expect(statusOf(must(jobs[80], 'a job'))).toBe('CANCELLED');
    while (rig.thread(1).batches.length > 0) rig.thread(1).answer();
    expect(jobs.map(statusOf).filter((status) => status === 'OK')).toHaveLength(88);
    expect(rig.table.waiting).toBe(0);
  });

  test('a thread that answers what it was not asked is ended', () => {
    rig.table.serve();
    rig.complete(1);
    const job = rig.submit(1);
    rig.time.turn();
    const { commands } = must(rig.thread(1).batches[0], 'a batch');
    rig.thread(1).batches[0] = { generation: 1, commands: commands.map((each) => ({ ...each, id: each.id + 100 })) };
    rig.thread(1).answer();
    expect(statusOf(job)).toBe('SLOT_CRASHED');
  });
});

describe('eviction', () => {
  test('takes the least used idle slot; generations are never reused', () => {
    rig = new SlotTableRig({ slotsMax: 2 });
    rig.table.serve();
    const first = rig.complete(1);
    rig.complete(1);
    rig.complete(2);
    rig.time.advance(100);
    const third = rig.complete(3);
    expect(rig.events.filter((event) => event === 'evicted')).toHaveLength(1);
    expect(statusOf(rig.submit(1))).toBeUndefined();
    expect(statusOf(rig.submit(2, { slotToken: new Uint8Array(0) }))).toBe('NEED_SLOT_TOKEN');
    expect(third.outcome?.generation).not.toBe(first.outcome?.generation);
  });

  test('spares slots with work, and those bound less than 50 ms ago', () => {
    rig = new SlotTableRig({ slotsMax: 2 });
    rig.table.serve();
    rig.complete(1);
    rig.complete(2);
    expect(statusOf(rig.submit(3))).toBe('NO_FREE_SLOT');
    rig.time.advance(60);
    const busy = [rig.submit(1), rig.submit(2)];
    rig.time.turn();
    expect(statusOf(rig.submit(3))).toBe('NO_FREE_SLOT');
    for (const each of rig.threads.alive) each.answer();
    expect(busy.map(statusOf)).toEqual(['OK', 'OK']);
    expect(statusOf(rig.submit(3))).toBeUndefined();
  });

  test('one tenant cannot take slots faster than its rate', () => {
    rig = new SlotTableRig({ slotsMax: 1 });
    rig.table.serve();
    let refused = 0;
    for (let round = 0; round < 120; round += 1) {
      for (const number of [1, 2]) {
        rig.time.advance(51);
        const job = rig.submit(number);
        if (statusOf(job) === 'NO_FREE_SLOT') refused += 1;
        else rig.settleBinds();
        for (const each of rig.threads.alive) while (each.batches.length > 0) each.answer();
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('a thread is retired after a thousand binds', () => {
    rig = new SlotTableRig({ slotsMax: 1 });
    rig.table.serve();
    for (let number = 1; number <= 1001; number += 1) {
      rig.time.advance(60);
      rig.complete(number);
    }
    expect(rig.threads.threads).toHaveLength(2);
    expect(rig.thread(1).terminated).toBe(true);
  });
});

describe('crashes', () => {
  test('fail what the slot had, back its tenant off, and leave others alone', () => {
    rig.table.serve();
    rig.complete(1);
    rig.complete(2);
    const lost = [rig.submit(1), rig.submit(1)];
    const other = rig.submit(2);
    rig.time.turn();
    rig.thread(1).events.ended('out of memory');
    expect(lost.map(statusOf)).toEqual(['SLOT_CRASHED', 'SLOT_CRASHED']);
    expect(statusOf(rig.submit(1))).toBe('NO_FREE_SLOT');
    rig.thread(2).answer();
    expect(statusOf(other)).toBe('OK');
    rig.time.advance(101);
    rig.complete(1);
    expect(rig.events).toContain(`crashed ${rig.tenant(1)}`);
  });

  test('a slot that does not answer for half a minute is ended; so is a thread that does not start', () => {
    rig.table.serve();
    rig.complete(1);
    const job = rig.submit(1);
    rig.time.turn();
    rig.time.advance(29_000);
    expect(statusOf(job)).toBeUndefined();
    rig.time.advance(3000);
    expect(statusOf(job)).toBe('SLOT_CRASHED');
    const stuck = rig.submit(3);
    rig.time.advance(32_000);
    expect(statusOf(stuck)).toBe('SLOT_CRASHED');
  });

  test('a failed conditional test is reported', () => {
    rig.table.serve();
    rig.complete(1);
    rig.submit(1);
    rig.time.turn();
    rig.thread(1).answer(HSM_STATUS.DEVICE_ERROR.code);
    expect(rig.events).toContain('device error');
  });
});

describe('zeroization', () => {
  test('evicts and ends every thread, and answers what waits', async () => {
    rig.table.serve();
    rig.complete(1);
    rig.complete(2);
    const waiting = rig.submit(1);
    rig.time.turn();
    await rig.table.zeroize();
    expect(statusOf(waiting)).toBe('NOT_OPERATIONAL');
    expect(rig.threads.alive).toHaveLength(0);
    expect(rig.threads.threads.every(({ evictions }) => evictions.length === 1)).toBe(true);
    expect(statusOf(rig.submit(1))).toBe('NOT_OPERATIONAL');
    rig.table.serve();
    rig.complete(1);
  });
});
