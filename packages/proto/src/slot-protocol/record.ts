/**
 * Records of the packed slot protocol: fields in a fixed order, each with its own bound. What a reader returns is a
 * view into the payload; whoever keeps it longer than the payload copies it.
 */
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';

/** How one value stands in a payload. */
export interface Field<T> {
  /** Encoded bytes: a payload is allocated once, so that what is secret in it is not copied again. */
  lengthOf(value: T): number;
  append(writer: PackedWriter, value: T): void;
  /** @throws PackedFormatError for anything that `append` does not write. */
  take(reader: PackedReader): T;
}

export interface PackedRecord<T> extends Field<T> {
  write(value: T): Uint8Array;
  /** @throws PackedFormatError also when something is left over. */
  read(payload: Uint8Array): T;
}

/** The value that a field or a record carries. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

type Fields = Readonly<{ [name: string]: Field<unknown> }>;
type ValuesOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** Of a length before a byte string. */
const LENGTH_BYTES = 4;

export function record<const F extends Fields>(fields: F): PackedRecord<ValuesOf<F>> {
  const entries = Object.entries(fields) as [keyof F & string, Field<unknown>][];
  const whole: PackedRecord<ValuesOf<F>> = {
    lengthOf(value) {
      let length = 0;
      for (const [name, field] of entries) length += field.lengthOf(value[name]);
      return length;
    },
    append(writer, value) {
      for (const [name, field] of entries) field.append(writer, value[name]);
    },
    take(reader) {
      const value: { [name: string]: unknown } = {};
      for (const [name, field] of entries) value[name] = field.take(reader);
      return value as ValuesOf<F>;
    },
    write(value) {
      const writer = new PackedWriter(whole.lengthOf(value), true);
      whole.append(writer, value);
      return writer.take();
    },
    read(payload) {
      const reader = new PackedReader(payload);
      const value = whole.take(reader);
      reader.end();
      return value;
    },
  };
  return whole;
}

export function bytes(maxLength: number): Field<Uint8Array> {
  return {
    lengthOf: (value) => LENGTH_BYTES + value.length,
    append: (writer, value) => void writer.bytes(value),
    take: (reader) => reader.bytes(maxLength),
  };
}

/** Bytes whose length both sides know. */
export function fixed(length: number): Field<Uint8Array> {
  return {
    lengthOf: () => length,
    append: (writer, value) => void writer.raw(value),
    take: (reader) => reader.raw(length),
  };
}

export function text(maxBytes: number): Field<string> {
  return {
    lengthOf: (value) => LENGTH_BYTES + Buffer.byteLength(value),
    append: (writer, value) => void writer.text(value),
    take: (reader) => reader.text(maxBytes),
  };
}

export function u16(min: number, max: number): Field<number> {
  return {
    lengthOf: () => 2,
    append: (writer, value) => void writer.u16(value),
    take(reader) {
      const value = reader.u16();
      if (value < min || value > max) throw new PackedFormatError('a number is out of range');
      return value;
    },
  };
}

/** A whole number up to 2^53 - 1, such as a civil time in milliseconds. */
export const u53: Field<number> = {
  lengthOf: () => 8,
  append: (writer, value) => void writer.u53(value),
  take: (reader) => reader.u53(),
};

/** At most `max` values of one kind, in their order. */
export function list<T>(item: Field<T>, max: number): Field<readonly T[]> {
  return {
    lengthOf: (values) => values.reduce((sum, value) => sum + item.lengthOf(value), 2),
    append(writer, values) {
      writer.u16(values.length);
      for (const value of values) item.append(writer, value);
    },
    take(reader) {
      const count = reader.u16();
      if (count > max) throw new PackedFormatError('a list is too long');
      return Array.from({ length: count }, () => item.take(reader));
    },
  };
}

export const flag: Field<boolean> = {
  lengthOf: () => 1,
  append: (writer, value) => void writer.u8(value ? 1 : 0),
  take(reader) {
    const value = reader.u8();
    if (value > 1) throw new PackedFormatError('flag is neither 0 nor 1');
    return value === 1;
  },
};
