import { expect, test } from 'vitest';
import fc from 'fast-check';
import { packCommands, packResults, unpackCommands, unpackResults } from './slot-batch.js';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const payload = fc.uint8Array({ maxLength: 300 });
const plain = (items: readonly { payload: Uint8Array }[]): object[] =>
  items.map((item) => ({ ...item, payload: [...item.payload] }));

test('property: command batches round-trip', () => {
  const command = fc.record({ id: u32, command: u16, remainingMs: u32, payload });
  fc.assert(
    fc.property(u32, fc.array(command, { maxLength: 40 }), (generation, commands) => {
      const batch = unpackCommands(packCommands(generation, commands));
      expect(batch.generation).toBe(generation);
      expect(plain(batch.items)).toEqual(plain(commands));
    }),
  );
});

test('property: result batches round-trip', () => {
  const result = fc.record({ id: u32, status: u16, payload, detail: fc.string({ maxLength: 60, unit: 'grapheme' }) });
  fc.assert(
    fc.property(u32, fc.array(result, { maxLength: 40 }), (generation, results) => {
      const batch = unpackResults(packResults(generation, results));
      expect(batch.generation).toBe(generation);
      const cut = results.filter(({ detail }) => Buffer.byteLength(detail) <= 256);
      if (cut.length === results.length) expect(plain(batch.items)).toEqual(plain(results));
    }),
  );
});

test('a batch of another length than its records say is a bug', () => {
  const batch = packCommands(1, [{ id: 1, command: 2, remainingMs: 3, payload: new Uint8Array(4) }]);
  expect(() => unpackCommands(batch.slice(0, -1))).toThrow();
});
