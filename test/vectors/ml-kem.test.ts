import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import { encodeSeedSpki } from '@strongroom/crypto/key-pair/seed-encoding.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { mlKemImplementation } from '@strongroom/crypto/key-pair/ml-kem.js';
import { caseName, loadWycheproof } from './wycheproof.js';
import type { WycheproofCase } from './wycheproof.js';

interface KemGroup {
  readonly parameterSet: string;
  readonly tests: readonly (WycheproofCase & {
    readonly seed: string;
    readonly ek?: string;
    readonly c: string;
    readonly K: string;
  })[];
}

interface EncapsulationGroup {
  readonly parameterSet: string;
  readonly tests: readonly (WycheproofCase & Readonly<Record<'m' | 'ek' | 'c' | 'K', string>>)[];
}

/** noble is the only engine for ML-KEM. */
const engine = await loadKeyPairEngine('noble', 'slow');

const FILES = [
  { spec: 'ML_KEM_512', size: '512' },
  { spec: 'ML_KEM_768', size: '768' },
  { spec: 'ML_KEM_1024', size: '1024' },
] as const;

describe.each(FILES)('Wycheproof on noble, $spec', ({ spec, size }) => {
  it('decapsulates, implicit rejection included', () => {
    const results = { valid: 0, invalid: 0, acceptable: 0 };
    for (const group of loadWycheproof(`mlkem_${size}`, 'ML-KEM', (candidate) => candidate as KemGroup)) {
      expect(group.parameterSet).toBe(`ML-KEM-${size}`);
      for (const test of group.tests) {
        results[test.result]++;
        const key = engine.load(spec, fromHex(test.seed));
        const ciphertext = fromHex(test.c);
        if (test.result === 'valid') {
          const loaded = must(key, caseName(test));
          expect(toHex(engine.publicKey(loaded)).endsWith(must(test.ek, 'ek')), caseName(test)).toBe(true);
          const sharedSecret = engine.decapsulate(loaded, ciphertext);
          expect(sharedSecret && toHex(sharedSecret), caseName(test)).toBe(test.K);
        } else if (test.comment.startsWith('Private key')) {
          expect(key, caseName(test)).toBeUndefined();
        } else {
          expect(test.comment).toMatch(/^Ciphertext too (short|long)$/);
          expect(engine.decapsulate(must(key, caseName(test)), ciphertext), caseName(test)).toBeUndefined();
        }
        key?.dispose();
      }
    }
    expect(results).toEqual({ valid: 153, invalid: 40, acceptable: 0 });
  });

  it('encapsulates, under keys that are in range only', () => {
    let valid = 0;
    for (const group of loadWycheproof(
      `mlkem_${size}_encaps`,
      'ML-KEM',
      (candidate) => candidate as EncapsulationGroup,
    )) {
      expect(group.parameterSet).toBe(`ML-KEM-${size}`);
      for (const test of group.tests) {
        const publicKey = mlKemImplementation.loadPublic(spec, encodeSeedSpki(spec, fromHex(test.ek)));
        expect(publicKey !== undefined, caseName(test)).toBe(test.result === 'valid');
        if (publicKey?.encapsulate === undefined) continue;
        valid++;
        const { ciphertext, sharedSecret } = publicKey.encapsulate(() => fromHex(test.m));
        expect([toHex(ciphertext), toHex(sharedSecret)], caseName(test)).toEqual([test.c, test.K]);
      }
    }
    expect(valid).toBe(133);
  });
});
