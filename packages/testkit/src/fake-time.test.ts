import { delay } from '@strongroom/core/time.js';
import { describe, expect, it } from 'vitest';
import { FakeTime } from './fake-time.js';
import { SeededRng } from './seeded-rng.js';

describe('FakeTime', () => {
  it('runs timers in order of their instant, ties in order of arming', () => {
    const time = new FakeTime();
    const seen: string[] = [];
    time.monotonic.after(20, () => seen.push(`late ${String(time.monotonic.now())}`));
    time.monotonic.after(10, () => seen.push(`first ${String(time.monotonic.now())}`));
    time.monotonic.after(10, () => seen.push('second'));
    time.advance(15);
    expect(seen).toEqual(['first 10', 'second']);
    time.advance(5);
    expect(seen).toEqual(['first 10', 'second', 'late 20']);
    expect(time.pendingTimers).toBe(0);
  });

  it('repeats until cancelled, also from inside its own action', () => {
    const time = new FakeTime();
    let count = 0;
    const timer = time.monotonic.every(10, () => {
      count += 1;
      if (count === 3) timer.cancel();
    });
    time.advance(100);
    expect(count).toBe(3);
    expect(time.pendingTimers).toBe(0);
  });

  it('runs next-turn work before time passes', () => {
    const time = new FakeTime();
    const at: number[] = [];
    time.monotonic.after(5, () => {
      time.monotonic.nextTurn(() => at.push(time.monotonic.now()));
    });
    time.advance(50);
    expect(at).toEqual([5]);
  });

  it('settles promises between timers', async () => {
    const time = new FakeTime();
    const at: number[] = [];
    const run = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await delay(time.monotonic, 10);
        at.push(time.monotonic.now());
      }
    })();
    await time.advanceAsync(30);
    await run;
    expect(at).toEqual([10, 20, 30]);
  });

  it('moves civil time apart from real time', () => {
    const time = new FakeTime({ startMs: 1000 });
    time.moveClock(500);
    time.advance(1);
    expect([time.realTime.now(), time.clock.now(), time.monotonic.now()]).toEqual([1001, 1501, 1]);
  });
});

describe('SeededRng', () => {
  it('repeats itself for a seed and differs between seeds', () => {
    expect(new SeededRng(7).bytes(32)).toEqual(new SeededRng(7).bytes(32));
    expect(new SeededRng(7).bytes(32)).not.toEqual(new SeededRng(8).bytes(32));
    const rng = new SeededRng(1);
    for (let round = 0; round < 1000; round += 1) {
      const fraction = rng.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }
  });
});
