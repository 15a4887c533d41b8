/**
 * What key material may do, by its authenticated attributes alone: whatever the front end asks, a key never leaves its
 * usage.
 */
import type { ExportedKeyTokenAttributes } from '@strongroom/crypto/token-attributes.js';

export const SYMMETRIC_SPEC = 'SYMMETRIC_DEFAULT';
export const ENCRYPT_USAGE = 'ENCRYPT_DECRYPT';
export const ORIGIN_KMS = 'AWS_KMS';

export const ACCESS_KEY_SPEC = 'AWS4_HMAC_SHA256';
export const ACCESS_KEY_USAGE = 'DERIVE_SIGNING_KEY';

export function mayEncryptSymmetrically(attributes: ExportedKeyTokenAttributes): boolean {
  return (
    attributes.materialKind === 'BACKING_KEY' &&
    attributes.keySpec === SYMMETRIC_SPEC &&
    attributes.keyUsage === ENCRYPT_USAGE
  );
}

export function mayDeriveSigningKeys(attributes: ExportedKeyTokenAttributes): boolean {
  return (
    attributes.materialKind === 'ACCESS_KEY_SECRET' &&
    attributes.keySpec === ACCESS_KEY_SPEC &&
    attributes.keyUsage === ACCESS_KEY_USAGE
  );
}
