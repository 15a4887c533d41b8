/**
 * A strict reader of the protobuf wire format (protobuf.dev/programming-guides/encoding). What a lenient parser lets
 * pass (over-long varints, malformed UTF-8) is refused: two parsers must never see two requests in the same bytes.
 */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';

export const WIRE = { VARINT: 0, FIXED64: 1, LENGTH: 2, FIXED32: 5 } as const;

/** Seven bits each: ten bytes hold the 64 bits of the longest varint. */
const VARINT_MAX_BYTES = 10;
/** Up to four bytes the value is below 2^28: plain integer arithmetic. */
const VARINT_FAST_BYTES = 4;
const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);
const UINT32_MAX = 2 ** 32 - 1;

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws KmsError SerializationException */
export function refuse(message: string): never {
  throw new KmsError('SerializationException', message);
}

export class WireReader {
  private readonly bytes: Buffer;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = viewAsBuffer(bytes);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A varint below 2^28 as a number; a longer one by its exact 64 bits. @param where names the field in an error */
  private varint(end: number, where: string): number | bigint {
    let value = 0;
    for (let index = 0; index < VARINT_FAST_BYTES; index += 1) {
      const byte = this.byte(end, where);
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        if (byte === 0 && index > 0) refuse(`${where}: the varint is longer than it needs to be.`);
        return value;
      }
    }
    return this.longVarint(BigInt(value), end, where);
  }

  private longVarint(start: bigint, end: number, where: string): bigint {
    let value = start;
    for (let index = VARINT_FAST_BYTES; index < VARINT_MAX_BYTES; index += 1) {
      const byte = this.byte(end, where);
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) {
        if (byte === 0) refuse(`${where}: the varint is longer than it needs to be.`);
        if (value >= 1n << 64n) break;
        return value;
      }
    }
    return refuse(`${where}: the varint does not fit in 64 bits.`);
  }

  private byte(end: number, where: string): number {
    const byte = this.position < end ? this.bytes[this.position] : undefined;
    if (byte === undefined) refuse(`${where}: the message ends inside the field.`);
    this.position += 1;
    return byte;
  }

  uint32(end: number, where: string): number {
    const value = this.varint(end, where);
    if (value > UINT32_MAX) refuse(`${where}: the value does not fit in 32 bits.`);
    return Number(value);
  }

  /** Negative values are ten bytes on the wire, sign-extended to 64 bits. */
  int32(end: number, where: string): number {
    const value = this.int64(end, where);
    if (value > INT32_MAX || value < INT32_MIN) refuse(`${where}: the value does not fit in 32 bits.`);
    return value;
  }

  /** Beyond 2^53 the result is rounded: callers check their own, narrower range. */
  int64(end: number, where: string): number {
    const value = this.varint(end, where);
    return typeof value === 'number' ? value : Number(BigInt.asIntN(64, value));
  }

  bool(end: number, where: string): boolean {
    const value = this.varint(end, where);
    if (value !== 0 && value !== 1) refuse(`${where}: a bool is 0 or 1.`);
    return value === 1;
  }

  /** Reads a length and returns where the field ends, which is within `end`. */
  lengthDelimited(end: number, where: string): number {
    const length = this.uint32(end, where);
    if (length > end - this.position) refuse(`${where}: the length goes beyond the end of the message.`);
    return this.position + length;
  }

  /** A view of the rest up to `end`. */
  view(end: number): Uint8Array {
    const view = this.bytes.subarray(this.position, end);
    this.position = end;
    return view;
  }

  /** The UTF-8 string up to `end`. Most strings of this API are short ASCII: no decoder is started for those. */
  string(end: number, where: string): string {
    const start = this.position;
    this.position = end;
    for (let index = start; index < end; index += 1) {
      if ((this.bytes[index] ?? 0) >= 0x80) return this.longString(start, end, where);
    }
    return this.bytes.toString('latin1', start, end);
  }

  private longString(start: number, end: number, where: string): string {
    try {
      return STRICT_UTF8.decode(this.bytes.subarray(start, end));
    } catch {
      return refuse(`${where}: the string is not valid UTF-8.`);
    }
  }

  /** Passes over a field that is not known. Groups are not of proto3. */
  skip(wireType: number, end: number, where: string): void {
    if (wireType === WIRE.VARINT) this.varint(end, where);
    else if (wireType === WIRE.LENGTH) this.position = this.lengthDelimited(end, where);
    else if (wireType === WIRE.FIXED64) this.advance(8, end, where);
    else if (wireType === WIRE.FIXED32) this.advance(4, end, where);
    else refuse(`${where}: wire type ${String(wireType)} is not of proto3.`);
  }

  private advance(count: number, end: number, where: string): void {
    if (count > end - this.position) refuse(`${where}: the message ends inside the field.`);
    this.position += count;
  }
}
