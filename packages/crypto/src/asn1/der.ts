/**
 * The part of DER (X.690 §10) that keys are written in: definite lengths of at most two bytes, one-byte tags. Reading
 * is
 * strict, so that every value has one encoding. Writing goes into one buffer, so that a private key leaves no copies
 * behind in the parts of its encoding.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';

export const DER_TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  sequence: 0x30,
} as const;

/** More than any key of ours: an RSA_4096 private key takes 2,376 bytes, an ML-DSA-87 public key 2,614. */
export const DER_MAX_BYTES = 8_192;

/** A tag and what it holds: bytes as they are (contents, or values that are already encoded) and further elements. */
export interface DerElement {
  readonly tag: number;
  readonly content: readonly (Uint8Array | DerElement)[];
}

function contentBytes(element: DerElement): number {
  let bytes = 0;
  for (const part of element.content) bytes += part instanceof Uint8Array ? part.length : elementBytes(part);
  return bytes;
}

function elementBytes(element: DerElement): number {
  const content = contentBytes(element);
  return content + (content < 0x80 ? 2 : content < 0x100 ? 3 : 4);
}

/** Writes `element` at `offset` and returns where it ends. */
function write(target: Uint8Array, offset: number, element: DerElement): number {
  const length = contentBytes(element);
  let end = offset;
  target[end++] = element.tag;
  if (length >= 0x100) target[end++] = 0x82;
  else if (length >= 0x80) target[end++] = 0x81;
  if (length >= 0x100) target[end++] = length >> 8;
  target[end++] = length & 0xff;
  for (const part of element.content) {
    if (part instanceof Uint8Array) target.set(part, end);
    end = part instanceof Uint8Array ? end + part.length : write(target, end, part);
  }
  return end;
}

/** The encoding of an element with less than 64 KiB of content. */
export function encodeDer(element: DerElement): Uint8Array {
  const encoded = new Uint8Array(elementBytes(element));
  write(encoded, 0, element);
  return encoded;
}

export class DerFormatError extends Error {
  override readonly name = 'DerFormatError';
}

/**
 * Reads elements one after the other. What it returns are views, never Buffers. @throws DerFormatError from every
 * method
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice would share memory with what the caller wipes.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The tag of the next element, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** The content of the next element, which must have this tag. */
  content(tag: number): Uint8Array {
    if (this.nextTag !== tag) throw new DerFormatError(`expected tag ${String(tag)}`);
    let start = this.#offset + 2;
    let length = this.#bytes[this.#offset + 1] ?? 0;
    if (length >= 0x80) {
      const lengthBytes = length - 0x80;
      if (lengthBytes !== 1 && lengthBytes !== 2) throw new DerFormatError('length form');
      length = 0;
      for (const byte of this.#bytes.subarray(start, start + lengthBytes)) length = (length << 8) | byte;
      if (length < (lengthBytes === 1 ? 0x80 : 0x100)) throw new DerFormatError('length is not minimal');
      start += lengthBytes;
    }
    if (start + length > this.#bytes.length) throw new DerFormatError('cut short');
    this.#offset = start + length;
    return this.#bytes.subarray(start, start + length);
  }

  /** The next element with its tag and length. */
  encoded(tag: number): Uint8Array {
    const start = this.#offset;
    this.content(tag);
    return this.#bytes.subarray(start, this.#offset);
  }

  /** The elements within the next one. */
  within(tag: number): DerReader {
    return new DerReader(this.content(tag));
  }

  /** A non-negative INTEGER, big-endian without leading zeros (zero is empty). */
  unsignedInteger(): Uint8Array {
    const content = this.content(DER_TAG.integer);
    const first = content[0];
    if (first === undefined || first >= 0x80) throw new DerFormatError('not a non-negative integer');
    if (first !== 0) return content;
    const second = content[1];
    if (second === undefined) return EMPTY_BYTES;
    if (second < 0x80) throw new DerFormatError('integer is not minimal');
    return content.subarray(1);
  }

  /** The bytes of a BIT STRING of whole bytes. */
  wholeBytes(tag: number = DER_TAG.bitString): Uint8Array {
    const content = this.content(tag);
    if (content[0] !== 0) throw new DerFormatError('bit string is not of whole bytes');
    return content.subarray(1);
  }

  /** Asserts that nothing follows. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new DerFormatError('trailing bytes');
  }
}

/**
 * What `parse` makes of the elements in `der`, which it must read to the end; undefined where that is not strict DER.
 */
export function parseDer<T>(der: Uint8Array, parse: (reader: DerReader) => T | undefined): T | undefined {
  if (der.length > DER_MAX_BYTES) return undefined;
  try {
    const reader = new DerReader(der);
    const parsed = parse(reader);
    if (parsed !== undefined) reader.end();
    return parsed;
  } catch (error) {
    if (error instanceof DerFormatError) return undefined;
    throw error;
  }
}

/** An element around already encoded values or raw content. */
export function der(tag: number, ...content: readonly (Uint8Array | DerElement)[]): DerElement {
  return { tag, content };
}
