/**
 * The encodings of ML-DSA (RFC 9881) and ML-KEM (RFC 9935) keys. Of the three forms of a private key only the seed is
 * written and read: it is the shortest, it cannot be inconsistent, and it is what KMS gives out.
 */
import { equalBytes, fromHex } from '@strongroom/core/bytes.js';
import { DER_TAG, der, encodeDer, parseDer } from '../asn1/der.js';
import { encodePkcs8, parsePkcs8 } from '../asn1/pkcs8.js';
import { encodeSpki, parseSpki } from '../asn1/spki.js';
import type { KeyPairSpec } from './key-pair-engine.js';
import { KEY_PAIR_SPECS } from './key-specs.js';

export type SeedSpec = Extract<KeyPairSpec, `ML_${string}`>;

/** NIST's 2.16.840.1.101.3.4, sigAlgs (3) or kems (4), and the last arc; there are no parameters. */
function algorithm(arcs: string): Uint8Array {
  return encodeDer(der(DER_TAG.sequence, fromHex(`060960864801650304${arcs}`)));
}

const ALGORITHMS: Readonly<Record<SeedSpec, Uint8Array>> = {
  ML_DSA_44: algorithm('0311'),
  ML_DSA_65: algorithm('0312'),
  ML_DSA_87: algorithm('0313'),
  ML_KEM_512: algorithm('0401'),
  ML_KEM_768: algorithm('0402'),
  ML_KEM_1024: algorithm('0403'),
};

/** seed [0] IMPLICIT OCTET STRING. */
const SEED_TAG = 0x80;

export function encodeSeedSpki(spec: SeedSpec, publicKey: Uint8Array): Uint8Array {
  return encodeSpki(ALGORITHMS[spec], publicKey);
}

/** A copy of the public key, which has `publicKeyBytes`; undefined for any other spec or length. */
export function decodeSeedSpki(spec: SeedSpec, spki: Uint8Array, publicKeyBytes: number): Uint8Array | undefined {
  const info = parseSpki(spki);
  if (info === undefined || !equalBytes(info.algorithm, ALGORITHMS[spec])) return undefined;
  return info.publicKey.length === publicKeyBytes ? info.publicKey.slice() : undefined;
}

export function encodeSeed(spec: SeedSpec, seed: Uint8Array): Uint8Array {
  return encodePkcs8(ALGORITHMS[spec], der(SEED_TAG, seed));
}

/** A copy of the seed; undefined for any other spec or form. */
export function decodeSeed(spec: SeedSpec, pkcs8: Uint8Array): Uint8Array | undefined {
  const info = parsePkcs8(pkcs8);
  if (info === undefined || info.publicKey !== undefined) return undefined;
  if (!equalBytes(info.algorithm, ALGORITHMS[spec])) return undefined;
  const seed = parseDer(info.privateKey, (reader) => reader.content(SEED_TAG));
  return seed !== undefined && seed.length === KEY_PAIR_SPECS[spec].secretBytes ? seed.slice() : undefined;
}
