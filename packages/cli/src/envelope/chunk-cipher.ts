/**
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, 2015) with
 * AES-256-GCM, as age uses it: the nonce of a chunk is an 11-byte big-endian counter and one byte that is 1 for the
 * last chunk only. Chunks therefore cannot be reordered, repeated, left out or added, and a file cannot be cut at a
 * chunk's border.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { SALT_BYTES, type SealedHeader } from './header.js';
import { SealedFileError } from './sealed-file-error.js';

export const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const CHUNKS_MAX = 0xffff_ffff;
const INFO_LABEL = 'strongroom envelope v1 payload\0';

/**
 * The payload key: HKDF-SHA-256 (RFC 5869) of the data key, bound to every byte of the header. The caller wipes both
 * keys.
 */
export function derivePayloadKey(dataKey: Uint8Array, header: SealedHeader, headerBytes: Uint8Array): Uint8Array {
  if (dataKey.length !== KEY_BYTES || header.salt.length !== SALT_BYTES)
    throw new RangeError('data key or salt length');
  const info = Buffer.concat([Buffer.from(INFO_LABEL), createHash('sha256').update(headerBytes).digest()]);
  return new Uint8Array(hkdfSync('sha256', dataKey, header.salt, info, KEY_BYTES));
}

/** Seals or opens the chunks of one file, in their order. */
export class ChunkCipher {
  readonly #key: Uint8Array;
  readonly #nonce = new Uint8Array(NONCE_BYTES);
  #index = 0;
  #finished = false;

  constructor(payloadKey: Uint8Array) {
    this.#key = payloadKey;
  }

  /** Ciphertext and tag. @throws SealedFileError after 2³² chunks. */
  seal(plaintext: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#next(last));
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** The plaintext. @throws SealedFileError when the chunk is not exactly what was sealed at this place. */
  open(sealed: Uint8Array, last: boolean): Buffer {
    const index = this.#index;
    if (sealed.length < TAG_BYTES) throw new SealedFileError('truncated', 'the file is cut off');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#next(last), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      plaintext.fill(0);
      throw new SealedFileError('damaged', `the file is damaged or cut off (at chunk ${String(index)})`);
    }
    return plaintext;
  }

  /** Wipes the key. */
  dispose(): void {
    this.#key.fill(0);
    this.#finished = true;
  }

  #next(last: boolean): Uint8Array {
    if (this.#finished) throw new RangeError('no chunk follows the last one');
    if (this.#index >= CHUNKS_MAX)
      throw new SealedFileError('too-large', 'the file has more chunks than the format allows');
    new DataView(this.#nonce.buffer).setUint32(NONCE_BYTES - 5, this.#index);
    this.#nonce[NONCE_BYTES - 1] = last ? 1 : 0;
    this.#index += 1;
    this.#finished = last;
    return this.#nonce;
  }
}
