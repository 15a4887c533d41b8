import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '@strongroom/core/bytes.js';
import { oddMinusOne, product, remainder, trimmed } from './wide-integer.js';

const number = fc.uint8Array({ minLength: 1, maxLength: 40 });
const toBigInt = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`));

describe('wide integers agree with BigInt', () => {
  it('on products', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const result = product(a, b);
        expect(result.length).toBe(a.length + b.length);
        expect(toBigInt(result)).toBe(toBigInt(a) * toBigInt(b));
      }),
    );
  });

  it('on remainders', () => {
    fc.assert(
      fc.property(number, number, (a, modulus) => {
        fc.pre(toBigInt(modulus) !== 0n);
        const result = remainder(a, modulus);
        expect(result.length).toBe(modulus.length);
        expect(toBigInt(result)).toBe(toBigInt(a) % toBigInt(modulus));
      }),
    );
  });

  it('on odd numbers less one, and on numbers without leading zeros', () => {
    fc.assert(
      fc.property(number, (a) => {
        const odd = new Uint8Array([...a.subarray(0, -1), (a[a.length - 1] ?? 0) | 1]);
        expect(toBigInt(oddMinusOne(odd))).toBe(toBigInt(odd) - 1n);
        expect(toBigInt(trimmed(a))).toBe(toBigInt(a));
        expect(trimmed(a)[0]).not.toBe(0);
      }),
    );
  });
});
