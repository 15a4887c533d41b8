/**
 * The fields of a protobuf message, without its schema (https://protobuf.dev/programming-guides/encoding/): for the few
 * messages of gRPC itself that are read here.
 */

export const VARINT = 0;
const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
/** Fields in one message; real ones have far fewer. */
const FIELDS_MAX = 256;

export interface WireField {
  readonly number: number;
  readonly varint?: number;
  readonly bytes?: Uint8Array;
}

/** The fields of one message in their order. @throws RangeError on anything that is not a sequence of whole fields. */
export function readFields(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let offset = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[offset];
      if (byte === undefined) throw new RangeError('truncated varint');
      offset += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('varint too long');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - offset) throw new RangeError('truncated field');
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  while (offset < bytes.length) {
    if (fields.length === FIELDS_MAX) throw new RangeError('too many fields');
    const tag = readVarint();
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === VARINT) fields.push({ number, varint: readVarint() });
    else if (wireType === LENGTH_DELIMITED) fields.push({ number, bytes: take(readVarint()) });
    else if (wireType === FIXED64 || wireType === FIXED32) take(wireType === FIXED64 ? 8 : 4);
    else throw new RangeError('unknown wire type');
  }
  return fields;
}
