import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadline, DeadlineWheel } from './deadline-wheel.js';
import { FakeMonotonic } from './testing/fake-monotonic.js';

class Entry extends Deadline {
  readonly #onExpire: (entry: Entry) => void;

  constructor(deadlineAt: number, onExpire: (entry: Entry) => void) {
    super(deadlineAt);
    this.#onExpire = onExpire;
  }

  override expire(): void {
    this.#onExpire(this);
  }
}

describe('the deadline wheel', () => {
  it('expires each entry once, never early and at most two ticks late, and none that was removed', () => {
    const entry = fc.record({ inMs: fc.integer({ min: -50, max: 12_000 }), removed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const monotonic = new FakeMonotonic(123.4);
        const wheel = new DeadlineWheel(monotonic);
        const expired: { entry: Entry; at: number }[] = [];
        const made = entries.map(({ inMs, removed }) => {
          const one = new Entry(monotonic.now() + inMs, (self) => expired.push({ entry: self, at: monotonic.now() }));
          wheel.add(one);
          return { one, removed };
        });
        for (const { one, removed } of made) if (removed) wheel.remove(one);
        const start = monotonic.now();
        monotonic.advance(13_000);
        const kept = made.filter(({ removed }) => !removed).map(({ one }) => one);
        expect(new Set(expired.map((each) => each.entry))).toEqual(new Set(kept));
        expect(expired).toHaveLength(kept.length);
        for (const each of expired) {
          expect(each.at).toBeGreaterThanOrEqual(each.entry.deadlineAt);
          expect(each.at).toBeLessThanOrEqual(Math.max(start, each.entry.deadlineAt) + 20);
        }
        expect(wheel.size).toBe(0);
      }),
    );
  });

  it('misses nothing after a long pause of the process', () => {
    const monotonic = new FakeMonotonic();
    const wheel = new DeadlineWheel(monotonic);
    let expired = 0;
    for (let index = 0; index < 600; index++) wheel.add(new Entry(monotonic.now() + index * 10, () => expired++));
    monotonic.stall(60_000);
    monotonic.advance(20);
    expect(expired).toBe(600);
  });

  it('allows entries to come and go while it expires others', () => {
    const monotonic = new FakeMonotonic();
    const wheel = new DeadlineWheel(monotonic);
    const seen: string[] = [];
    const second = new Entry(monotonic.now() + 5, () => seen.push('second'));
    const first = new Entry(monotonic.now() + 5, () => {
      seen.push('first');
      wheel.remove(second);
      wheel.add(new Entry(monotonic.now() + 5, () => seen.push('third')));
    });
    wheel.add(second);
    wheel.add(first);
    monotonic.advance(100);
    expect(seen).toEqual(['first', 'third']);
  });
});
