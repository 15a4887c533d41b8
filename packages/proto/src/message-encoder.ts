/**
 * Internal values → protobuf bytes, compiled from the model. Fields are written in the order of the model; absent ones
 * not at all.
 */
import { assert, must } from '@strongroom/core/assert.js';
import { MESSAGES } from './gen/kms-model.js';
import type { MessageName } from './gen/kms-model.js';
import type { FieldModel, ValueModel } from './model.js';
import { timestampToParts } from './timestamp.js';
import { WIRE } from './wire-reader.js';
import { stringSize, varintSize, WireWriter } from './wire-writer.js';

/** Measures and writes one value without its tag; a length-delimited one with its length. */
interface ValueEncoder {
  readonly size: (value: unknown) => number;
  readonly write: (value: unknown, writer: WireWriter) => void;
}

/** Measures and writes a message without its length. */
export type MessageEncoder = ValueEncoder;

const withLength = (size: number): number => varintSize(size) + size;

function integer(value: unknown): number {
  assert(Number.isSafeInteger(value), 'an integer field holds an integer');
  return value as number;
}

function timestampSizes(value: unknown): { readonly seconds: number; readonly nanos: number; readonly size: number } {
  const { seconds, nanos } = timestampToParts(integer(value));
  const size = (seconds === 0 ? 0 : 1 + varintSize(seconds)) + (nanos === 0 ? 0 : 1 + varintSize(nanos));
  return { seconds, nanos, size };
}

const SECONDS_TAG = (1 << 3) | WIRE.VARINT;
const NANOS_TAG = (2 << 3) | WIRE.VARINT;
const MAP_KEY_TAG = (1 << 3) | WIRE.LENGTH;
const MAP_VALUE_TAG = (2 << 3) | WIRE.LENGTH;

const SCALARS: Readonly<Record<'string' | 'blob' | 'int' | 'long' | 'bool' | 'timestamp', ValueEncoder>> = {
  string: {
    size: (value) => withLength(stringSize(value as string)),
    write: (value, writer) => writer.string(value as string, Buffer.byteLength(value as string, 'utf8')),
  },
  blob: {
    size: (value) => withLength((value as Uint8Array).length),
    write: (value, writer) => writer.blob(value as Uint8Array),
  },
  int: { size: (value) => varintSize(integer(value)), write: (value, writer) => writer.varint(value as number) },
  long: { size: (value) => varintSize(integer(value)), write: (value, writer) => writer.varint(value as number) },
  bool: { size: () => 1, write: (value, writer) => writer.varint(value === true ? 1 : 0) },
  timestamp: {
    size: (value) => withLength(timestampSizes(value).size),
    write: (value, writer) => {
      const { seconds, nanos, size } = timestampSizes(value);
      writer.varint(size);
      if (seconds !== 0) writer.varint(SECONDS_TAG).varint(seconds);
      if (nanos !== 0) writer.varint(NANOS_TAG).varint(nanos);
    },
  },
};

function valueEncoder(value: ValueModel): ValueEncoder {
  assert(value.kind !== 'list' && value.kind !== 'map', 'the model has no collection inside a collection');
  if (value.kind !== 'structure') return SCALARS[value.kind];
  const message = must(value.message, 'a structure names its message');
  return {
    size: (nested) => withLength(messageEncoder(message).size(nested)),
    write: (nested, writer) => {
      const encoder = messageEncoder(message);
      writer.varint(encoder.size(nested));
      encoder.write(nested, writer);
    },
  };
}

function mapEntrySize(key: string, value: string): number {
  return 1 + withLength(stringSize(key)) + 1 + withLength(stringSize(value));
}

/** `map<string, string>`, whose entries carry both fields even where they are empty, as other encoders write them. */
function mapEncoder(tag: number): ValueEncoder {
  return {
    size: (map) => {
      let size = 0;
      for (const [key, value] of Object.entries(map as Record<string, string>)) {
        size += varintSize(tag) + withLength(mapEntrySize(key, value));
      }
      return size;
    },
    write: (map, writer) => {
      for (const [key, value] of Object.entries(map as Record<string, string>)) {
        writer.varint(tag).varint(mapEntrySize(key, value));
        writer.varint(MAP_KEY_TAG).string(key, Buffer.byteLength(key, 'utf8'));
        writer.varint(MAP_VALUE_TAG).string(value, Buffer.byteLength(value, 'utf8'));
      }
    },
  };
}

function listEncoder(tag: number, of: ValueModel): ValueEncoder {
  const encoder = valueEncoder(of);
  return {
    size: (list) => {
      let size = 0;
      for (const member of list as readonly unknown[]) size += varintSize(tag) + encoder.size(member);
      return size;
    },
    write: (list, writer) => {
      for (const member of list as readonly unknown[]) encoder.write(member, writer.varint(tag));
    },
  };
}

const VARINT_KINDS: ReadonlySet<string> = new Set(['int', 'long', 'bool']);

function fieldEncoder(field: FieldModel): ValueEncoder {
  const tag = (field.number << 3) | (VARINT_KINDS.has(field.kind) ? WIRE.VARINT : WIRE.LENGTH);
  if (field.kind === 'map') return mapEncoder(tag);
  if (field.kind === 'list') return listEncoder(tag, must(field.of, 'a list has members'));
  const encoder = valueEncoder(field);
  const tagSize = varintSize(tag);
  return {
    size: (value) => tagSize + encoder.size(value),
    write: (value, writer) => {
      encoder.write(value, writer.varint(tag));
    },
  };
}

function compile(message: MessageName): MessageEncoder {
  const fields = MESSAGES[message].fields.map((field) => ({ name: field.name, ...fieldEncoder(field) }));
  return {
    size: (value) => {
      let size = 0;
      for (const field of fields) {
        const member = (value as Record<string, unknown>)[field.name];
        if (member !== undefined) size += field.size(member);
      }
      return size;
    },
    write: (value, writer) => {
      for (const field of fields) {
        const member = (value as Record<string, unknown>)[field.name];
        if (member !== undefined) field.write(member, writer);
      }
    },
  };
}

const compiled = new Map<MessageName, MessageEncoder>();

/** Compiled on first use. */
export function messageEncoder(message: MessageName): MessageEncoder {
  const known = compiled.get(message);
  if (known !== undefined) return known;
  const made = compile(message);
  compiled.set(message, made);
  return made;
}

/** @throws KmsError SerializationException for a string that UTF-8 cannot carry */
export function encodeMessage(message: MessageName, value: unknown): Uint8Array {
  const encoder = messageEncoder(message);
  const writer = new WireWriter(encoder.size(value));
  encoder.write(value, writer);
  return writer.finish();
}
