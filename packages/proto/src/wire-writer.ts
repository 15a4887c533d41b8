/**
 * Sizes and bytes of the protobuf wire format. A message is measured, then written into a buffer of exactly its size:
 * nothing is left behind.
 */
import { assert } from '@strongroom/core/assert.js';
import { refuse } from './wire-reader.js';

/** Lone surrogates: strings that UTF-8 cannot carry and that Buffer would silently replace. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** UTF-8 length. @throws KmsError SerializationException for a string with a lone surrogate */
export function stringSize(text: string): number {
  const size = Buffer.byteLength(text, 'utf8');
  if (size !== text.length && LONE_SURROGATE.test(text)) refuse('A string contains half a surrogate pair.');
  return size;
}

const VARINT_LIMIT_1 = 2 ** 7;
const VARINT_LIMIT_2 = 2 ** 14;
const VARINT_LIMIT_3 = 2 ** 21;
const VARINT_LIMIT_4 = 2 ** 28;
/** A negative number is sign-extended to 64 bits. */
const NEGATIVE_VARINT_BYTES = 10;

/** Bytes of the varint of a safe integer. */
export function varintSize(value: number): number {
  if (value < 0) return NEGATIVE_VARINT_BYTES;
  if (value < VARINT_LIMIT_1) return 1;
  if (value < VARINT_LIMIT_2) return 2;
  if (value < VARINT_LIMIT_3) return 3;
  if (value < VARINT_LIMIT_4) return 4;
  let size = 4;
  for (let rest = Math.floor(value / VARINT_LIMIT_4); rest > 0; rest = Math.floor(rest / VARINT_LIMIT_1)) size += 1;
  return size;
}

export class WireWriter {
  private readonly bytes: Buffer;
  private position = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** @param value a safe integer */
  varint(value: number): this {
    if (value >= 0 && value < VARINT_LIMIT_4) {
      let rest = value;
      while (rest >= 0x80) {
        this.bytes[this.position++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      this.bytes[this.position++] = rest;
      return this;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.position++] = Number(rest);
    return this;
  }

  /** @param size what {@link stringSize} said */
  string(text: string, size: number): this {
    this.varint(size);
    this.bytes.write(text, this.position, size, 'utf8');
    this.position += size;
    return this;
  }

  blob(bytes: Uint8Array): this {
    this.varint(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
    return this;
  }

  /** The buffer, which must be full: anything else is a bug in the measuring. */
  finish(): Uint8Array {
    assert(this.position === this.bytes.length, 'the measured size is the written size');
    return this.bytes;
  }
}
