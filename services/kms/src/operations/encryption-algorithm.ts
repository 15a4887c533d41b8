/** What Encrypt, Decrypt and ReEncrypt share: the algorithm of a request, and what goes with it. */
import { KmsError } from '@strongroom/core/errors.js';
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

/** Ciphertexts of asymmetric keys do not name their key. @throws KmsError ValidationException. */
export function checkKeyNamed(member: string, algorithm: EncryptionAlgorithmSpec, keyId: string | undefined): void {
  if (algorithm === 'SYMMETRIC_DEFAULT' || keyId !== undefined) return;
  throw new KmsError('ValidationException', `${member} is required with algorithm ${algorithm}.`);
}
