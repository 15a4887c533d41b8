/** Resolves `kms-model.json` into messages and operations, the form that every output is written from. */
import { readFileSync } from 'node:fs';
import { FieldNumbers } from './field-numbers.js';
import { camelCase, snakeCase } from './names.js';

/**
 * @typedef {{ kind: string, shape: string, message?: string, of?: Value, minLength?: number, maxLength?: number,
 * pattern?: string, min?: number, max?: number, enum?: string[], sensitive?: boolean }} Value
 * @typedef {Value & { name: string, protoName: string, awsName: string, number: number, required: boolean }} Field
 * @typedef {{ name: string, fields: Field[], reserved: number[] }} Message
 * @typedef {{ name: string, protoName: string, batchNumber: number, input: string, output: string, errors: string[],
 * summary: string }} Operation
 * @typedef {{ targetPrefix: string, apiVersion: string, messages: Message[], operations: Operation[],
 *   enumerations: { name: string, values: string[] }[], numbers: FieldNumbers }} Model
 */

const KINDS = {
  string: 'string',
  blob: 'blob',
  timestamp: 'timestamp',
  integer: 'int',
  long: 'long',
  boolean: 'bool',
  map: 'map',
  list: 'list',
  structure: 'structure',
};

/** Hot operations get the oneof numbers whose tags take one byte on the wire. */
const FIRST_IN_BATCH = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncrypt', 'GenerateMac', 'VerifyMac'];

/** @param {string} name */
function readJson(name) {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** @param {Record<string, any>} shapes @param {string} name @returns {Value} */
function valueOf(shapes, name) {
  const shape = shapes[name];
  const kind = KINDS[shape.type];
  if (kind === undefined) throw new Error(`shape ${name}: no kind for ${shape.type}`);
  /** @type {Value} */
  const value = { kind, shape: name };
  const numeric = kind === 'int' || kind === 'long';
  if (shape.min !== undefined) value[numeric ? 'min' : 'minLength'] = shape.min;
  if (shape.max !== undefined) value[numeric ? 'max' : 'maxLength'] = shape.max;
  if (shape.pattern !== undefined) value.pattern = shape.pattern;
  if (shape.enum !== undefined) value.enum = shape.enum;
  if (shape.sensitive === true) value.sensitive = true;
  if (kind === 'structure') value.message = name;
  if (kind === 'list') value.of = valueOf(shapes, shape.member);
  if (kind === 'map') {
    if (KINDS[shapes[shape.key].type] !== 'string') throw new Error(`map ${name}: only string keys are supported`);
    value.of = valueOf(shapes, shape.value);
  }
  return value;
}

/**
 * @param {Record<string, any>} shapes @param {string} name @param {string} shapeName @param {FieldNumbers} numbers
 * @returns {Message}
 */
function messageOf(shapes, name, shapeName, numbers) {
  const shape = shapes[shapeName];
  const fields = Object.entries(shape.members).map(([awsName, memberShape]) => {
    const protoName = snakeCase(awsName);
    const number = numbers.of(name, protoName);
    const required = (shape.required ?? []).includes(awsName);
    return { name: camelCase(protoName), protoName, awsName, number, required, ...valueOf(shapes, memberShape) };
  });
  return { name, fields, reserved: numbers.unused(name) };
}

/** Names of the structures that a message reaches. @param {Message} message */
function structuresOf(message) {
  return message.fields.flatMap((field) => {
    const name = field.message ?? field.of?.message;
    return name === undefined ? [] : [name];
  });
}

/**
 * Messages nest finitely, so that decoders which follow the model need no depth limit. @param {Map<string, Message>}
 * messages
 */
function assertAcyclic(messages) {
  const visit = (name, path) => {
    if (path.includes(name)) throw new Error(`the model is recursive: ${[...path, name].join(' > ')}`);
    for (const next of structuresOf(messages.get(name))) visit(next, [...path, name]);
  };
  for (const name of messages.keys()) visit(name, []);
}

/** @returns {Model} */
export function loadModel() {
  const { targetPrefix, apiVersion, operations: declared, shapes } = readJson('kms-model.json');
  const summaries = readJson('summaries.json');
  const numbers = new FieldNumbers(readJson('field-numbers.json'));
  const empty = { type: 'structure', members: {} };
  /** @type {Map<string, Message>} */
  const messages = new Map();
  const add = (name, shapeName) => {
    if (messages.has(name)) return;
    const message = messageOf({ ...shapes, Unit: empty }, name, shapeName, numbers);
    messages.set(name, message);
    for (const nested of structuresOf(message)) add(nested, nested);
  };
  const names = Object.keys(declared).sort();
  for (const name of [...FIRST_IN_BATCH, ...names]) numbers.of('BatchOperation', snakeCase(name));
  const operations = names.map((name) => {
    const { input, output, errors } = declared[name];
    if (summaries[name] === undefined) throw new Error(`summaries.json lacks ${name}`);
    const operation = { name, protoName: snakeCase(name), input: `${name}Request`, output: `${name}Response`, errors };
    add(operation.input, input ?? 'Unit');
    add(operation.output, output ?? 'Unit');
    const batchNumber = numbers.of('BatchOperation', operation.protoName);
    return { ...operation, batchNumber, summary: summaries[name] };
  });
  assertAcyclic(messages);
  const used = [...messages.values()].flatMap((message) => message.fields.flatMap((f) => (f.of ? [f, f.of] : [f])));
  const enumerations = [...new Map(used.filter((v) => v.enum).map((v) => [v.shape, v.enum]))]
    .map(([name, values]) => ({ name, values: values ?? [] }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { targetPrefix, apiVersion, messages: [...messages.values()], operations, enumerations, numbers };
}
