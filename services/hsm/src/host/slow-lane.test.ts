/** The slow lane: who gets a thread, in which order, and how every wait for one ends. */
import { describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import type { FakeSlotThread } from '../testing/fake-slot-threads.js';
import { LaneRig, type RigJob } from '../testing/lane-rig.js';

const NO_TOKEN = { slotToken: new Uint8Array(0) };
const LONG_MS = 100;

const statuses = (jobs: readonly RigJob[]): (string | undefined)[] => jobs.map(({ status }) => status);
const slowThread = (rig: LaneRig, index = 0): FakeSlotThread => must(rig.threads.slow.threads[index], 'a slow thread');

/** Three jobs of each tenant, the first tenant's all before the second's. */
function floods(rig: LaneRig, tenants: readonly number[]): void {
  for (const tenant of tenants)
    for (const turn of [1, 2, 3]) rig.slow(tenant, { name: `${String(tenant)}.${String(turn)}` });
}

describe('routing', () => {
  test('the mark of a command chooses the thread; a tenant has one of each, bound under different generations', () => {
    const rig = new LaneRig(2);
    const jobs = [rig.fast(1), rig.slow(1), rig.fast(1), rig.slow(1)];
    rig.answerFast();
    expect(statuses(jobs)).toEqual(['OK', undefined, 'OK', undefined]);
    rig.finishSlow(LONG_MS);
    rig.finishSlow(LONG_MS);
    expect(statuses(jobs)).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(rig.threads.slow.threads).toHaveLength(1);
    expect(jobs.map(({ generation }) => generation)).toEqual([1, 2, 1, 2]);
  });

  test('no slow thread is started ahead of demand', () => {
    const rig = new LaneRig(2);
    expect([rig.threads.fast.threads.length, rig.threads.slow.threads.length]).toEqual([1, 0]);
    rig.slow(1);
    expect(rig.threads.slow.threads).toHaveLength(1);
  });

  test('a slow slot asks for its token, whatever the fast one holds', () => {
    const rig = new LaneRig(2);
    rig.fast(1);
    rig.answerFast();
    expect(rig.slow(1, NO_TOKEN).status).toBe('NEED_SLOT_TOKEN');
    expect(rig.threads.slow.threads).toHaveLength(0);
  });

  test('a thread has one command at a time', () => {
    const rig = new LaneRig(2);
    for (let count = 0; count < 3; count += 1) rig.slow(1);
    rig.settleBinds();
    expect(slowThread(rig).batches.map(({ commands }) => commands.length)).toEqual([1]);
    slowThread(rig).answer();
    expect(slowThread(rig).batches.map(({ commands }) => commands.length)).toEqual([1]);
  });
});

describe('turns', () => {
  test('three tenants take turns with one thread, command by command', () => {
    const rig = new LaneRig(1);
    floods(rig, [1, 2, 3]);
    for (let count = 0; count < 9; count += 1) rig.finishSlow(LONG_MS);
    expect(rig.done.join(' ')).toBe('1.1 2.1 3.1 1.2 2.2 3.2 1.3 2.3 3.3');
    expect(rig.threads.slow.threads).toHaveLength(1);
    expect(slowThread(rig).binds.map(({ tenant }) => Number(tenant))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    expect(slowThread(rig).evictions).toHaveLength(8);
  });

  test('short commands share a turn: a thread changes its tenant every 50 ms at most', () => {
    const rig = new LaneRig(1);
    floods(rig, [1, 2]);
    for (let count = 0; count < 6; count += 1) rig.finishSlow(20);
    expect(rig.done.join(' ')).toBe('1.1 1.2 1.3 2.1 2.2 2.3');
  });

  test('a newcomer waits behind those who wait; who is alone keeps its thread', () => {
    const rig = new LaneRig(1);
    floods(rig, [1, 2]);
    rig.finishSlow(LONG_MS);
    rig.slow(3, { name: '3.1' });
    for (let count = 0; count < 6; count += 1) rig.finishSlow(LONG_MS);
    expect(rig.done.join(' ')).toBe('1.1 2.1 1.2 3.1 2.2 1.3 2.3');
    rig.slow(2, { name: '2.4', ...NO_TOKEN });
    rig.finishSlow(LONG_MS);
    expect(rig.done.at(-1)).toBe('2.4');
  });

  test('threads are started up to the cap before anybody waits', () => {
    const rig = new LaneRig(2);
    floods(rig, [1, 2, 3]);
    rig.settleBinds();
    expect(rig.threads.slow.threads).toHaveLength(2);
    expect(rig.lanes.slow.tenantsWaiting).toBe(1);
    for (let count = 0; count < 5; count += 1) rig.finishSlow(LONG_MS);
    expect([...rig.done].sort()).toEqual(['1.1', '1.2', '1.3', '2.1', '2.2', '2.3', '3.1', '3.2', '3.3']);
    expect(rig.threads.slow.threads).toHaveLength(2);
  });

  test('an idle slot gives its thread to who waits, but not in its first 50 ms', () => {
    const rig = new LaneRig(1);
    const first = rig.slow(1);
    rig.finishSlow(10);
    expect(first.status).toBe('OK');
    const second = rig.slow(2);
    rig.settleBinds();
    expect(slowThread(rig).evictions).toEqual([]);
    rig.time.advance(60);
    rig.finishSlow(LONG_MS);
    expect(second.status).toBe('OK');
    expect(slowThread(rig).evictions).toEqual([first.generation]);
    expect(second.generation).toBeGreaterThan(first.generation);
    expect(rig.slow(1, NO_TOKEN).status).toBe('NEED_SLOT_TOKEN');
  });

  test('a newcomer does not take a thread that became free this moment from who waits for it', () => {
    const rig = new LaneRig(1);
    rig.slow(1, { name: '1' });
    rig.settleBinds();
    rig.time.advance(10);
    rig.finishSlow(0);
    rig.slow(2, { name: '2' });
    rig.time.advance(45);
    rig.slow(3, { name: '3' });
    for (let count = 0; count < 4; count += 1) rig.finishSlow(LONG_MS);
    expect(rig.done.join(' ')).toBe('1 2 3');
  });

  test('what waits goes on while the node drains', () => {
    const rig = new LaneRig(1);
    floods(rig, [1, 2]);
    rig.lanes.refuseNew();
    expect(rig.slow(1).status).toBe('NOT_OPERATIONAL');
    for (let count = 0; count < 6; count += 1) rig.finishSlow(LONG_MS);
    expect(rig.done.slice(1).join(' ')).toBe('1.1 2.1 1.2 2.2 1.3 2.3');
  });
});

describe('bounds', () => {
  test('64 commands of a tenant wait, the next one is refused at once; others are not concerned', () => {
    const rig = new LaneRig(1);
    const jobs = Array.from({ length: 65 }, () => rig.slow(1));
    expect(statuses(jobs).filter((status) => status === 'QUEUE_FULL')).toHaveLength(1);
    expect(must(jobs[64], 'the last').status).toBe('QUEUE_FULL');
    expect(rig.slow(2).status).toBeUndefined();
  });

  test('256 tenants wait for a thread; the next one finds no free slot, and its commands may go elsewhere', () => {
    const rig = new LaneRig(1);
    const waiting = Array.from({ length: 257 }, (_, index) => rig.slow(index + 1));
    expect(rig.lanes.slow.tenantsWaiting).toBe(256);
    expect(rig.slow(300).status).toBe('NO_FREE_SLOT');
    rig.slow(1);
    for (let count = 0; count < 258; count += 1) rig.finishSlow(LONG_MS);
    expect(new Set(statuses(waiting))).toEqual(new Set(['OK']));
  });
});

describe('waits end', () => {
  test('by cancellation or deadline, for who waits for a thread and for who waits behind its own work', () => {
    const rig = new LaneRig(1);
    const busy = rig.slow(1);
    rig.settleBinds();
    const near = { deadlineAtMs: rig.time.now() + 2000 };
    const inQueue = [rig.slow(1, near), rig.slow(1), rig.slow(1)];
    const inLine = [rig.slow(2, near), rig.slow(2), rig.slow(2)];
    const onlyLate = rig.slow(3, near);
    must(inQueue[1], 'a job').cancelled = true;
    must(inLine[1], 'a job').cancelled = true;
    rig.time.advance(3500);
    expect(statuses(inQueue)).toEqual(['DEADLINE_EXCEEDED', 'CANCELLED', undefined]);
    expect(statuses(inLine)).toEqual(['DEADLINE_EXCEEDED', 'CANCELLED', undefined]);
    expect([busy.status, onlyLate.status]).toEqual([undefined, 'DEADLINE_EXCEEDED']);
    expect(rig.lanes.slow.tenantsWaiting).toBe(1);
    for (let count = 0; count < 3; count += 1) rig.finishSlow(LONG_MS);
    expect(statuses([busy, ...inLine.slice(2), ...inQueue.slice(2)])).toEqual(['OK', 'OK', 'OK']);
  });

  test('by the watchdog, even when native code keeps the thread, which then takes its place until it returns', () => {
    const rig = new LaneRig(1);
    const stuck = rig.slow(1);
    rig.settleBinds();
    slowThread(rig).stubborn = true;
    const behind = rig.slow(1);
    const other = rig.slow(2);
    rig.time.advance(119_000);
    expect(statuses([stuck, behind, other])).toEqual([undefined, undefined, undefined]);
    rig.time.advance(3000);
    expect(statuses([stuck, behind, other])).toEqual(['SLOT_CRASHED', 'SLOT_CRASHED', undefined]);
    rig.time.advance(1000);
    expect([rig.threads.slow.threads.length, rig.lanes.slow.threads]).toEqual([1, 1]);
    slowThread(rig).end('returned at last');
    rig.time.advance(50);
    rig.finishSlow(LONG_MS);
    expect(other.status).toBe('OK');
    expect(rig.crashes).toEqual([`slow ${rig.tenant(1)}`]);
  });

  test('by the refusal of the slot token; the next one in the line gets the thread', () => {
    const rig = new LaneRig(1);
    floods(rig, [1, 2]);
    slowThread(rig).start();
    slowThread(rig).bound(HSM_STATUS.TOKEN_INVALID.code);
    for (let count = 0; count < 3; count += 1) rig.finishSlow(LONG_MS);
    expect(rig.done.join(' ')).toBe('1.1 1.2 1.3 2.1 2.2 2.3');
  });
});

describe('crashes and ends', () => {
  test('a slow thread that crashes takes down its own commands only', () => {
    const rig = new LaneRig(2);
    const lost = [rig.slow(1), rig.slow(1)];
    const others = [rig.fast(1), rig.slow(2), rig.slow(3), rig.fast(2)];
    rig.settleBinds();
    slowThread(rig).end('out of memory');
    expect(statuses(lost)).toEqual(['SLOT_CRASHED', 'SLOT_CRASHED']);
    expect(rig.slow(1).status).toBe('NO_FREE_SLOT');
    others.push(rig.fast(1));
    rig.answerFast();
    rig.time.advance(50);
    for (let count = 0; count < 2; count += 1) rig.finishSlow(LONG_MS);
    expect(new Set(statuses(others))).toEqual(new Set(['OK']));
    const again = rig.slow(1);
    rig.finishSlow(LONG_MS);
    expect(again.status).toBe('OK');
    expect(rig.threads.fast.threads.some(({ terminated }) => terminated)).toBe(false);
  });

  test('a fast thread that crashes leaves the slow one alone', () => {
    const rig = new LaneRig(2);
    const slow = rig.slow(1);
    const fast = rig.fast(1);
    rig.settleBinds();
    must(rig.threads.fast.threads[0], 'a fast thread').end('a bug');
    expect([slow.status, fast.status]).toEqual([undefined, 'SLOT_CRASHED']);
    rig.finishSlow(LONG_MS);
    expect(slow.status).toBe('OK');
  });

  test('a thread that was idle for half a minute is zeroized and ended; one that works is not', () => {
    const rig = new LaneRig(2);
    const job = rig.slow(1);
    rig.finishSlow(LONG_MS);
    rig.slow(2);
    rig.settleBinds();
    rig.time.advance(28_000);
    expect(rig.slowThreads).toHaveLength(2);
    rig.time.advance(4000);
    expect(job.status).toBe('OK');
    expect(rig.threads.slow.threads.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(slowThread(rig).evictions).toHaveLength(1);
    expect([rig.lanes.slow.threads, rig.lanes.slow.slotsBound]).toEqual([1, 1]);
    expect(rig.slow(1, NO_TOKEN).status).toBe('NEED_SLOT_TOKEN');
    const again = rig.slow(1);
    rig.finishSlow(LONG_MS);
    expect(again.status).toBe('OK');
    expect(rig.crashes).toEqual([]);
  });

  test('zeroization ends the threads of both lanes, and answers what waits in either and in the line', async () => {
    const rig = new LaneRig(1);
    const jobs = [rig.fast(1), rig.slow(1), rig.slow(1), rig.slow(2)];
    rig.settleBinds();
    await rig.lanes.zeroize();
    expect(statuses(jobs)).toEqual(Array(4).fill('NOT_OPERATIONAL'));
    const threads = [...rig.threads.fast.threads, ...rig.threads.slow.threads];
    expect(threads.every(({ terminated, evictions }) => terminated && evictions.length === 1)).toBe(true);
    expect([rig.lanes.waiting, rig.lanes.slow.tenantsWaiting]).toEqual([0, 0]);
    rig.time.advance(1000);
    expect(rig.threads.slow.threads).toHaveLength(1);
    rig.lanes.serve();
    const after = rig.slow(2);
    rig.finishSlow(LONG_MS);
    expect(after.status).toBe('OK');
  });
});
