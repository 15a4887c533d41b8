/**
 * node:crypto hands out Buffers, whose `slice` shares memory and whose JSON is the content: callers get plain arrays
 * over the same memory.
 */
export function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
