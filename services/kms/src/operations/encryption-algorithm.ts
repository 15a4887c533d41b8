/** What Encrypt, Decrypt and ReEncrypt share: the algorithm of a request, and what goes with it. */
import { KmsError } from '@strongroom/core/errors.js';
import { parseBlobHeader } from '@strongroom/crypto/ciphertext-blob.js';
import { parseExternalBlob } from '@strongroom/crypto/external-blob.js';
import type { EncryptionAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';

export type EncryptionContext = Readonly<Record<string, string>> | undefined;

/** API reference: SYMMETRIC_DEFAULT where the request names none, whatever the key. */
export function algorithmOf(requested: EncryptionAlgorithmSpec | undefined): EncryptionAlgorithmSpec {
  return requested ?? 'SYMMETRIC_DEFAULT';
}

/**
 * Asymmetric algorithms authenticate no context: one that is given would be lost. @throws KmsError ValidationException.
 */
export function checkContext(member: string, algorithm: EncryptionAlgorithmSpec, context: EncryptionContext): void {
  if (algorithm === 'SYMMETRIC_DEFAULT' || Object.keys(context ?? {}).length === 0) return;
  throw new KmsError('ValidationException', `${member} is not supported with algorithm ${algorithm}.`);
}

/** What a request says about the key of a ciphertext. */
export interface Ciphertext {
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly keyId: string | undefined;
  /** Undefined where a dry run ignores it. */
  readonly blob: Uint8Array | undefined;
}

/**
 * Ciphertexts of asymmetric keys do not name their key, so that the request must.
 * @param member the field that names it, as the API spells it
 * @throws KmsError ValidationException.
 */
export function checkKeyNamed(member: string, { algorithm, keyId, blob }: Ciphertext): void {
  if (algorithm === 'SYMMETRIC_DEFAULT' || keyId !== undefined) return;
  if (blob !== undefined && (parseBlobHeader(blob) ?? parseExternalBlob(blob)) !== undefined) return;
  throw new KmsError('ValidationException', `${member} is required with algorithm ${algorithm}.`);
}

/** The ciphertext where it must, or alone can, say which key it is of. */
export function namingCiphertext({ algorithm, keyId, blob }: Ciphertext): Uint8Array | undefined {
  return algorithm === 'SYMMETRIC_DEFAULT' || keyId === undefined ? blob : undefined;
}
