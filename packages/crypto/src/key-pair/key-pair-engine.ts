/**
 * Key pairs, whatever their algorithm: what a slot needs of them and nothing more. Synchronous, as everything in the
 * boundary. Names of specs, algorithms and message types are those of the API (KeySpec, SigningAlgorithmSpec,
 * EncryptionAlgorithmSpec, MessageType).
 *
 * Data from outside (messages, signatures, ciphertexts, peers' public keys, material to import) never throws: it is
 * answered with false or undefined. A call that the key's spec cannot take is the caller's bug: AssertionFailure.
 */

export type KeyPairSpec =
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'ECC_NIST_P256'
  | 'ECC_NIST_P384'
  | 'ECC_NIST_P521'
  | 'ECC_SECG_P256K1'
  | 'ECC_NIST_EDWARDS25519'
  | 'ML_DSA_44'
  | 'ML_DSA_65'
  | 'ML_DSA_87'
  | 'ML_KEM_512'
  | 'ML_KEM_768'
  | 'ML_KEM_1024';

export type SigningAlgorithm =
  | 'RSASSA_PSS_SHA_256'
  | 'RSASSA_PSS_SHA_384'
  | 'RSASSA_PSS_SHA_512'
  | 'RSASSA_PKCS1_V1_5_SHA_256'
  | 'RSASSA_PKCS1_V1_5_SHA_384'
  | 'RSASSA_PKCS1_V1_5_SHA_512'
  | 'ECDSA_SHA_256'
  | 'ECDSA_SHA_384'
  | 'ECDSA_SHA_512'
  | 'ED25519_SHA_512'
  | 'ED25519_PH_SHA_512'
  | 'ML_DSA_SHAKE_256';

/**
 * RAW: the message itself. DIGEST: its hash, as long as the algorithm's hash. ED25519_PH_SHA_512 takes a 64-byte DIGEST
 * and hashes it once more, as KMS does. EXTERNAL_MU: the 64-byte message representative of FIPS 204.
 */
export type MessageType = 'RAW' | 'DIGEST' | 'EXTERNAL_MU';

export type EncryptionAlgorithm = 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256';

/** What an operation would do with the key; decides together with the spec whether it is slow. */
export type KeyPairUse =
  | { readonly use: 'generate' | 'import' | 'load' | 'public-key' }
  | { readonly use: 'decrypt' | 'encrypt' | 'agree' | 'encapsulate' | 'decapsulate' }
  | { readonly use: 'sign' | 'verify'; readonly algorithm: SigningAlgorithm; readonly messageType: MessageType };

/**
 * A private key ready for use. Opaque; belongs to the thread that loaded it. `dispose` wipes what can be wiped and
 * drops the rest; afterwards every use is an AssertionFailure.
 */
export interface PrivateKey {
  readonly spec: KeyPairSpec;
  dispose(): void;
}

export interface KeyPairEngine {
  /**
   * Slow lane. A new private key in its storage encoding, which the caller wipes: PKCS#8 DER for RSA (FIPS 186-5 A.1.6,
   * e = 65537),
   * the big-endian scalar for EC (A.2.2), the seed for Ed25519 (32 bytes), ML-DSA (ξ, 32 bytes; FIPS 204 Algorithm 1)
   * and ML-KEM (d ‖ z, 64 bytes; FIPS 203 Algorithm 16). `random` is the slot's DRBG; RSA uses OpenSSL's own.
   */
  generate(spec: KeyPairSpec, random: (length: number) => Uint8Array): Uint8Array;
  /**
   * Undefined when `secret` is no private key of this spec. Copies what it needs; the caller wipes `secret`. Whether
   * the numbers of an RSA key belong together is checked where it comes in, by `importPkcs8`, not on every load.
   */
  load(spec: KeyPairSpec, secret: Uint8Array): PrivateKey | undefined;
  /** DER SubjectPublicKeyInfo (RFC 5280, 8017, 5480, 8410, 9881, 9935). */
  publicKey(key: PrivateKey): Uint8Array;
  /** PKCS#8 PrivateKeyInfo (RFC 5958), which the caller wipes. */
  exportPkcs8(key: PrivateKey): Uint8Array;
  /**
   * Slow lane. The storage encoding of a PKCS#8 private key of exactly this spec, or undefined: strict DER without
   * attributes, a public key that comes along matches, RSA numbers belong together, ML-DSA and ML-KEM in the seed form.
   * The caller wipes both.
   */
  importPkcs8(spec: KeyPairSpec, pkcs8: Uint8Array): Uint8Array | undefined;
  /**
   * Pairwise consistency (FIPS 140-3, AS10.35; SP 800-56A §5.6.2.1.4) by signing and verifying, encrypting and
   * decrypting, agreeing with a second key, or encapsulating and decapsulating, as `usage` (KeyUsage) says.
   */
  isConsistent(key: PrivateKey, usage: string): boolean;
  /** ECDSA: DER Ecdsa-Sig-Value. PSS: salt as long as the hash. ML-DSA: hedged, `random` gives the 32 bytes. */
  sign(
    key: PrivateKey,
    algorithm: SigningAlgorithm,
    messageType: MessageType,
    message: Uint8Array,
    random: (length: number) => Uint8Array,
  ): Uint8Array;
  verify(
    key: PrivateKey,
    algorithm: SigningAlgorithm,
    messageType: MessageType,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean;
  /** RFC 8017 §7.1.1; `plaintext` fits (bounds are the front end's to explain and the caller's to check). */
  encrypt(key: PrivateKey, algorithm: EncryptionAlgorithm, plaintext: Uint8Array): Uint8Array;
  /** Undefined for whatever is wrong with the ciphertext: one answer, in one time. */
  decrypt(key: PrivateKey, algorithm: EncryptionAlgorithm, ciphertext: Uint8Array): Uint8Array | undefined;
  /** Raw ECDH output (the X coordinate); undefined unless `peerSpki` is a valid public key on the same curve. */
  agree(key: PrivateKey, peerSpki: Uint8Array): Uint8Array | undefined;
  /** FIPS 203 Algorithm 20. */
  encapsulate(
    key: PrivateKey,
    random: (length: number) => Uint8Array,
  ): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array };
  /** FIPS 203 Algorithm 21, implicit rejection included; undefined only for a wrong length. */
  decapsulate(key: PrivateKey, ciphertext: Uint8Array): Uint8Array | undefined;
  /**
   * True when this belongs into the slot's slow thread: an engine of the fast lane answers it with an AssertionFailure.
   * Generation and import always do. `exportPkcs8` counts as 'public-key', `isConsistent` as what it tries.
   */
  isSlow(spec: KeyPairSpec, use: KeyPairUse): boolean;
}
