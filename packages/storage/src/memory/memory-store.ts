/**
 * A store in memory that keeps the whole contract except durability. The oracle of the property tests, and the store of
 * simulations and of other packages' unit tests.
 */
import { assert } from '@strongroom/core/assert.js';
import type { Clock } from '@strongroom/core/time.js';
import { GENESIS_HASH, packEvents, segmentHash } from '../audit/chain.js';
import { indexedSequenceSetting } from '../audit/indexed-sequence.js';
import { EVENT_MAX_BYTES } from '../limits.js';
import { plainWrites } from '../plain-write.js';
import type { IndexedEvent } from '../schema.js';
import {
  type Change,
  type CommitOutcome,
  type CommitUnit,
  type IndexProgress,
  type Store,
  type StoreReads,
  StoreUnavailableError,
} from '../store.js';
import { emptyMemoryData, type MemoryData } from './memory-data.js';
import { memoryReads } from './memory-reads.js';

export interface MemoryStoreOptions {
  readonly frontEndId: string;
  readonly clock: Clock;
  /** Give two stores the same data and they are two front ends on one database. */
  readonly data?: MemoryData;
}

export class MemoryStore implements Store {
  readonly reads: StoreReads;
  readonly frontEndId: string;
  readonly #data: MemoryData;
  readonly #clock: Clock;
  #knownSeq: number;
  #listener: ((changes: readonly Change[]) => void) | undefined;
  #closed = false;

  constructor(options: MemoryStoreOptions) {
    this.#data = options.data ?? emptyMemoryData();
    this.#clock = options.clock;
    this.frontEndId = options.frontEndId;
    this.reads = memoryReads(this.#data);
    this.#knownSeq = this.#data.changes.at(-1)?.seq ?? 0;
  }

  get changeSeq(): number {
    return this.#knownSeq;
  }

  /** One unit is one group here. */
  async commit(unit: CommitUnit): Promise<CommitOutcome> {
    if (this.#closed) throw new StoreUnavailableError('The store is closed.');
    assert(unit.event.length <= EVENT_MAX_BYTES, 'an audit event is too large');
    assert(unit.writes.length > 0 || unit.entities.length === 0, 'a unit without writes outdates nothing');
    const { writes } = plainWrites(unit.writes);
    // Even in memory the outcome is never there in the same turn.
    await Promise.resolve();
    const { guard } = unit;
    const outdated = this.#data.changes.some(
      ({ seq, entity }) => guard !== undefined && seq > guard.afterSeq && guard.entities.includes(entity),
    );
    const conflict = outdated ? 'changes' : this.#data.tables.apply(writes);
    if (conflict === undefined) this.#append(unit);
    this.#deliver();
    if (conflict !== undefined) return { kind: 'conflict', table: conflict };
    return { kind: 'committed', changeSeq: this.#knownSeq };
  }

  async writeAuditIndex(events: readonly IndexedEvent[], progress: IndexProgress): Promise<void> {
    await Promise.resolve();
    if (this.#closed) throw new StoreUnavailableError('The store is closed.');
    for (const row of events) {
      if (!this.#data.events.has(row.event_id)) this.#data.events.set(row.event_id, row);
    }
    const row = { name: indexedSequenceSetting(progress.frontEnd), value: String(progress.sequence) };
    this.#data.tables.apply([{ kind: 'upsert', table: 'settings', row }]);
  }

  onChanges(listener: (changes: readonly Change[]) => void): void {
    this.#listener = listener;
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #append(unit: CommitUnit): void {
    const { changes, segments } = this.#data;
    for (const entity of unit.entities) changes.push({ seq: (changes.at(-1)?.seq ?? 0) + 1, entity });
    if (unit.event.length === 0) return;
    const last = segments.findLast((segment) => segment.front_end === this.frontEndId);
    const sequence = (last?.sequence ?? 0) + 1;
    const prevHash = last?.hash ?? GENESIS_HASH;
    const createdAt = Math.floor(this.#clock.now());
    const events = packEvents([unit.event]);
    segments.push({
      front_end: this.frontEndId,
      sequence,
      prev_hash: prevHash,
      hash: segmentHash({ frontEnd: this.frontEndId, sequence, prevHash, createdAt }, events),
      events,
      event_count: 1,
      created_at: createdAt,
    });
  }

  #deliver(): void {
    const fresh = this.#data.changes.filter((change) => change.seq > this.#knownSeq);
    const last = fresh.at(-1);
    if (last === undefined) return;
    this.#listener?.(fresh);
    this.#knownSeq = last.seq;
  }
}
