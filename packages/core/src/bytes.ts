/** Byte helpers. Buffer is used only as an encoder; values are plain Uint8Array. */

export const EMPTY_BYTES = new Uint8Array(0);

/** Lower-case hexadecimal of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  return viewAsBuffer(bytes).toString('hex');
}

/** Parses lower- or upper-case hexadecimal. @throws RangeError when the text is not an even number of hex digits. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new RangeError('"hex" expected pairs of hex digits');
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function toBase64(bytes: Uint8Array): string {
  return viewAsBuffer(bytes).toString('base64');
}

/** RFC 4648 §4 alphabet with padding. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Parses strict base64 (RFC 4648 §4, padded, no white space). Returns undefined when the text is not that. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64');
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes UTF-8. @throws TypeError on malformed input: silent replacement, or a dropped byte order mark, would let two
 * inputs look alike.
 */
export function fromUtf8(bytes: Uint8Array): string {
  return STRICT_UTF8.decode(bytes);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Equality for values that are not secret. Secrets are compared with `timingSafeEqual` of packages/crypto. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && viewAsBuffer(a).equals(b);
}

/** A Buffer over the same memory, for its encoders. */
export function viewAsBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
