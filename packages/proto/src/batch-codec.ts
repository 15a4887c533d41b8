/**
 * The messages of the Batch stream. Requests and answers inside stay bytes, so that each operation goes through the
 * same pipeline as a unary
 * one: a request that does not decode fails that operation only. A frame that is itself damaged fails the stream.
 */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import { OPERATIONS, OPERATION_NAMES } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';
import { refuse, WIRE, WireReader } from './wire-reader.js';
import { stringSize, varintSize, WireWriter } from './wire-writer.js';

/** One operation of a BatchRequest. */
export interface BatchOperation {
  /** Chosen by the client; an unsigned 32-bit number. */
  readonly id: number;
  /**
   * Undefined where the client named none, or one that this build does not know: to be answered
   * UnknownOperationException.
   */
  readonly operation: OperationName | undefined;
  /** A view of the encoded request, for decodeRequest. */
  readonly payload: Uint8Array;
}

/** Why one operation failed; see BatchError in kms.proto. */
export interface BatchError {
  readonly exception: string;
  readonly message: string;
  /** A gRPC status number. */
  readonly code: number;
  readonly requestId: string;
}

/** One answer of a BatchResponse: `payload` is the encoded response, for decodeResponse. */
export type BatchResult =
  | { readonly id: number; readonly operation: OperationName; readonly payload: Uint8Array }
  | { readonly id: number; readonly error: BatchError };

const ENTRIES_FIELD = 1;
const ID_FIELD = 1;
const ERROR_FIELD = 2;
const FIRST_OPERATION_FIELD = 10;

const OPERATION_BY_NUMBER: readonly (OperationName | undefined)[] = operationsByNumber();

function operationsByNumber(): (OperationName | undefined)[] {
  const operations: (OperationName | undefined)[] = [];
  for (const name of OPERATION_NAMES) operations[OPERATIONS[name].batchNumber] = name;
  return operations;
}

interface Entry {
  id: number;
  /** The field number of the oneof's arm; 0 where none is set. */
  arm: number;
  payload: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** `id` and one arm of the oneof. Operations that a newer peer knows are arms too. */
function readEntry(reader: WireReader, end: number, firstArm: number, where: string): Entry {
  const entry: Entry = { id: 0, arm: 0, payload: NOTHING };
  let idSeen = false;
  while (reader.position < end) {
    const tag = reader.uint32(end, where);
    const field = tag >>> 3;
    const expected = field === ID_FIELD ? WIRE.VARINT : WIRE.LENGTH;
    if ((tag & 7) !== expected) refuse(`${where}: field ${String(field)} has a wrong wire type.`);
    if (field === ID_FIELD) {
      if (idSeen) refuse(`${where}: the id appears twice.`);
      idSeen = true;
      entry.id = reader.uint32(end, where);
    } else if (field >= firstArm) {
      if (entry.arm !== 0) refuse(`${where}: more than one operation in one entry.`);
      entry.arm = field;
      entry.payload = reader.view(reader.lengthDelimited(end, where));
    } else {
      refuse(`${where}: field ${String(field)} is not known.`);
    }
  }
  return entry;
}

function readEntries<T>(
  bytes: Uint8Array,
  shape: { readonly where: string; readonly firstArm: number; readonly entriesMax: number },
  accept: (entry: Entry) => T,
): T[] {
  const reader = new WireReader(bytes);
  const end = reader.length;
  const entries: T[] = [];
  while (reader.position < end) {
    const tag = reader.uint32(end, shape.where);
    if (tag !== ((ENTRIES_FIELD << 3) | WIRE.LENGTH)) refuse(`${shape.where}: only field 1, a message, is known.`);
    if (entries.length >= shape.entriesMax) refuse(`${shape.where}: more than ${String(shape.entriesMax)} entries.`);
    const entryEnd = reader.lengthDelimited(end, shape.where);
    entries.push(accept(readEntry(reader, entryEnd, shape.firstArm, shape.where)));
  }
  return entries;
}

/** The most operations in one message; a client that has more sends another message. */
export const BATCH_OPERATIONS_MAX = 1024;

/** Server side. @throws KmsError SerializationException where the frame itself is damaged, which ends the stream */
export function decodeBatchRequest(bytes: Uint8Array): BatchOperation[] {
  const shape = { where: 'BatchRequest', firstArm: FIRST_OPERATION_FIELD, entriesMax: BATCH_OPERATIONS_MAX };
  return readEntries(bytes, shape, ({ id, arm, payload }) => ({ id, operation: OPERATION_BY_NUMBER[arm], payload }));
}

/**
 * Client side. @throws KmsError SerializationException also where the server answers with an operation that this client
 * never sends
 */
export function decodeBatchResponse(bytes: Uint8Array): BatchResult[] {
  const shape = { where: 'BatchResponse', firstArm: ERROR_FIELD, entriesMax: Infinity };
  return readEntries(bytes, shape, ({ id, arm, payload }): BatchResult => {
    if (arm === ERROR_FIELD) return { id, error: readError(payload) };
    const operation = OPERATION_BY_NUMBER[arm] ?? refuse(`BatchResponse: field ${String(arm)} is no operation.`);
    return { id, operation, payload };
  });
}

function readError(bytes: Uint8Array): BatchError {
  const reader = new WireReader(bytes);
  const error = { exception: '', message: '', code: 0, requestId: '' };
  const where = 'BatchError';
  const text = (): string => reader.string(reader.lengthDelimited(reader.length, where), where);
  while (reader.position < reader.length) {
    const tag = reader.uint32(reader.length, where);
    if (tag === 0x0a) error.exception = text();
    else if (tag === 0x12) error.message = text();
    else if (tag === 0x18) error.code = reader.int32(reader.length, where);
    else if (tag === 0x22) error.requestId = text();
    else reader.skip(tag & 7, reader.length, where);
  }
  return error;
}

function encodeError({ exception, message, code, requestId }: BatchError): Uint8Array {
  const texts = [
    { tag: 0x0a, text: exception },
    { tag: 0x12, text: message },
    { tag: 0x22, text: requestId },
  ].filter(({ text }) => text !== '');
  let size = code === 0 ? 0 : 1 + varintSize(code);
  for (const { text } of texts) size += 1 + varintSize(stringSize(text)) + stringSize(text);
  const writer = new WireWriter(size);
  for (const { tag, text } of texts) writer.varint(tag).string(text, stringSize(text));
  if (code !== 0) writer.varint(0x18).varint(code);
  return writer.finish();
}

interface EncodedEntry {
  readonly id: number;
  readonly tag: number;
  readonly payload: Uint8Array;
}

const armTag = (operation: OperationName): number => (OPERATIONS[operation].batchNumber << 3) | WIRE.LENGTH;

function entrySize({ id, tag, payload }: EncodedEntry): number {
  return (id === 0 ? 0 : 1 + varintSize(id)) + varintSize(tag) + varintSize(payload.length) + payload.length;
}

function encodeEntries(entries: readonly EncodedEntry[]): Uint8Array {
  const sizes = entries.map(entrySize);
  const writer = new WireWriter(sizes.reduce((sum, size) => sum + 1 + varintSize(size) + size, 0));
  entries.forEach(({ id, tag, payload }, index) => {
    writer.varint((ENTRIES_FIELD << 3) | WIRE.LENGTH).varint(must(sizes[index], 'a size for each entry'));
    if (id !== 0) writer.varint(ID_FIELD << 3).varint(id);
    writer.varint(tag).blob(viewAsBuffer(payload));
  });
  return writer.finish();
}

/** Client side. */
export function encodeBatchRequest(
  operations: readonly { readonly id: number; readonly operation: OperationName; readonly payload: Uint8Array }[],
): Uint8Array {
  return encodeEntries(operations.map(({ id, operation, payload }) => ({ id, tag: armTag(operation), payload })));
}

/** Server side. */
export function encodeBatchResponse(results: readonly BatchResult[]): Uint8Array {
  const errorTag = (ERROR_FIELD << 3) | WIRE.LENGTH;
  return encodeEntries(
    results.map((result) =>
      'error' in result
        ? { id: result.id, tag: errorTag, payload: encodeError(result.error) }
        : { id: result.id, tag: armTag(result.operation), payload: result.payload },
    ),
  );
}
