/** The audit chain: how events are packed into a segment and how segments are bound to each other. */
import { createHash } from 'node:crypto';
import { assert } from '@strongroom/core/assert.js';
import { PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import { EVENT_MAX_BYTES } from '../limits.js';

export const HASH_BYTES = 32;

/** What the first segment of a front end follows. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

/** Before each event in a segment: its length, big-endian. */
export const EVENT_PREFIX_BYTES = 4;

export interface SegmentHead {
  readonly frontEnd: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly prevHash: Uint8Array;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
}

/**
 * SHA-256(prev_hash ‖ front_end ‖ sequence ‖ created_at ‖ events), where front_end is length-prefixed and the integers
 * take 8 bytes, so that no two segments share an input.
 */
export function segmentHash(head: SegmentHead, events: Uint8Array): Uint8Array {
  assert(head.prevHash.length === HASH_BYTES, 'a previous hash has 32 bytes');
  const prefix = new PackedWriter(128).raw(head.prevHash).text(head.frontEnd).u53(head.sequence).u53(head.createdAt);
  return createHash('sha256').update(prefix.finish()).update(events).digest();
}

/** Packs events as a segment keeps them. */
export function packEvents(events: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const event of events) length += EVENT_PREFIX_BYTES + event.length;
  const writer = new PackedWriter(length);
  for (const event of events) writer.bytes(event);
  return writer.finish();
}

/** The events of a segment, as views. @throws PackedFormatError when the bytes are not whole events. */
export function unpackEvents(packed: Uint8Array): Uint8Array[] {
  const reader = new PackedReader(packed);
  const events: Uint8Array[] = [];
  while (reader.remaining > 0) events.push(reader.bytes(EVENT_MAX_BYTES));
  return events;
}
