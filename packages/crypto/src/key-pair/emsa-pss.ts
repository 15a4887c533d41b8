/**
 * EMSA-PSS (RFC 8017 §9.1) with MGF1 over the same hash and a salt as long as the hash, for moduli of whole bytes:
 * emBits is 8·k - 1, so that an encoded message has k bytes and its first bit is zero.
 */
import { createHash } from 'node:crypto';
import { equalBytes } from '@strongroom/core/bytes.js';
import { plain } from '../plain-bytes.js';

type Hash = 'sha256' | 'sha384' | 'sha512';

const TRAILER = 0xbc;
const ZEROS = new Uint8Array(8);

/** RFC 8017 appendix B.2.1, XORed into `target`. */
function applyMask(hash: Hash, seed: Uint8Array, target: Uint8Array): void {
  const counter = new Uint8Array(4);
  for (let offset = 0, block = 0; offset < target.length; block++) {
    counter[3] = block;
    const mask = createHash(hash).update(seed).update(counter).digest();
    for (const byte of mask) {
      if (offset === target.length) break;
      target[offset] = (target[offset] ?? 0) ^ byte;
      offset++;
    }
  }
}

function hashOfSalted(hash: Hash, digest: Uint8Array, salt: Uint8Array): Uint8Array {
  return plain(createHash(hash).update(ZEROS).update(digest).update(salt).digest());
}

/** @param digest of `hash` @param salt as long @returns `encodedBytes` bytes */
export function encodePss(hash: Hash, digest: Uint8Array, salt: Uint8Array, encodedBytes: number): Uint8Array {
  const encoded = new Uint8Array(encodedBytes);
  const maskedBytes = encodedBytes - digest.length - 1;
  const salted = hashOfSalted(hash, digest, salt);
  encoded[maskedBytes - salt.length - 1] = 1;
  encoded.set(salt, maskedBytes - salt.length);
  applyMask(hash, salted, encoded.subarray(0, maskedBytes));
  encoded[0] = (encoded[0] ?? 0) & 0x7f;
  encoded.set(salted, maskedBytes);
  encoded[encodedBytes - 1] = TRAILER;
  return encoded;
}

/** RFC 8017 §9.1.2. */
export function isPssOf(hash: Hash, digest: Uint8Array, encoded: Uint8Array): boolean {
  const maskedBytes = encoded.length - digest.length - 1;
  const saltOffset = maskedBytes - digest.length;
  const salted = encoded.subarray(maskedBytes, -1);
  if (saltOffset < 1 || encoded[encoded.length - 1] !== TRAILER || (encoded[0] ?? 0xff) >= 0x80) return false;
  const block = new Uint8Array(encoded.subarray(0, maskedBytes));
  applyMask(hash, salted, block);
  block[0] = (block[0] ?? 0) & 0x7f;
  const padding = block.subarray(0, saltOffset);
  if (padding.some((byte, index) => byte !== (index === saltOffset - 1 ? 1 : 0))) return false;
  return equalBytes(hashOfSalted(hash, digest, block.subarray(saltOffset)), salted);
}
