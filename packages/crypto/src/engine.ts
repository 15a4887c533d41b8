/**
 * The narrow waist of all cryptography: what an engine offers, in small capability groups that grow one by one. Two
 * implementations exist, `openssl` (node:crypto) and `noble`; each is the other's oracle in tests. Everything is
 * synchronous: async crypto shares one libuv pool in which a tenant can starve every other. Symmetric keys are raw
 * bytes, never KeyObjects, because raw bytes can be overwritten.
 *
 * Argument lengths are the caller's duty: a wrong one is an AssertionFailure. Data from outside (ciphertext,
 * signatures, points) never throws.
 */
import type { EcCurve } from './ec-curve.js';

export type EngineName = 'openssl' | 'noble';

export const AES_256_KEY_BYTES = 32;
export const GCM_IV_BYTES = 12;
export const GCM_TAG_BYTES = 16;
export const AES_BLOCK_BYTES = 16;

export interface AeadEngine {
  /** AES-256-GCM (NIST SP 800-38D). `key` 32 bytes, `iv` 12 bytes. Returns ciphertext ‖ 16-byte tag. */
  aes256GcmSeal(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, which the caller owns, or undefined when authentication fails or `sealed` is shorter than a tag. */
  aes256GcmOpen(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

export type HashAlgorithm = 'sha224' | 'sha256' | 'sha384' | 'sha512';

export interface HashEngine {
  /** SHA-256 (FIPS 180-4): 32 bytes. */
  sha256(message: Uint8Array): Uint8Array;
  /** SHA-384 (FIPS 180-4): 48 bytes. */
  sha384(message: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 (FIPS 198-1): 32 bytes that the caller owns. The key may have any length. */
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** Any hash of the SHA-2 family (FIPS 180-4): 28, 32, 48 or 64 bytes. */
  hash(algorithm: HashAlgorithm, message: Uint8Array): Uint8Array;
  /** HMAC over any of them (FIPS 198-1), not truncated. The key may have any length. */
  hmac(algorithm: HashAlgorithm, key: Uint8Array, message: Uint8Array): Uint8Array;
}

/**
 * The raw block cipher modes that CTR_DRBG is made of (SP 800-90A). Nothing else may use them: they authenticate
 * nothing.
 */
export interface BlockCipherEngine {
  /**
   * `length` bytes of AES-256 keystream: E(key, counterBlock), E(key, counterBlock + 1), … as 128-bit big-endian
   * integers.
   */
  aes256CtrKeystream(key: Uint8Array, counterBlock: Uint8Array, length: number): Uint8Array;
  /** AES-256-CBC with a zero IV and no padding over whole blocks. */
  aes256CbcZeroIv(key: Uint8Array, blocks: Uint8Array): Uint8Array;
}

/** AES Key Wrap with Padding (RFC 5649, KWP of SP 800-38F §6.3) under a key of 16, 24 or 32 bytes. */
export interface KeyWrapEngine {
  /** `secret` has 1…8,192 bytes; the result is 9 to 15 bytes longer, a multiple of 8. */
  aesKeyWrapPad(wrappingKey: Uint8Array, secret: Uint8Array): Uint8Array;
  /** What was wrapped, which the caller owns; undefined for whatever is wrong with `wrapped`. */
  aesKeyUnwrapPad(wrappingKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined;
}

/**
 * Private keys are big-endian scalars and public keys uncompressed SEC 1 points (0x04 ‖ X ‖ Y), as long as the curve
 * says.
 */
export interface EcEngine {
  /** The public point of a private scalar in 1…n-1. */
  ecPublicPoint(curve: EcCurve, privateScalar: Uint8Array): Uint8Array;
  /** ECDSA (FIPS 186-5) with the hash that EC_CURVES gives to the curve. Returns a DER Ecdsa-Sig-Value. */
  ecdsaSign(curve: EcCurve, privateScalar: Uint8Array, message: Uint8Array): Uint8Array;
  /**
   * False for a signature, or a public point, that is invalid in whatever way. Any s in 1…n-1 is valid; DER is strict.
   */
  ecdsaVerify(curve: EcCurve, publicPoint: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /**
   * The X coordinate of the shared point (SP 800-56A §5.7.1.2), as long as a scalar; undefined when the peer's point is
   * invalid.
   */
  ecdhSharedX(curve: EcCurve, privateScalar: Uint8Array, peerPoint: Uint8Array): Uint8Array | undefined;
}

export interface CryptoEngine extends AeadEngine, HashEngine, BlockCipherEngine, KeyWrapEngine, EcEngine {
  readonly name: EngineName;
}
