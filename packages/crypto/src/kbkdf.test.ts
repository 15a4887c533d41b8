import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import type { HashEngine } from './engine.js';
import { kbkdf } from './kbkdf.js';
import { KBKDF_VECTORS } from './self-test/kbkdf-vectors.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';

describe.each([opensslEngine, nobleEngine])('KBKDF on $name', (engine) => {
  it.each(KBKDF_VECTORS)('gives OpenSSL’s output: $name', ({ ki, label, context, ko }) => {
    const expected = fromHex(ko);
    const output = kbkdf(engine, fromHex(ki), utf8(label), fromHex(context), expected.length);
    expect(toHex(output)).toBe(ko);
  });
});

it('costs exactly one HMAC for 32 bytes', () => {
  let calls = 0;
  const counting: HashEngine = {
    ...opensslEngine,
    hmacSha256: (key, message) => {
      calls++;
      return opensslEngine.hmacSha256(key, message);
    },
  };
  kbkdf(counting, new Uint8Array(32), utf8('label'), new Uint8Array(16));
  expect(calls).toBe(1);
});

it('separates labels, contexts and lengths', () => {
  const base = new Uint8Array(32).fill(1);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (a, b) => {
      fc.pre(toHex(a) !== toHex(b));
      expect(kbkdf(opensslEngine, base, utf8('x'), a)).not.toEqual(kbkdf(opensslEngine, base, utf8('x'), b));
    }),
  );
  // L is part of the input: a shorter output is not a prefix of a longer one.
  const long = kbkdf(opensslEngine, base, utf8('x'), EMPTY_BYTES, 64);
  expect(kbkdf(opensslEngine, base, utf8('x'), EMPTY_BYTES, 32)).not.toEqual(long.subarray(0, 32));
});

it.each([0, 1025])('refuses %i bytes', (length) => {
  expect(() => kbkdf(opensslEngine, new Uint8Array(32), utf8('x'), EMPTY_BYTES, length)).toThrow(AssertionFailure);
});
