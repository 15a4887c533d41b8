/**
 * The AWS JSON 1.1 codec of the KMS operations: members in PascalCase, blobs in base64, timestamps in epoch seconds. It
 * takes what JSON.parse
 * made of an already bounded body, and is as strict as the protobuf codec: unknown members and wrong types are refused.
 * A null member is absent.
 */
import { must } from '@strongroom/core/assert.js';
import { fromBase64, toBase64 } from '@strongroom/core/bytes.js';
import { MESSAGES, OPERATIONS } from './gen/kms-model.js';
import type { MessageName, OperationName } from './gen/kms-model.js';
import type { KmsRequests, KmsResponses } from './gen/kms-types.js';
import type { UnvalidatedRequest } from './kms-codec.js';
import type { FieldModel, ValueModel } from './model.js';
import { TIMESTAMP_MAX_SECONDS, TIMESTAMP_MIN_SECONDS } from './timestamp.js';
import { refuse } from './wire-reader.js';

const INT32_LIMIT = 2 ** 31;
/** A JSON escape can make half a surrogate pair, which has no UTF-8: two contexts would become the same bytes. */
const LONE_SURROGATE = /\p{Surrogate}/u;

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param where names the member, never its value */
function wrongType(value: unknown, expected: string, where: string): never {
  if (typeof value === 'object' && value !== null) {
    return refuse(`Start of structure or map found where not expected: ${where} is a ${expected}.`);
  }
  const token = {
    string: 'STRING_VALUE',
    number: 'NUMBER_VALUE',
    boolean: value === true ? 'TRUE_VALUE' : 'FALSE_VALUE',
  };
  const name = (typeof value) in token ? token[typeof value as keyof typeof token] : 'NULL_VALUE';
  return refuse(`${name} cannot be converted to ${expected}: ${where}.`);
}

function decodeString(value: unknown, where: string): string {
  if (typeof value !== 'string') return wrongType(value, 'String', where);
  if (LONE_SURROGATE.test(value)) refuse(`${where} contains half a surrogate pair.`);
  return value;
}

function decodeBlob(value: unknown, where: string): Uint8Array {
  if (typeof value !== 'string') return wrongType(value, 'Blob', where);
  return fromBase64(value) ?? refuse(`${where} is not valid base64.`);
}

function decodeInteger(value: unknown, limit: number, where: string): number {
  if (typeof value !== 'number') return wrongType(value, 'Integer', where);
  if (!Number.isInteger(value) || value >= limit || value < -limit) {
    refuse(`NUMBER_VALUE cannot be converted to Integer: ${where} is not a whole number in range.`);
  }
  // JSON has a negative zero, integers have not.
  return value === 0 ? 0 : value;
}

function decodeTimestamp(value: unknown, where: string): number {
  if (typeof value !== 'number') return wrongType(value, 'Timestamp', where);
  const epochMs = Math.round(value * 1000);
  const inRange = epochMs >= TIMESTAMP_MIN_SECONDS * 1000 && epochMs < (TIMESTAMP_MAX_SECONDS + 1) * 1000;
  if (!inRange) refuse(`${where} is out of range.`);
  return epochMs === 0 ? 0 : epochMs;
}

function decodeValue(model: ValueModel, value: unknown, where: string): unknown {
  switch (model.kind) {
    case 'string':
      return decodeString(value, where);
    case 'blob':
      return decodeBlob(value, where);
    case 'int':
      return decodeInteger(value, INT32_LIMIT, where);
    case 'long':
      return decodeInteger(value, Number.MAX_SAFE_INTEGER, where);
    case 'bool':
      return typeof value === 'boolean' ? value : wrongType(value, 'Boolean', where);
    case 'timestamp':
      return decodeTimestamp(value, where);
    case 'structure':
      return messageFromAwsJson(must(model.message, 'a structure names its message'), value, where);
    case 'list': {
      if (!Array.isArray(value)) return wrongType(value, 'List', where);
      const of = must(model.of, 'a list has members');
      return value.map((member) => decodeValue(of, member, `a member of ${where}`));
    }
    case 'map':
      return decodeMap(must(model.of, 'a map has values'), value, where);
  }
}

/** Into a map without prototype, in which any string is safe as a key. */
function decodeMap(of: ValueModel, value: unknown, where: string): unknown {
  if (!isObject(value)) return wrongType(value, 'Map', where);
  const map = Object.create(null) as JsonObject;
  for (const [key, member] of Object.entries(value)) {
    map[decodeString(key, `a key of ${where}`)] = decodeValue(of, member, `a value of ${where}`);
  }
  return map;
}

interface CompiledField {
  readonly model: FieldModel;
  readonly where: string;
}

const compiled = new Map<MessageName, ReadonlyMap<string, CompiledField>>();

function fieldsOf(message: MessageName): ReadonlyMap<string, CompiledField> {
  const known = compiled.get(message);
  if (known !== undefined) return known;
  const entries = MESSAGES[message].fields.map(
    (model) => [model.awsName, { model, where: `'${model.awsName}' of ${message}` }] as const,
  );
  const made = new Map(entries);
  compiled.set(message, made);
  return made;
}

/** How much of an unknown name an error repeats. */
const NAME_SHOWN_MAX_CHARS = 64;

/** One structure. @param where names it in an error. @throws KmsError SerializationException */
export function messageFromAwsJson(message: MessageName, json: unknown, where: string = message): JsonObject {
  if (!isObject(json)) return wrongType(json, 'Structure', where);
  const fields = fieldsOf(message);
  const value: JsonObject = {};
  for (const [name, member] of Object.entries(json)) {
    const field = fields.get(name);
    if (field === undefined) return refuse(`Unknown field '${name.slice(0, NAME_SHOWN_MAX_CHARS)}' in ${message}.`);
    if (member !== null) value[field.model.name] = decodeValue(field.model, member, field.where);
  }
  return value;
}

function encodeValue(model: ValueModel, value: unknown): unknown {
  switch (model.kind) {
    case 'blob':
      return toBase64(value as Uint8Array);
    case 'timestamp':
      return (value as number) / 1000;
    case 'structure':
      return messageToAwsJson(must(model.message, 'a structure names its message'), value);
    case 'list': {
      const of = must(model.of, 'a list has members');
      return (value as readonly unknown[]).map((member) => encodeValue(of, member));
    }
    case 'string':
    case 'int':
    case 'long':
    case 'bool':
    case 'map':
      return value;
  }
}

/** One structure as an object for JSON.stringify. */
export function messageToAwsJson(message: MessageName, value: unknown): JsonObject {
  const json: JsonObject = {};
  for (const field of MESSAGES[message].fields) {
    const member = (value as JsonObject)[field.name];
    if (member !== undefined) json[field.awsName] = encodeValue(field, member);
  }
  return json;
}

/** Server side. @param json what JSON.parse made of the body. @throws KmsError SerializationException */
export function decodeAwsJson<Operation extends OperationName>(
  operation: Operation,
  json: unknown,
): UnvalidatedRequest<Operation> {
  return messageFromAwsJson(OPERATIONS[operation].input, json) as UnvalidatedRequest<Operation>;
}

/** Server side: the body of an answer. */
export function encodeAwsJson<Operation extends OperationName>(
  operation: Operation,
  response: KmsResponses[Operation],
): string {
  return JSON.stringify(messageToAwsJson(OPERATIONS[operation].output, response));
}

/** Client side, and audit: a request as AWS's JSON members. */
export function requestToAwsJson<Operation extends OperationName>(
  operation: Operation,
  request: Partial<KmsRequests[Operation]>,
): JsonObject {
  return messageToAwsJson(OPERATIONS[operation].input, request);
}
