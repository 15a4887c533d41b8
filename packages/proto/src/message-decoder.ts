/**
 * Protobuf bytes → internal values, compiled from the model. One pass parses and checks: there is no second parser that
 * could read the same
 * bytes differently. The model is finite and not recursive (the generator asserts it), and so is the depth of this
 * decoder.
 */
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import { MESSAGES } from './gen/kms-model.js';
import type { MessageName } from './gen/kms-model.js';
import type { FieldModel, ValueModel } from './model.js';
import { timestampFromParts } from './timestamp.js';
import { refuse, WIRE, WireReader } from './wire-reader.js';

/**
 * What to do with fields that the model lacks: a server refuses them, a client passes over what a newer server adds.
 */
export type UnknownFields = 'refuse' | 'skip';

/**
 * The most members of one list: two bytes on the wire can become an object of fifty. (The keys of a map differ: the
 * wire bounds those.)
 */
export const LIST_MAX_MEMBERS = 10_000;

type Target = Record<string, unknown>;
type ReadValue = (reader: WireReader, end: number) => unknown;

interface FieldDecoder {
  readonly where: string;
  readonly wireType: number;
  readonly read: (reader: WireReader, end: number, target: Target) => void;
}

/** The decoder of one message: reads `reader` from its position to `end`. */
export type MessageDecoder = (reader: WireReader, end: number) => Target;

/** `where` is made once, when the decoder is compiled: the hot path builds no strings. */
function valueReader(value: ValueModel, where: string, unknown: UnknownFields): ReadValue {
  switch (value.kind) {
    case 'string':
      return (reader, end) => reader.string(reader.lengthDelimited(end, where), where);
    case 'blob':
      return (reader, end) => reader.view(reader.lengthDelimited(end, where));
    case 'int':
      return (reader, end) => reader.int32(end, where);
    case 'long':
      return (reader, end) => reader.int64(end, where);
    case 'bool':
      return (reader, end) => reader.bool(end, where);
    case 'timestamp':
      return timestampReader(where, unknown);
    case 'structure': {
      const decode = messageDecoder(must(value.message, 'a structure names its message'), unknown);
      return (reader, end) => decode(reader, reader.lengthDelimited(end, where));
    }
    case 'list':
    case 'map':
      throw new AssertionFailure(`${where}: a collection inside a collection has no protobuf form`);
  }
}

/** One small message with fields 1 and 2 of one wire type: a map entry, a timestamp. Each is read at most once. */
function readPair(
  reader: WireReader,
  end: number,
  shape: { readonly where: string; readonly wireType: number; readonly unknown: UnknownFields },
  read: (field: 1 | 2) => void,
): void {
  const { where, wireType, unknown } = shape;
  let seen = 0;
  while (reader.position < end) {
    const tag = reader.uint32(end, where);
    const field = tag >>> 3;
    if (field === 1 || field === 2) {
      if ((tag & 7) !== wireType) refuse(`${where}: field ${String(field)} inside it has a wrong wire type.`);
      if ((seen & field) !== 0) refuse(`${where}: field ${String(field)} inside it appears twice.`);
      seen |= field;
      read(field);
    } else {
      if (unknown === 'refuse' || field === 0) refuse(`${where}: field ${String(field)} inside it is not known.`);
      reader.skip(tag & 7, end, where);
    }
  }
}

function timestampReader(where: string, unknown: UnknownFields): ReadValue {
  const shape = { where, unknown, wireType: WIRE.VARINT };
  return (reader, outerEnd) => {
    const end = reader.lengthDelimited(outerEnd, where);
    let seconds = 0;
    let nanos = 0;
    readPair(reader, end, shape, (field) => {
      if (field === 1) seconds = reader.int64(end, where);
      else nanos = reader.int32(end, where);
    });
    return timestampFromParts(seconds, nanos) ?? refuse(`${where}: the timestamp is out of range.`);
  };
}

/** Reads one entry of a `map<string, string>` into a map without prototype, in which any string is safe as a key. */
function mapField(field: FieldModel, where: string, unknown: UnknownFields): FieldDecoder['read'] {
  const { name } = field;
  const shape = { where, unknown, wireType: WIRE.LENGTH };
  return (reader, outerEnd, target) => {
    const end = reader.lengthDelimited(outerEnd, where);
    let key = '';
    let value = '';
    readPair(reader, end, shape, (entryField) => {
      const text = reader.string(reader.lengthDelimited(end, where), where);
      if (entryField === 1) key = text;
      else value = text;
    });
    const map = (target[name] ??= Object.create(null)) as Record<string, string>;
    if (map[key] !== undefined) refuse(`${where}: a key appears twice.`);
    map[key] = value;
  };
}

function listField(field: FieldModel, where: string, unknown: UnknownFields): FieldDecoder['read'] {
  const { name } = field;
  const read = valueReader(must(field.of, 'a list has members'), where, unknown);
  return (reader, end, target) => {
    const list = (target[name] ??= []) as unknown[];
    if (list.length >= LIST_MAX_MEMBERS) refuse(`${where}: more than ${String(LIST_MAX_MEMBERS)} members.`);
    list.push(read(reader, end));
  };
}

function singularField(field: FieldModel, where: string, unknown: UnknownFields): FieldDecoder['read'] {
  const { name } = field;
  const read = valueReader(field, where, unknown);
  return (reader, end, target) => {
    if (target[name] !== undefined) refuse(`${where}: the field appears twice.`);
    target[name] = read(reader, end);
  };
}

const VARINT_KINDS: ReadonlySet<string> = new Set(['int', 'long', 'bool']);

function fieldDecoder(message: MessageName, field: FieldModel, unknown: UnknownFields): FieldDecoder {
  const where = `Field ${String(field.number)} (${field.protoName}) of ${message}`;
  const compile = field.kind === 'map' ? mapField : field.kind === 'list' ? listField : singularField;
  const wireType = VARINT_KINDS.has(field.kind) ? WIRE.VARINT : WIRE.LENGTH;
  return { where, wireType, read: compile(field, where, unknown) };
}

function compile(message: MessageName, unknown: UnknownFields): MessageDecoder {
  const byNumber: (FieldDecoder | undefined)[] = [];
  for (const field of MESSAGES[message].fields) byNumber[field.number] = fieldDecoder(message, field, unknown);
  const tagWhere = `A field tag of ${message}`;
  return (reader, end) => {
    const target: Target = {};
    while (reader.position < end) {
      const tag = reader.uint32(end, tagWhere);
      const wireType = tag & 7;
      const field = byNumber[tag >>> 3];
      if (field === undefined) {
        const where = `Field ${String(tag >>> 3)} of ${message}`;
        if (unknown === 'refuse' || tag >>> 3 === 0) refuse(`${where} is not known.`);
        reader.skip(wireType, end, where);
        continue;
      }
      if (wireType !== field.wireType) {
        refuse(`${field.where} has wire type ${String(wireType)}, expected ${String(field.wireType)}.`);
      }
      field.read(reader, end, target);
    }
    return target;
  };
}

const compiled: Record<UnknownFields, Map<MessageName, MessageDecoder>> = { refuse: new Map(), skip: new Map() };

/** Compiled on first use. */
export function messageDecoder(message: MessageName, unknown: UnknownFields): MessageDecoder {
  const known = compiled[unknown].get(message);
  if (known !== undefined) return known;
  const made = compile(message, unknown);
  compiled[unknown].set(message, made);
  return made;
}

/** @throws KmsError SerializationException for bytes that are not exactly one `message` */
export function decodeMessage(message: MessageName, bytes: Uint8Array, unknown: UnknownFields): Target {
  const reader = new WireReader(bytes);
  return messageDecoder(message, unknown)(reader, reader.length);
}
