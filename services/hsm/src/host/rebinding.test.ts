import { beforeEach, describe, expect, test } from 'vitest';
import { SlotTableRig, statusOf } from '../testing/slot-table-rig.js';

let rig: SlotTableRig;
beforeEach(() => {
  rig = new SlotTableRig();
});

describe('another token of the tenant', () => {
  const OTHER = new Uint8Array([9]);

  test('binds the slot again, when nothing is in its thread; nothing else runs under the old binding', () => {
    rig.table.serve();
    rig.complete(1);
    const before = rig.submit(1);
    rig.time.turn();
    const after = [rig.submit(1, { slotToken: OTHER }), rig.submit(1, { slotToken: new Uint8Array(0) })];
    rig.time.turn();
    expect(rig.thread(1).binds).toHaveLength(1);
    rig.thread(1).answer();
    expect(rig.thread(1).binds).toHaveLength(2);
    rig.thread(1).bound();
    rig.time.turn();
    rig.thread(1).answer();
    expect([before, ...after].map((job) => job.outcome?.generation)).toEqual([1, 2, 2]);
  });

  test('one that was presented while the first is bound comes afterwards, under a binding of its own', () => {
    rig.table.serve();
    const jobs = [rig.submit(1), rig.submit(1, { slotToken: OTHER }), rig.submit(1)];
    rig.thread(1).start();
    for (let round = 0; round < 3; round++) {
      rig.thread(1).finishBind();
      rig.time.turn();
      while (rig.thread(1).batches.length > 0) rig.thread(1).answer();
    }
    expect(jobs.map(statusOf)).toEqual(['OK', 'OK', 'OK']);
    expect(jobs.map((job) => job.outcome?.generation)).toEqual([1, 2, 1]);
  });

  test('takes from the rate of the tenant: two front ends that disagree do not thrash', () => {
    rig.table.serve();
    rig.complete(1);
    const statuses = Array.from({ length: 40 }, (_, index) => {
      const job = rig.submit(1, index % 2 === 0 ? { slotToken: OTHER } : {});
      rig.thread(1).finishBind();
      rig.time.turn();
      while (rig.thread(1).batches.length > 0) rig.thread(1).answer();
      return statusOf(job);
    });
    expect(new Set(statuses)).toEqual(new Set(['OK', 'NO_FREE_SLOT']));
  });
});

describe('expelling', () => {
  test('zeroizes each slot as soon as its thread is idle; who has a token to present goes on', () => {
    rig.table.serve();
    rig.complete(1);
    rig.complete(2);
    const running = rig.submit(1);
    rig.time.turn();
    const waiting = rig.submit(1, { slotToken: new Uint8Array(0) });
    rig.table.expelAll();
    expect(rig.thread(2).evictions).toHaveLength(1);
    expect(rig.thread(1).evictions).toEqual([]);
    rig.thread(1).answer();
    expect([running, waiting].map(statusOf)).toEqual(['OK', 'NEED_SLOT_TOKEN']);
    expect(rig.thread(1).evictions).toHaveLength(1);
    rig.complete(1);
  });

  test('what is being bound is expelled when it is bound', () => {
    rig.table.serve();
    const bare = [rig.submit(1), rig.submit(1, { slotToken: new Uint8Array(0) })];
    rig.thread(1).start();
    rig.table.expelAll();
    expect(rig.thread(1).evictions).toEqual([]);
    rig.thread(1).bound();
    expect(rig.thread(1).evictions).toHaveLength(1);
    expect(bare.map(statusOf)).toEqual([undefined, 'NEED_SLOT_TOKEN']);
    rig.settleBinds();
    for (const each of rig.threads.threads) while (each.batches.length > 0) each.answer();
    expect(bare.map(statusOf)).toEqual(['OK', 'NEED_SLOT_TOKEN']);
  });
});
