/**
 * The packed encoding: big-endian integers and length-prefixed byte strings, written and read in a fixed order. It
 * carries what must be
 * cheap (slot commands) or canonical (tokens, encryption contexts): one value has exactly one encoding, so it can be
 * authenticated.
 */
import { fromUtf8, utf8, viewAsBuffer } from './bytes.js';

/**
 * The input ended early, is longer than its content, or holds an impossible value. Its origin is untrusted: callers
 * translate it.
 */
export class PackedFormatError extends Error {
  override readonly name = 'PackedFormatError';
}

/** Grows as needed. `finish()` returns a copy of exactly the written length. */
export class PackedWriter {
  #buffer: Buffer;
  #length = 0;

  /**
   * @param pooled takes the memory from Node's pool: ten times cheaper, for what is written once per request. Nothing
   * in the pool can be transferred to another thread, and a writer that will be wiped has no use for it.
   */
  constructor(capacityBytes = 256, pooled = false) {
    this.#buffer = pooled ? Buffer.allocUnsafe(capacityBytes) : Buffer.allocUnsafeSlow(capacityBytes);
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
    return this;
  }

  u16(value: number): this {
    this.#reserve(2);
    this.#length = this.#buffer.writeUInt16BE(value, this.#length);
    return this;
  }

  u32(value: number): this {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32BE(value, this.#length);
    return this;
  }

  /** An unsigned integer up to 2^53 - 1 in 8 bytes. */
  u53(value: number): this {
    this.#reserve(8);
    this.#length = this.#buffer.writeBigUInt64BE(BigInt(value), this.#length);
    return this;
  }

  /** Bytes whose length both sides know. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A u32 length and the bytes. */
  bytes(bytes: Uint8Array): this {
    return this.u32(bytes.length).raw(bytes);
  }

  /** A u32 length and the UTF-8 bytes. */
  text(text: string): this {
    return this.bytes(utf8(text));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer.subarray(0, this.#length));
  }

  /** As `finish()`, but without the copy where the capacity was exact. The writer must not be used afterwards. */
  take(): Uint8Array {
    return this.#length === this.#buffer.length ? this.#buffer : this.finish();
  }

  /** Overwrites everything written so far, for writers that held secrets. */
  wipe(): void {
    this.#buffer.fill(0);
    this.#length = 0;
  }

  #reserve(extraBytes: number): void {
    const needed = this.#length + extraBytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer.fill(0, 0, this.#length);
    this.#buffer = grown;
  }
}

/** Reads in the order of writing. Every length is checked against what is left before anything is allocated. */
export class PackedReader {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = viewAsBuffer(bytes);
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#buffer.readUInt16BE(this.#take(2));
  }

  u32(): number {
    return this.#buffer.readUInt32BE(this.#take(4));
  }

  u53(): number {
    const value = this.#buffer.readBigUInt64BE(this.#take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new PackedFormatError('integer exceeds 2^53 - 1');
    return Number(value);
  }

  /** A view (not a copy) of the next `length` bytes. */
  raw(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#buffer.subarray(start, start + length);
  }

  /** A view of a length-prefixed byte string of at most `maxLength` bytes. */
  bytes(maxLength: number): Uint8Array {
    const length = this.u32();
    if (length > maxLength)
      throw new PackedFormatError(`byte string of ${String(length)} exceeds ${String(maxLength)}`);
    return this.raw(length);
  }

  text(maxBytes: number): string {
    try {
      return fromUtf8(this.bytes(maxBytes));
    } catch (error) {
      if (error instanceof PackedFormatError) throw error;
      throw new PackedFormatError('text is not UTF-8');
    }
  }

  get remaining(): number {
    return this.#buffer.length - this.#offset;
  }

  /** Asserts that the input is fully consumed: trailing bytes would make the encoding ambiguous. */
  end(): void {
    if (this.remaining !== 0) throw new PackedFormatError(`${String(this.remaining)} trailing bytes`);
  }

  #take(length: number): number {
    if (length > this.remaining) throw new PackedFormatError('input ends early');
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
