/** What Decrypt and ReEncrypt share: a dry run may leave the ciphertext out (API reference: DryRunModifiers). */
import { KmsError } from '@strongroom/core/errors.js';

interface MayIgnoreCiphertext {
  readonly ciphertextBlob?: Uint8Array;
  readonly dryRun?: boolean;
  readonly dryRunModifiers?: readonly string[];
}

export function ignoresCiphertext(input: MayIgnoreCiphertext): boolean {
  return input.dryRunModifiers?.includes('IGNORE_CIPHERTEXT') === true;
}

/**
 * @param keyField the field that then names the key, as the API spells it, and `keyId` its value
 * @throws KmsError ValidationException.
 */
export function checkCiphertextPresence(input: MayIgnoreCiphertext, keyField: string, keyId: string | undefined): void {
  if (!ignoresCiphertext(input)) {
    if (input.ciphertextBlob === undefined) throw new KmsError('ValidationException', 'CiphertextBlob is required.');
    return;
  }
  if (input.dryRun !== true) {
    throw new KmsError('ValidationException', 'IGNORE_CIPHERTEXT is only valid together with DryRun.');
  }
  if (keyId === undefined) {
    throw new KmsError('ValidationException', `${keyField} is required when the ciphertext is ignored.`);
  }
}
