/** RSAPublicKey and RSAPrivateKey (RFC 8017 appendix A.1), and the DigestInfo of a PKCS#1 v1.5 signature (§9.2). */
import { fromHex } from '@strongroom/core/bytes.js';
import { DER_TAG, parseDer } from './der.js';

/** rsaEncryption with its NULL parameters (RFC 8017 appendix A.1). */
export const RSA_ALGORITHM = fromHex('300d06092a864886f70d0101010500');

/** Big-endian without leading zeros; views. */
export interface RsaPublicNumbers {
  readonly modulus: Uint8Array;
  readonly publicExponent: Uint8Array;
}

export interface RsaPrivateNumbers extends RsaPublicNumbers {
  readonly privateExponent: Uint8Array;
  readonly prime1: Uint8Array;
  readonly prime2: Uint8Array;
  readonly exponent1: Uint8Array;
  readonly exponent2: Uint8Array;
  readonly coefficient: Uint8Array;
}

export function parseRsaPublicKey(encoded: Uint8Array): RsaPublicNumbers | undefined {
  return parseDer(encoded, (outer) => {
    const reader = outer.within(DER_TAG.sequence);
    const numbers = { modulus: reader.unsignedInteger(), publicExponent: reader.unsignedInteger() };
    reader.end();
    return numbers;
  });
}

/** Of two primes only: version 0. */
export function parseRsaPrivateKey(encoded: Uint8Array): RsaPrivateNumbers | undefined {
  return parseDer(encoded, (outer) => {
    const reader = outer.within(DER_TAG.sequence);
    if (reader.unsignedInteger().length !== 0) return undefined;
    const numbers = {
      modulus: reader.unsignedInteger(),
      publicExponent: reader.unsignedInteger(),
      privateExponent: reader.unsignedInteger(),
      prime1: reader.unsignedInteger(),
      prime2: reader.unsignedInteger(),
      exponent1: reader.unsignedInteger(),
      exponent2: reader.unsignedInteger(),
      coefficient: reader.unsignedInteger(),
    };
    reader.end();
    return numbers;
  });
}

/** DigestInfo up to the digest (RFC 8017 §9.2, note 1). */
export const DIGEST_INFO_PREFIX = {
  sha256: fromHex('3031300d060960864801650304020105000420'),
  sha384: fromHex('3041300d060960864801650304020205000430'),
  sha512: fromHex('3051300d060960864801650304020305000440'),
} as const;
