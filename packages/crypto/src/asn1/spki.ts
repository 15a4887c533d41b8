/** SubjectPublicKeyInfo (RFC 5280 §4.1). */
import { DER_TAG, der, encodeDer, parseDer } from './der.js';

const NO_UNUSED_BITS = Uint8Array.of(0);

export interface SubjectPublicKeyInfo {
  /** The encoded AlgorithmIdentifier; a view. */
  readonly algorithm: Uint8Array;
  /** What the BIT STRING holds; a view. */
  readonly publicKey: Uint8Array;
}

/** @param algorithm an encoded AlgorithmIdentifier */
export function encodeSpki(algorithm: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return encodeDer(der(DER_TAG.sequence, algorithm, der(DER_TAG.bitString, NO_UNUSED_BITS, publicKey)));
}

/** Undefined for anything but strict DER. Whether algorithm and key fit together is the caller's to say. */
export function parseSpki(spki: Uint8Array): SubjectPublicKeyInfo | undefined {
  return parseDer(spki, (outer) => {
    const reader = outer.within(DER_TAG.sequence);
    const algorithm = reader.encoded(DER_TAG.sequence);
    const publicKey = reader.wholeBytes();
    reader.end();
    return { algorithm, publicKey };
  });
}
