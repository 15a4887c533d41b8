import { expect, test } from 'vitest';
import fc from 'fast-check';
import { KeyArena } from './arena.js';

const bytes = (value: number, length = 32): Uint8Array => new Uint8Array(length).fill(value);

test('cells hold copies, and are wiped when they are released', () => {
  const arena = new KeyArena();
  const secret = bytes(0xaa);
  const cell = arena.put(secret) ?? -1;
  secret.fill(0);
  const view = arena.view(cell);
  expect([...view]).toEqual([...bytes(0xaa)]);
  arena.release(cell);
  expect([...view]).toEqual([...bytes(0)]);
  expect(arena.isZero()).toBe(true);
  expect(() => arena.view(cell)).toThrow(/holds a key/);
});

test('a full arena has no cell, and zeroization empties it', () => {
  const arena = new KeyArena();
  for (let count = 0; count < arena.cells; count += 1) expect(arena.put(bytes(1))).toBe(count);
  expect(arena.put(bytes(1))).toBeUndefined();
  arena.zeroize();
  expect(arena.isZero()).toBe(true);
  expect(arena.freeCells).toBe(arena.cells);
});

test('property: whatever is put and released, live cells keep their bytes and nothing else is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ minLength: 1, maxLength: 64 })), { maxLength: 200 }),
      (steps) => {
        const arena = new KeyArena();
        const model = new Map<number, Uint8Array>();
        for (const [put, secret] of steps) {
          const oldest = model.keys().next();
          if (put || oldest.done === true) model.set(arena.put(secret) ?? -1, secret);
          else {
            arena.release(oldest.value);
            model.delete(oldest.value);
          }
          for (const [cell, expected] of model) expect([...arena.view(cell)]).toEqual([...expected]);
        }
        for (const cell of model.keys()) arena.release(cell);
        expect(arena.isZero()).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});
