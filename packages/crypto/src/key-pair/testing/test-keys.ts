/** Keys for tests: one of each spec, made once per test file. */
import { createHash } from 'node:crypto';
import type { KeyPairEngine, KeyPairSpec } from '../key-pair-engine.js';
import type { KeyPairUsage } from '../key-specs.js';
import { KEY_PAIR_SPECS } from '../key-specs.js';
import type { Random } from '../loaded-key.js';

/** Bytes that look random and are the same in every run. */
export function testRandom(label: string): Random {
  let counter = 0;
  return (length) => {
    counter++;
    const digest = createHash('shake256', { outputLength: length })
      .update(`${label} ${String(counter)}`)
      .digest();
    return new Uint8Array(digest);
  };
}

/** RSA_4096 is left to the vectors: one takes seconds to make. */
export const TESTED_SPECS = [
  'RSA_2048',
  'RSA_3072',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'ML_KEM_512',
  'ML_KEM_768',
  'ML_KEM_1024',
] as const satisfies readonly KeyPairSpec[];

/** The storage encoding of one key of each spec, made when it is first asked for. `engine` is of the slow lane. */
export function testSecrets(engine: KeyPairEngine): (spec: KeyPairSpec) => Uint8Array {
  const made = new Map<KeyPairSpec, Uint8Array>();
  return (spec) => {
    const secret = made.get(spec) ?? engine.generate(spec, testRandom(spec));
    made.set(spec, secret);
    return secret;
  };
}

export function flipped(bytes: Uint8Array, position: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const bit = position % (copy.length * 8);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

export function specsWith(usage: KeyPairUsage): KeyPairSpec[] {
  return TESTED_SPECS.filter((spec) => KEY_PAIR_SPECS[spec].usages.includes(usage));
}
