/**
 * The facts about key pairs, spec by spec and algorithm by algorithm: data without any cryptography, for the boundary
 * and for whoever must say what a key can do.
 */
import type { EcCurve } from '../ec-curve.js';
import type { EncryptionAlgorithm, KeyPairSpec, MessageType, SigningAlgorithm } from './key-pair-engine.js';

export type KeyPairFamily = 'rsa' | 'ec' | 'ed25519' | 'ml-dsa' | 'ml-kem';
export type KeyPairUsage = 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT' | 'KEY_AGREEMENT' | 'ENCAPSULATE_DECAPSULATE';

export interface KeyPairSpecFacts {
  readonly family: KeyPairFamily;
  /** The values of KeyUsage that a key of this spec may have, each alone. */
  readonly usages: readonly KeyPairUsage[];
  /** With the usage SIGN_VERIFY. */
  readonly signingAlgorithms: readonly SigningAlgorithm[];
  /** With the usage ENCRYPT_DECRYPT. */
  readonly encryptionAlgorithms: readonly EncryptionAlgorithm[];
  /** RSA only. */
  readonly modulusBits?: number;
  /** EC only, and not Ed25519. */
  readonly curve?: EcCurve;
  /** Length of the storage encoding; undefined for RSA, whose PKCS#8 varies by some bytes. */
  readonly secretBytes?: number;
  /** ML-KEM only. */
  readonly ciphertextBytes?: number;
}

export interface SigningAlgorithmFacts {
  /** The hash that the algorithm applies to a RAW message; undefined for ML-DSA, which hashes by itself. */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | undefined;
  /** The length of a message of each type that the algorithm takes: a number of bytes, or any. */
  readonly messageBytes: Readonly<Partial<Record<MessageType, number | 'any'>>>;
}

export interface EncryptionAlgorithmFacts {
  /** Of OAEP and of MGF1 in it. */
  readonly hash: 'sha1' | 'sha256';
  readonly hashBytes: number;
}

const RSA_SIGNING = [
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
] as const;

function rsa(modulusBits: number): KeyPairSpecFacts {
  return {
    family: 'rsa',
    usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    signingAlgorithms: RSA_SIGNING,
    encryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
    modulusBits,
  };
}

function ec(
  curve: EcCurve,
  secretBytes: number,
  algorithm: SigningAlgorithm,
  usages: readonly KeyPairUsage[] = ['SIGN_VERIFY', 'KEY_AGREEMENT'],
): KeyPairSpecFacts {
  return { family: 'ec', usages, signingAlgorithms: [algorithm], encryptionAlgorithms: [], curve, secretBytes };
}

function signer(family: 'ed25519' | 'ml-dsa', signingAlgorithms: readonly SigningAlgorithm[]): KeyPairSpecFacts {
  return { family, usages: ['SIGN_VERIFY'], signingAlgorithms, encryptionAlgorithms: [], secretBytes: 32 };
}

function mlKem(ciphertextBytes: number): KeyPairSpecFacts {
  return {
    family: 'ml-kem',
    usages: ['ENCAPSULATE_DECAPSULATE'],
    signingAlgorithms: [],
    encryptionAlgorithms: [],
    secretBytes: 64,
    ciphertextBytes,
  };
}

export const KEY_PAIR_SPECS: Readonly<Record<KeyPairSpec, KeyPairSpecFacts>> = {
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: ec('P-256', 32, 'ECDSA_SHA_256'),
  ECC_NIST_P384: ec('P-384', 48, 'ECDSA_SHA_384'),
  ECC_NIST_P521: ec('P-521', 66, 'ECDSA_SHA_512'),
  ECC_SECG_P256K1: ec('secp256k1', 32, 'ECDSA_SHA_256', ['SIGN_VERIFY']),
  ECC_NIST_EDWARDS25519: signer('ed25519', ['ED25519_SHA_512', 'ED25519_PH_SHA_512']),
  ML_DSA_44: signer('ml-dsa', ['ML_DSA_SHAKE_256']),
  ML_DSA_65: signer('ml-dsa', ['ML_DSA_SHAKE_256']),
  ML_DSA_87: signer('ml-dsa', ['ML_DSA_SHAKE_256']),
  ML_KEM_512: mlKem(768),
  ML_KEM_768: mlKem(1088),
  ML_KEM_1024: mlKem(1568),
};

function hashed(hash: 'sha256' | 'sha384' | 'sha512', digestBytes: number): SigningAlgorithmFacts {
  return { hash, messageBytes: { RAW: 'any', DIGEST: digestBytes } };
}

export const SIGNING_ALGORITHMS: Readonly<Record<SigningAlgorithm, SigningAlgorithmFacts>> = {
  RSASSA_PSS_SHA_256: hashed('sha256', 32),
  RSASSA_PSS_SHA_384: hashed('sha384', 48),
  RSASSA_PSS_SHA_512: hashed('sha512', 64),
  RSASSA_PKCS1_V1_5_SHA_256: hashed('sha256', 32),
  RSASSA_PKCS1_V1_5_SHA_384: hashed('sha384', 48),
  RSASSA_PKCS1_V1_5_SHA_512: hashed('sha512', 64),
  ECDSA_SHA_256: hashed('sha256', 32),
  ECDSA_SHA_384: hashed('sha384', 48),
  ECDSA_SHA_512: hashed('sha512', 64),
  ED25519_SHA_512: { hash: 'sha512', messageBytes: { RAW: 'any' } },
  ED25519_PH_SHA_512: { hash: 'sha512', messageBytes: { DIGEST: 64 } },
  ML_DSA_SHAKE_256: { hash: undefined, messageBytes: { RAW: 'any', EXTERNAL_MU: 64 } },
};

export const ENCRYPTION_ALGORITHMS: Readonly<Record<EncryptionAlgorithm, EncryptionAlgorithmFacts>> = {
  RSAES_OAEP_SHA_1: { hash: 'sha1', hashBytes: 20 },
  RSAES_OAEP_SHA_256: { hash: 'sha256', hashBytes: 32 },
};

/** RFC 8017 §7.1.1: a plaintext has at most as many bytes as the modulus, less two hashes and two. 0 without RSA. */
export function oaepPlaintextMaxBytes(spec: KeyPairSpec, algorithm: EncryptionAlgorithm): number {
  const { modulusBits } = KEY_PAIR_SPECS[spec];
  return modulusBits === undefined ? 0 : modulusBits / 8 - 2 * ENCRYPTION_ALGORITHMS[algorithm].hashBytes - 2;
}

/** True when `algorithm` takes a message of this type and length. */
export function isMessageLength(algorithm: SigningAlgorithm, messageType: MessageType, length: number): boolean {
  const expected = SIGNING_ALGORITHMS[algorithm].messageBytes[messageType];
  return expected === 'any' || expected === length;
}
