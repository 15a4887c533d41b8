/** AES Key Wrap with Padding: the bounds that both engines keep, and OpenSSL's implementation. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { assert } from '@strongroom/core/assert.js';
import type { KeyWrapEngine } from './engine.js';
import { plain } from './plain-bytes.js';

/** RFC 5649 §3: the constant half of the Alternative Initial Value. OpenSSL takes it as an IV. */
const ALTERNATIVE_IV = Uint8Array.of(0xa6, 0x59, 0x59, 0xa6);
const WRAPPED_MIN_BYTES = 16;
const SECRET_MAX_BYTES = 8_192;
const WRAPPED_MAX_BYTES = SECRET_MAX_BYTES + 8;

export function requireWrappingKey(wrappingKey: Uint8Array): void {
  assert([16, 24, 32].includes(wrappingKey.length), '"wrappingKey" expected 16, 24 or 32 bytes');
}

export function requireKeyWrapLengths(wrappingKey: Uint8Array, secret: Uint8Array): void {
  requireWrappingKey(wrappingKey);
  assert(secret.length > 0 && secret.length <= SECRET_MAX_BYTES, '"secret" expected 1 to 8,192 bytes');
}

/** True for a length that wrapping can give. */
export function hasWrappedForm(wrapped: Uint8Array): boolean {
  return wrapped.length % 8 === 0 && wrapped.length >= WRAPPED_MIN_BYTES && wrapped.length <= WRAPPED_MAX_BYTES;
}

function cipherName(wrappingKey: Uint8Array): string {
  return `id-aes${String(wrappingKey.length * 8)}-wrap-pad`;
}

export const opensslKeyWrap: KeyWrapEngine = {
  aesKeyWrapPad(wrappingKey, secret) {
    requireKeyWrapLengths(wrappingKey, secret);
    const cipher = createCipheriv(cipherName(wrappingKey), wrappingKey, ALTERNATIVE_IV);
    return plain(cipher.update(secret));
  },

  aesKeyUnwrapPad(wrappingKey, wrapped) {
    requireWrappingKey(wrappingKey);
    if (!hasWrappedForm(wrapped)) return undefined;
    const decipher = createDecipheriv(cipherName(wrappingKey), wrappingKey, ALTERNATIVE_IV);
    try {
      return plain(decipher.update(wrapped));
    } catch {
      return undefined;
    }
  },
};
