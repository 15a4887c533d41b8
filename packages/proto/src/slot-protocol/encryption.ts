/** Encryption under symmetric and RSA keys, and between them. */
import { PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { apiName, ciphertext, context, material } from './material.js';
import { bytes, record, type ValueOf } from './record.js';

const plaintext = bytes(PLAINTEXT_MAX_BYTES);

/** ENCRYPT under a symmetric key: canonical encryption context and plaintext. The answer is the CiphertextBlob. */
export const encryptArguments = record({ material, context, plaintext });
export type EncryptArguments = ValueOf<typeof encryptArguments>;

/** DECRYPT under a symmetric key: canonical encryption context and CiphertextBlob. The answer is the plaintext. */
export const decryptArguments = record({ material, context, ciphertextBlob: ciphertext });
export type DecryptArguments = ValueOf<typeof decryptArguments>;

/** RSA_ENCRYPT: `algorithm` is an EncryptionAlgorithmSpec. The answer is the ciphertext. */
export const rsaEncryptArguments = record({ material, algorithm: apiName, plaintext });
export type RsaEncryptArguments = ValueOf<typeof rsaEncryptArguments>;

/** RSA_DECRYPT. The answer is the plaintext. */
export const rsaDecryptArguments = record({ material, algorithm: apiName, ciphertext });
export type RsaDecryptArguments = ValueOf<typeof rsaDecryptArguments>;

/**
 * RE_ENCRYPT within one tenant's slot, from and to SYMMETRIC_DEFAULT and RSAES_OAEP_…; the contexts of RSA are empty.
 * The answer is the new ciphertext; the plaintext never leaves the slot.
 */
export const reEncryptArguments = record({
  source: record({ material, algorithm: apiName, context, ciphertext }),
  destination: record({ material, algorithm: apiName, context }),
});
export type ReEncryptArguments = ValueOf<typeof reEncryptArguments>;
