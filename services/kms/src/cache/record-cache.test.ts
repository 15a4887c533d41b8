import { describe, expect, it } from 'vitest';
import { RecordCache } from './record-cache.js';

interface Row {
  superseded: boolean;
  readonly value: number;
}

describe('RecordCache', () => {
  it('reads once for concurrent callers and keeps the record', async () => {
    let reads = 0;
    const cache = new RecordCache<Row>(() => Promise.resolve({ superseded: false, value: ++reads }), 10);
    const [a, b] = await Promise.all([cache.get('x'), cache.get('x')]);
    expect(a).toBe(b);
    expect(cache.peek('x')).toBe(a);
    expect(reads).toBe(1);
  });

  it('marks what it handed out as superseded when the entity changes', async () => {
    const cache = new RecordCache<Row>(() => Promise.resolve({ superseded: false, value: 1 }), 10);
    const record = await cache.get('x');
    cache.invalidate('x');
    expect(record?.superseded).toBe(true);
    expect(cache.peek('x')).toBeUndefined();
  });

  it('reads again when the entity changes during the read', async () => {
    let current = 1;
    let reads = 0;
    const cache = new RecordCache<Row>(async () => {
      const value = current;
      reads += 1;
      if (reads === 1) {
        current = 2;
        cache.invalidate('x');
      }
      await Promise.resolve();
      return { superseded: false, value };
    }, 10);
    // The first read saw 1, but the change arrived before it returned.
    expect((await cache.get('x'))?.value).toBe(2);
    expect(reads).toBe(2);
  });

  it('marks what it drops for space as superseded, because it no longer hears of its changes', async () => {
    const cache = new RecordCache<Row>(() => Promise.resolve({ superseded: false, value: 1 }), 1);
    const first = await cache.get('a');
    const second = await cache.get('b');
    expect([first?.superseded, second?.superseded]).toEqual([true, false]);
  });

  it('is bounded', async () => {
    const cache = new RecordCache<Row>(() => Promise.resolve({ superseded: false, value: 1 }), 2);
    for (const id of ['a', 'b', 'c']) await cache.get(id);
    expect([cache.peek('a') === undefined, cache.peek('b') !== undefined, cache.peek('c') !== undefined]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
