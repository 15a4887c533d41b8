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
const macGroups = loadWycheproof('hmac_sha256', 'HMACSHA256', (group) => group as MacGroup);

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

  it('HMAC-SHA-256', () => {
    const results = { valid: 0, invalid: 0, acceptable: 0 };
    for (const group of macGroups) {
      for (const test of group.tests) {
        const tag = engine.hmacSha256(fromHex(test.key), fromHex(test.msg)).subarray(0, group.tagSize / 8);
        results[test.result]++;
        expect(tag.length, caseName(test)).toBe(test.tag.length / 2);
        expect(timingSafeEqual(fromHex(test.tag), tag), caseName(test)).toBe(test.result === 'valid');
      }
    }
    expect(results).toEqual({ valid: 66, invalid: 108, acceptable: 0 });
  });
});
