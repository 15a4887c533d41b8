import { describe, expect, test } from 'vitest';
import {
  algorithmsOf,
  BACKING_KEY_SPECS,
  isKeyPairSpec,
  isSigningAlgorithm,
  messageLength,
  parseBackingKeySpec,
  usagesOf,
} from './key-usages.js';

describe('key usages', () => {
  test('a spec has an algorithm for each of its usages and for no other', () => {
    for (const spec of BACKING_KEY_SPECS) {
      const usages = usagesOf(spec);
      expect(usages.length).toBeGreaterThan(0);
      for (const usage of usages) expect(algorithmsOf(spec, usage).length).toBeGreaterThan(0);
    }
    expect(algorithmsOf('ECC_SECG_P256K1', 'KEY_AGREEMENT')).toEqual([]);
    expect(algorithmsOf('RSA_2048', 'KEY_AGREEMENT')).toEqual([]);
  });

  test.each(['', 'SM2', 'constructor', '__proto__', 'toString'])('%o is no spec and no usage', (text) => {
    expect(parseBackingKeySpec(text)).toBeUndefined();
    expect(isKeyPairSpec(text)).toBe(false);
    expect(isSigningAlgorithm(text)).toBe(false);
    expect(messageLength('ECDSA_SHA_256', text)).toBeUndefined();
    expect(algorithmsOf(text, 'SIGN_VERIFY')).toEqual([]);
    expect(algorithmsOf('RSA_2048', text)).toEqual([]);
  });

  test.each([
    ['ECDSA_SHA_256', 'RAW', [1, 4096]],
    ['ECDSA_SHA_256', 'DIGEST', [32, 32]],
    ['ECDSA_SHA_384', 'DIGEST', [48, 48]],
    ['RSASSA_PKCS1_V1_5_SHA_512', 'DIGEST', [64, 64]],
    ['RSASSA_PSS_SHA_256', 'EXTERNAL_MU', undefined],
    ['ED25519_SHA_512', 'RAW', [1, 4096]],
    ['ED25519_SHA_512', 'DIGEST', undefined],
    ['ED25519_PH_SHA_512', 'RAW', undefined],
    ['ED25519_PH_SHA_512', 'DIGEST', [64, 64]],
    ['ML_DSA_SHAKE_256', 'RAW', [1, 4096]],
    ['ML_DSA_SHAKE_256', 'EXTERNAL_MU', [64, 64]],
    ['ML_DSA_SHAKE_256', 'DIGEST', undefined],
    ['ECDSA_SHA_256', 'raw', undefined],
  ] as const)('%s of a message that is %s', (algorithm, messageType, range) => {
    const length = messageLength(algorithm, messageType);
    expect(length === undefined ? undefined : [length.min, length.max]).toEqual(range);
  });
});
