import { describe, expect, it } from 'vitest';
import { EC_CURVES } from '../ec-curve.js';
import type { KeyPairSpec } from './key-pair-engine.js';
import { isMessageLength, KEY_PAIR_SPECS, oaepPlaintextMaxBytes, SIGNING_ALGORITHMS } from './key-specs.js';

describe('facts about key pairs', () => {
  it.each([
    ['RSA_2048', 214, 190],
    ['RSA_3072', 342, 318],
    ['RSA_4096', 470, 446],
    ['ECC_NIST_P256', 0, 0],
  ] as const)('OAEP takes as much under %s as the API reference says', (spec, sha1, sha256) => {
    expect(oaepPlaintextMaxBytes(spec, 'RSAES_OAEP_SHA_1')).toBe(sha1);
    expect(oaepPlaintextMaxBytes(spec, 'RSAES_OAEP_SHA_256')).toBe(sha256);
  });

  it('signing algorithms hash as the curve does', () => {
    for (const { curve, signingAlgorithms, secretBytes } of Object.values(KEY_PAIR_SPECS)) {
      if (curve === undefined) continue;
      expect(signingAlgorithms.map((algorithm) => SIGNING_ALGORITHMS[algorithm].hash)).toEqual([EC_CURVES[curve].hash]);
      expect(secretBytes).toBe(EC_CURVES[curve].scalarBytes);
    }
  });

  it('digests are as long as their hash, and no message type is taken that the algorithm does not have', () => {
    expect(isMessageLength('ECDSA_SHA_384', 'DIGEST', 48)).toBe(true);
    expect(isMessageLength('ECDSA_SHA_384', 'DIGEST', 32)).toBe(false);
    expect(isMessageLength('ECDSA_SHA_384', 'RAW', 1)).toBe(true);
    expect(isMessageLength('ECDSA_SHA_384', 'EXTERNAL_MU', 64)).toBe(false);
    expect(isMessageLength('ED25519_SHA_512', 'DIGEST', 64)).toBe(false);
    expect(isMessageLength('ED25519_PH_SHA_512', 'RAW', 64)).toBe(false);
    expect(isMessageLength('ML_DSA_SHAKE_256', 'EXTERNAL_MU', 63)).toBe(false);
    expect(isMessageLength('ML_DSA_SHAKE_256', 'DIGEST', 64)).toBe(false);
  });

  it('a spec signs if and only if its usage says so', () => {
    for (const spec of Object.keys(KEY_PAIR_SPECS) as KeyPairSpec[]) {
      const { usages, signingAlgorithms, encryptionAlgorithms } = KEY_PAIR_SPECS[spec];
      expect(usages.includes('SIGN_VERIFY')).toBe(signingAlgorithms.length > 0);
      expect(usages.includes('ENCRYPT_DECRYPT')).toBe(encryptionAlgorithms.length > 0);
    }
  });
});
