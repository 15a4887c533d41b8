/** Bytes in, bytes out, chunk by chunk: memory stays at a few chunks whatever the size of the file. */
import { ChunkCipher, TAG_BYTES } from './chunk-cipher.js';
import { SealedFileError } from './sealed-file-error.js';

/** Fills `target` as far as there are bytes and returns how many; less than its length only at the end. */
export type ReadFully = (target: Uint8Array) => Promise<number>;
export type Write = (bytes: Uint8Array) => Promise<void>;

export interface ChunkStream {
  readonly payloadKey: Uint8Array;
  readonly chunkBytes: number;
  readonly read: ReadFully;
  readonly write: Write;
  readonly onProgress?: (bytesRead: number) => void;
}

/** Seals everything that `read` gives. An empty input becomes one empty last chunk. */
export async function sealChunks(stream: ChunkStream): Promise<void> {
  const cipher = new ChunkCipher(stream.payloadKey);
  try {
    await forEachChunk(stream, stream.chunkBytes, (chunk, last) => cipher.seal(chunk, last));
  } finally {
    cipher.dispose();
  }
}

/**
 * Opens what {@link sealChunks} wrote. Everything is verified when it returns, and nothing before. @throws
 * SealedFileError.
 */
export async function openChunks(stream: ChunkStream): Promise<void> {
  const cipher = new ChunkCipher(stream.payloadKey);
  try {
    await forEachChunk(stream, stream.chunkBytes + TAG_BYTES, (chunk, last, index) => {
      // Two encodings of one file must not exist: an empty last chunk is for the empty file only.
      if (index > 0 && chunk.length <= TAG_BYTES) throw new SealedFileError('truncated', 'the file is cut off');
      return cipher.open(chunk, last);
    });
  } finally {
    cipher.dispose();
  }
}

/** Reads one chunk ahead, because only the end of the input tells which chunk is the last. */
async function forEachChunk(
  stream: ChunkStream,
  inputChunkBytes: number,
  transform: (chunk: Uint8Array, last: boolean, index: number) => Buffer,
): Promise<void> {
  let current = new Uint8Array(inputChunkBytes);
  let ahead = new Uint8Array(inputChunkBytes);
  let length = await stream.read(current);
  let total = length;
  for (let index = 0; ; index += 1) {
    const aheadLength = length < inputChunkBytes ? 0 : await stream.read(ahead);
    const last = aheadLength === 0;
    await stream.write(transform(current.subarray(0, length), last, index));
    stream.onProgress?.(total);
    if (last) break;
    total += aheadLength;
    length = aheadLength;
    [current, ahead] = [ahead, current];
  }
  current.fill(0);
  ahead.fill(0);
}
