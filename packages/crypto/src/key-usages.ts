/**
 * What a key of any spec may be used for, and by which algorithms: the facts about key pairs (key-pair/key-specs.ts)
 * and those about random keys as one table, for the HSM's boundary, which enforces it, and the front end, which
 * explains it. Names are those of the API (developer guide, "Key spec reference").
 */
import { PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import type { EncryptionAlgorithm, KeyPairSpec, SigningAlgorithm } from './key-pair/key-pair-engine.js';
import { KEY_PAIR_SPECS, SIGNING_ALGORITHMS, type KeyPairUsage } from './key-pair/key-specs.js';

export type KeyUsage = KeyPairUsage | 'GENERATE_VERIFY_MAC';
export type MacAlgorithm = 'HMAC_SHA_224' | 'HMAC_SHA_256' | 'HMAC_SHA_384' | 'HMAC_SHA_512';
export type RandomKeySpec = 'SYMMETRIC_DEFAULT' | 'HMAC_224' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512';
export type BackingKeySpec = RandomKeySpec | KeyPairSpec;
export type KeyAlgorithm =
  'SYMMETRIC_DEFAULT' | EncryptionAlgorithm | SigningAlgorithm | MacAlgorithm | 'ECDH' | 'ML_KEM';

interface RandomKeyFacts {
  readonly bytes: number;
  readonly usage: KeyUsage;
  readonly algorithm: KeyAlgorithm;
}

const RANDOM_KEYS: Readonly<Record<RandomKeySpec, RandomKeyFacts>> = {
  SYMMETRIC_DEFAULT: { bytes: 32, usage: 'ENCRYPT_DECRYPT', algorithm: 'SYMMETRIC_DEFAULT' },
  HMAC_224: { bytes: 28, usage: 'GENERATE_VERIFY_MAC', algorithm: 'HMAC_SHA_224' },
  HMAC_256: { bytes: 32, usage: 'GENERATE_VERIFY_MAC', algorithm: 'HMAC_SHA_256' },
  HMAC_384: { bytes: 48, usage: 'GENERATE_VERIFY_MAC', algorithm: 'HMAC_SHA_384' },
  HMAC_512: { bytes: 64, usage: 'GENERATE_VERIFY_MAC', algorithm: 'HMAC_SHA_512' },
};

export const BACKING_KEY_SPECS = [...Object.keys(RANDOM_KEYS), ...Object.keys(KEY_PAIR_SPECS)] as BackingKeySpec[];

function isRandomKeySpec(spec: string): spec is RandomKeySpec {
  return Object.hasOwn(RANDOM_KEYS, spec);
}

export function isKeyPairSpec(spec: string): spec is KeyPairSpec {
  return Object.hasOwn(KEY_PAIR_SPECS, spec);
}

/** Undefined for text that names no spec of this firmware. */
export function parseBackingKeySpec(text: string): BackingKeySpec | undefined {
  return isRandomKeySpec(text) || isKeyPairSpec(text) ? text : undefined;
}

/** Length of the keys that are plain random bytes. */
export function randomKeyBytes(spec: RandomKeySpec): number {
  return RANDOM_KEYS[spec].bytes;
}

export function usagesOf(spec: BackingKeySpec): readonly KeyUsage[] {
  return isRandomKeySpec(spec) ? [RANDOM_KEYS[spec].usage] : KEY_PAIR_SPECS[spec].usages;
}

/** Empty when the spec, or the usage, does not exist, or when they do not go together. */
export function algorithmsOf(spec: string, usage: string): readonly KeyAlgorithm[] {
  if (isRandomKeySpec(spec)) return RANDOM_KEYS[spec].usage === usage ? [RANDOM_KEYS[spec].algorithm] : [];
  if (!isKeyPairSpec(spec)) return [];
  const { usages, signingAlgorithms, encryptionAlgorithms } = KEY_PAIR_SPECS[spec];
  switch (usages.find((each) => each === usage)) {
    case 'SIGN_VERIFY':
      return signingAlgorithms;
    case 'ENCRYPT_DECRYPT':
      return encryptionAlgorithms;
    case 'KEY_AGREEMENT':
      return ['ECDH'];
    case 'ENCAPSULATE_DECAPSULATE':
      return ['ML_KEM'];
    case undefined:
      return [];
  }
}

export function isSigningAlgorithm(text: string): text is SigningAlgorithm {
  return Object.hasOwn(SIGNING_ALGORITHMS, text);
}

export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

/** Bytes that a message may have (API reference, Sign); undefined when the algorithm does not take the message type. */
export function messageLength(algorithm: SigningAlgorithm, messageType: string): LengthRange | undefined {
  const { messageBytes } = SIGNING_ALGORITHMS[algorithm];
  if (!Object.hasOwn(messageBytes, messageType)) return undefined;
  const expected = messageBytes[messageType as keyof typeof messageBytes];
  if (typeof expected === 'number') return { min: expected, max: expected };
  return { min: 1, max: PLAINTEXT_MAX_BYTES };
}
