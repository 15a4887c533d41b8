/**
 * PKCS#8 (RFC 5958). Written as version 1 (PrivateKeyInfo). Read as version 1, and as version 2 with the public key
 * that it exists for; attributes are in neither.
 */
import type { DerElement } from './der.js';
import { DER_TAG, der, encodeDer, parseDer } from './der.js';

const VERSION_1 = Uint8Array.of(0);
const VERSION_2 = Uint8Array.of(1);
const PUBLIC_KEY_TAG = 0x81;

export interface PrivateKeyInfo {
  /** The encoded AlgorithmIdentifier; a view. */
  readonly algorithm: Uint8Array;
  /** What the OCTET STRING holds; a view. */
  readonly privateKey: Uint8Array;
  /** The public key of a version 2 encoding, as a SubjectPublicKeyInfo would hold it; a view. */
  readonly publicKey: Uint8Array | undefined;
}

/** @param algorithm an encoded AlgorithmIdentifier @param privateKey what the OCTET STRING holds */
export function encodePkcs8(algorithm: Uint8Array, privateKey: DerElement): Uint8Array {
  const version = der(DER_TAG.integer, VERSION_1);
  return encodeDer(der(DER_TAG.sequence, version, algorithm, der(DER_TAG.octetString, privateKey)));
}

/** Undefined for anything but strict DER. Whether the parts fit together is the caller's to say. */
export function parsePkcs8(pkcs8: Uint8Array): PrivateKeyInfo | undefined {
  return parseDer(pkcs8, (outer) => {
    const reader = outer.within(DER_TAG.sequence);
    const version = reader.content(DER_TAG.integer);
    if (version.length !== 1 || (version[0] !== VERSION_1[0] && version[0] !== VERSION_2[0])) return undefined;
    const algorithm = reader.encoded(DER_TAG.sequence);
    const privateKey = reader.content(DER_TAG.octetString);
    const publicKey = version[0] === VERSION_2[0] ? reader.wholeBytes(PUBLIC_KEY_TAG) : undefined;
    reader.end();
    return { algorithm, privateKey, publicKey };
  });
}
