/** The encryption context of a request, in the canonical bytes that the HSM authenticates. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { ENCRYPTION_CONTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { encodeEncryptionContext, EncryptionContextError } from '@strongroom/crypto/encryption-context.js';

/** @throws KmsError ValidationException when the context is too large or not text. */
export function canonicalContext(context: Readonly<Record<string, string>> | undefined): Uint8Array {
  if (context === undefined) return EMPTY_BYTES;
  try {
    return encodeEncryptionContext(context);
  } catch (error) {
    if (!(error instanceof EncryptionContextError)) throw error;
    const limit = String(ENCRYPTION_CONTEXT_MAX_BYTES);
    const message = error.fault === 'TOO_LARGE' ? `must not exceed ${limit} bytes` : 'must be well-formed text';
    throw new KmsError('ValidationException', `EncryptionContext ${message}.`);
  }
}
