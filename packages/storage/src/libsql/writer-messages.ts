/**
 * What the main thread and the writer thread say to each other. Events travel packed and transferred; writes are
 * cloned.
 */
import type { PlainWrite } from '../plain-write.js';
import type { IndexedEvent } from '../schema.js';
import type { Change, ConflictTable, Guard, IndexProgress } from '../store.js';

/** A unit that writes rows. Units that only carry an event appear as their event alone. */
export interface WritingUnit {
  /** Its packed event, prefix included, within the group's events; equal bounds when it has none. */
  readonly eventStart: number;
  readonly eventEnd: number;
  readonly writes: readonly PlainWrite[];
  readonly entities: readonly string[];
  readonly guard?: Guard;
}

export interface GroupRequest {
  readonly kind: 'group';
  /** Packed events of all units in order (audit/chain.ts). */
  readonly events: Uint8Array;
  readonly eventCount: number;
  readonly units: readonly WritingUnit[];
  /** Civil epoch milliseconds of the segment. */
  readonly createdAt: number;
  /** Changes after this one are returned. */
  readonly knownSeq: number;
}

/** Rows derived from segments, and how far they reach. */
export interface IndexRequest {
  readonly kind: 'index';
  readonly events: readonly IndexedEvent[];
  readonly progress: IndexProgress;
}

/** Flush to the database file and end. */
export interface CloseRequest {
  readonly kind: 'close';
}

export type WriterRequest = GroupRequest | IndexRequest | CloseRequest;

/** Why a writing unit was left out; null when it was kept. */
export type Refusal =
  | { readonly kind: 'conflict'; readonly table: ConflictTable }
  | { readonly kind: 'bug'; readonly message: string }
  | null;

export type WriterReply =
  /** Sent once at the start. `changeSeq` is the newest change in the file. */
  | { readonly kind: 'ready'; readonly changeSeq: number }
  /** The group is durable. `refusals` follows the order of the request's writing units. */
  | { readonly kind: 'committed'; readonly refusals: readonly Refusal[]; readonly changes: readonly Change[] }
  | { readonly kind: 'indexed' }
  /** Nothing of the request was kept; the writer goes on. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' };
