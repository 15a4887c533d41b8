/**
 * The packed batches between the host thread and a slot worker: one transferred ArrayBuffer per message, because a
 * structured clone of objects
 * costs more than the cryptography that it asks for. Both ends are this build, so a malformed batch is a bug and
 * asserts.
 *
 * Command batch:  u32 generation · u32 count · count × { u32 id · u16 command · u32 remainingMs · u32 length · payload
 * }
 * Result batch:   u32 generation · u32 count · count × { u32 id · u16 status · u16 detail length · u32 length · detail
 * · payload }
 */
import { assert } from '@strongroom/core/assert.js';

const HEADER_BYTES = 8;
const COMMAND_HEADER_BYTES = 14;
const RESULT_HEADER_BYTES = 12;
/** Longer details are cut: they are for a log line. */
const DETAIL_MAX_BYTES = 256;

export interface CommandRecord {
  readonly id: number;
  readonly command: number;
  /** Milliseconds left when the batch was packed; work that starts later is dropped. */
  readonly remainingMs: number;
  readonly payload: Uint8Array;
}

export interface ResultRecord {
  readonly id: number;
  /** A code of HSM_STATUS. */
  readonly status: number;
  readonly payload: Uint8Array;
  /** For a log; names no secret. */
  readonly detail: string;
}

export interface Batch<Item> {
  readonly generation: number;
  readonly items: readonly Item[];
}

export function packCommands(generation: number, commands: readonly CommandRecord[]): ArrayBuffer {
  let length = HEADER_BYTES;
  for (const command of commands) length += COMMAND_HEADER_BYTES + command.payload.length;
  const batch = Buffer.from(new ArrayBuffer(length));
  let offset = batch.writeUInt32BE(generation, 0);
  offset = batch.writeUInt32BE(commands.length, offset);
  for (const command of commands) {
    offset = batch.writeUInt32BE(command.id, offset);
    offset = batch.writeUInt16BE(command.command, offset);
    offset = batch.writeUInt32BE(command.remainingMs, offset);
    offset = batch.writeUInt32BE(command.payload.length, offset);
    batch.set(command.payload, offset);
    offset += command.payload.length;
  }
  return batch.buffer;
}

/** The payloads are views into `buffer`. */
export function unpackCommands(buffer: ArrayBuffer): Batch<CommandRecord> {
  const batch = Buffer.from(buffer);
  const count = batch.readUInt32BE(4);
  const items: CommandRecord[] = [];
  let offset = HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    const length = batch.readUInt32BE(offset + 10);
    const start = offset + COMMAND_HEADER_BYTES;
    items.push({
      id: batch.readUInt32BE(offset),
      command: batch.readUInt16BE(offset + 4),
      remainingMs: batch.readUInt32BE(offset + 6),
      payload: batch.subarray(start, start + length),
    });
    offset = start + length;
  }
  assert(offset === batch.length, 'a command batch has the length that its records say');
  return { generation: batch.readUInt32BE(0), items };
}

export function packResults(generation: number, results: readonly ResultRecord[]): ArrayBuffer {
  let length = HEADER_BYTES;
  const details: Buffer[] = [];
  for (const result of results) {
    const detail = result.detail === '' ? NO_DETAIL : Buffer.from(result.detail, 'utf8').subarray(0, DETAIL_MAX_BYTES);
    details.push(detail);
    length += RESULT_HEADER_BYTES + detail.length + result.payload.length;
  }
  const batch = Buffer.from(new ArrayBuffer(length));
  let offset = batch.writeUInt32BE(generation, 0);
  offset = batch.writeUInt32BE(results.length, offset);
  results.forEach((result, index) => {
    const detail = details[index] ?? NO_DETAIL;
    offset = batch.writeUInt32BE(result.id, offset);
    offset = batch.writeUInt16BE(result.status, offset);
    offset = batch.writeUInt16BE(detail.length, offset);
    offset = batch.writeUInt32BE(result.payload.length, offset);
    batch.set(detail, offset);
    batch.set(result.payload, offset + detail.length);
    offset += detail.length + result.payload.length;
  });
  return batch.buffer;
}

/** The payloads are views into `buffer`. */
export function unpackResults(buffer: ArrayBuffer): Batch<ResultRecord> {
  const batch = Buffer.from(buffer);
  const count = batch.readUInt32BE(4);
  const items: ResultRecord[] = [];
  let offset = HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    const detailLength = batch.readUInt16BE(offset + 6);
    const start = offset + RESULT_HEADER_BYTES + detailLength;
    const end = start + batch.readUInt32BE(offset + 8);
    items.push({
      id: batch.readUInt32BE(offset),
      status: batch.readUInt16BE(offset + 4),
      payload: batch.subarray(start, end),
      detail: detailLength === 0 ? '' : batch.toString('utf8', offset + RESULT_HEADER_BYTES, start),
    });
    offset = end;
  }
  assert(offset === batch.length, 'a result batch has the length that its records say');
  return { generation: batch.readUInt32BE(0), items };
}

const NO_DETAIL = Buffer.alloc(0);
