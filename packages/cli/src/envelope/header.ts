/**
 * The header of a sealed file.
 *
 *     magic      8 bytes   "SRENVLP" and the version, 1
 *     length     u32, big endian, of the body; at most 16 KiB
 *     body       packed: chunk size as a power of two (u8), salt (32 bytes), key ARN (text), encrypted data key (bytes)
 *
 * The payload key depends on every byte of the header (payload-key.ts), so that a changed header opens no chunk. The
 * encryption context is not in the file: it is bound to the encrypted data key by the KMS.
 */
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import { CIPHERTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { equalBytes, utf8 } from '@strongroom/core/bytes.js';
import { SealedFileError } from './sealed-file-error.js';

export interface SealedHeader {
  /** Plaintext bytes of every chunk but the last. */
  readonly chunkBytes: number;
  /** 32 random bytes. */
  readonly salt: Uint8Array;
  /** Says where to decrypt; authenticated with the rest. */
  readonly keyArn: string;
  /** CiphertextBlob of GenerateDataKey. */
  readonly encryptedDataKey: Uint8Array;
}

export const SALT_BYTES = 32;
export const CHUNK_BYTES = 65_536;
const MAGIC = new Uint8Array([...utf8('SRENVLP'), 1]);
/** Magic and length. */
export const PREFIX_BYTES = MAGIC.length + 4;
const BODY_MAX_BYTES = 16_384;
const CHUNK_LOG2_MIN = 10;
const CHUNK_LOG2_MAX = 20;
const KEY_ARN_MAX_BYTES = 2048;

export function encodeHeader(header: SealedHeader): Uint8Array {
  const body = new PackedWriter(1024)
    .u8(Math.log2(header.chunkBytes))
    .raw(header.salt)
    .text(header.keyArn)
    .bytes(header.encryptedDataKey)
    .finish();
  const whole = new Uint8Array(PREFIX_BYTES + body.length);
  whole.set(MAGIC);
  new DataView(whole.buffer).setUint32(MAGIC.length, body.length);
  whole.set(body, PREFIX_BYTES);
  return whole;
}

/** The body's length from the first {@link PREFIX_BYTES} bytes. @throws SealedFileError when this is no sealed file. */
export function bodyLengthOf(prefix: Uint8Array): number {
  if (prefix.length < PREFIX_BYTES || !equalBytes(prefix.subarray(0, MAGIC.length), MAGIC)) {
    throw new SealedFileError('not-sealed', 'this is no file made by `strongroom encrypt`');
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(MAGIC.length);
  if (length > BODY_MAX_BYTES) throw damaged();
  return length;
}

/** @throws SealedFileError when the body is not one that {@link encodeHeader} made. */
export function parseBody(body: Uint8Array): SealedHeader {
  try {
    const reader = new PackedReader(body);
    const chunkLog2 = reader.u8();
    const salt = new Uint8Array(reader.raw(SALT_BYTES));
    const keyArn = reader.text(KEY_ARN_MAX_BYTES);
    const encryptedDataKey = new Uint8Array(reader.bytes(CIPHERTEXT_MAX_BYTES));
    reader.end();
    if (chunkLog2 < CHUNK_LOG2_MIN || chunkLog2 > CHUNK_LOG2_MAX) throw damaged();
    return { chunkBytes: 2 ** chunkLog2, salt, keyArn, encryptedDataKey };
  } catch (error) {
    if (error instanceof PackedFormatError) throw damaged();
    throw error;
  }
}

function damaged(): SealedFileError {
  return new SealedFileError('damaged', 'the header of the file is damaged');
}
