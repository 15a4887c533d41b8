import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '@strongroom/core/bytes.js';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import { caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface AeadGroup {
  readonly keySize: number;
  readonly ivSize: number;
  readonly tagSize: number;
  readonly tests: readonly (WycheproofCase & Readonly<Record<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag', string>>)[];
}

interface MacGroup {
  readonly keySize: number;
  readonly tagSize: number;
  readonly tests: readonly (WycheproofCase & Readonly<Record<'key' | 'msg' | 'tag', string>>)[];
}

/**
 * Engines offer AES-256 with 96-bit IVs and 128-bit tags only; the rest of the file is about what they refuse to offer.
 */
const gcmCases = loadWycheproof('aes_gcm', 'AES-GCM', (group) => group as AeadGroup)
  .filter((group) => group.keySize === 256 && group.ivSize === 96 && group.tagSize === 128)
  .flatMap((group) => group.tests);
const MACS = [
  { algorithm: 'sha224', file: 'hmac_sha224', invalid: 106 },
  { algorithm: 'sha256', file: 'hmac_sha256', invalid: 108 },
  { algorithm: 'sha384', file: 'hmac_sha384', invalid: 108 },
  { algorithm: 'sha512', file: 'hmac_sha512', invalid: 108 },
] as const;

interface KeyWrapGroup {
  readonly keySize: number;
  readonly tests: readonly (WycheproofCase & Readonly<Record<'key' | 'msg' | 'ct', string>>)[];
}

const wrapGroups = loadWycheproof('aes_kwp', 'AES-KWP', (group) => group as KeyWrapGroup);

describe.each([opensslEngine, nobleEngine])('Wycheproof on $name', (engine) => {
  it('AES-256-GCM', () => {
    const results = { valid: 0, invalid: 0, acceptable: 0 };
    for (const test of gcmCases) {
      const [aesKey, iv, aad, msg] = [fromHex(test.key), fromHex(test.iv), fromHex(test.aad), fromHex(test.msg)];
      const given = fromHex(test.ct + test.tag);
      const opened = engine.aes256GcmOpen(aesKey, iv, aad, given);
      const sealed = engine.aes256GcmSeal(aesKey, iv, aad, msg);
      results[test.result]++;
      if (test.result === 'valid') {
        expect(opened && toHex(opened), caseName(test)).toBe(test.msg);
        expect(toHex(sealed), caseName(test)).toBe(test.ct + test.tag);
        continue;
      }
      // The right reason: with the right tag the same ciphertext opens, so the tag alone is at fault.
      expect(test.flags, caseName(test)).toEqual(['ModifiedTag']);
      expect(opened, caseName(test)).toBeUndefined();
      expect(toHex(sealed.subarray(0, -16)), caseName(test)).toBe(test.ct);
      const repaired = concatBytes(fromHex(test.ct), sealed.subarray(-16));
      expect(engine.aes256GcmOpen(aesKey, iv, aad, repaired), caseName(test)).toBeDefined();
    }
    expect(results).toEqual({ valid: 39, invalid: 27, acceptable: 0 });
  });

  it.each(MACS)('HMAC over $algorithm', ({ algorithm, file, invalid }) => {
    const results = { valid: 0, invalid: 0, acceptable: 0 };
    const name = `HMAC${algorithm.toUpperCase()}`;
    for (const group of loadWycheproof(file, name, (candidate) => candidate as MacGroup)) {
      for (const test of group.tests) {
        const [macKey, message] = [fromHex(test.key), fromHex(test.msg)];
        const whole = engine.hmac(algorithm, macKey, message);
        if (algorithm === 'sha256') expect(engine.hmacSha256(macKey, message)).toEqual(whole);
        const tag = whole.subarray(0, group.tagSize / 8);
        results[test.result]++;
        expect(tag.length, caseName(test)).toBe(test.tag.length / 2);
        expect(timingSafeEqual(fromHex(test.tag), tag), caseName(test)).toBe(test.result === 'valid');
      }
    }
    expect(results).toEqual({ valid: 66, invalid, acceptable: 0 });
  });

  it('AES key wrap with padding', () => {
    const results = { valid: 0, invalid: 0, acceptable: 0 };
    for (const test of wrapGroups.flatMap((group) => group.tests)) {
      const wrappingKey = fromHex(test.key);
      const unwrapped = engine.aesKeyUnwrapPad(wrappingKey, fromHex(test.ct));
      results[test.result]++;
      if (test.result === 'valid') {
        expect(unwrapped && toHex(unwrapped), caseName(test)).toBe(test.msg);
        expect(toHex(engine.aesKeyWrapPad(wrappingKey, fromHex(test.msg))), caseName(test)).toBe(test.ct);
      } else {
        expect(unwrapped, caseName(test)).toBeUndefined();
      }
    }
    expect(results).toEqual({ valid: 77, invalid: 177, acceptable: 0 });
  });
});
