/**
 * Units that wait for the writer, bounded, and how they become one message. This is the hot path: about a microsecond
 * per unit.
 */
import { assert } from '@strongroom/core/assert.js';
import { EVENT_PREFIX_BYTES } from '../audit/chain.js';
import { EVENT_MAX_BYTES, GROUP_MAX_BYTES, GROUP_MAX_UNITS } from '../limits.js';
import { plainWrites } from '../plain-write.js';
import type { CommitOutcome, CommitUnit } from '../store.js';
import type { WritingUnit } from './writer-messages.js';

export interface Pending {
  readonly event: Uint8Array;
  /** Undefined for a unit that only carries an event. */
  readonly writing: Omit<WritingUnit, 'eventStart' | 'eventEnd'> | undefined;
  readonly bytes: number;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: Error) => void;
}

export interface Group {
  readonly pending: readonly Pending[];
  readonly events: Uint8Array<ArrayBuffer>;
  readonly eventCount: number;
  readonly units: readonly WritingUnit[];
}

export interface QueueLimits {
  readonly maxUnits: number;
  readonly maxBytes: number;
}

export class CommitQueue {
  readonly #limits: QueueLimits;
  #waiting: Pending[] = [];
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Queues a unit; `resolve` or `reject` is called once, later. @returns false when the queue is full, and then neither
   * is called.
   * @throws AssertionFailure for a unit that breaks the contract of {@link CommitUnit}.
   */
  offer(unit: CommitUnit, resolve: Pending['resolve'], reject: Pending['reject']): boolean {
    const { event, writes, entities } = unit;
    assert(event.length <= EVENT_MAX_BYTES, 'an audit event is too large');
    let bytes = event.length;
    let writing: Pending['writing'];
    if (writes.length > 0) {
      const plain = plainWrites(writes);
      bytes += plain.bytes;
      const { guard } = unit;
      writing = { writes: plain.writes, entities: [...entities], ...(guard === undefined ? {} : { guard }) };
    } else {
      assert(entities.length === 0 && unit.guard === undefined, 'a unit without writes outdates and guards nothing');
    }
    if (this.#waiting.length >= this.#limits.maxUnits || this.#bytes + bytes > this.#limits.maxBytes) return false;
    this.#bytes += bytes;
    this.#waiting.push({ event, writing, bytes, resolve, reject });
    return true;
  }

  /** Takes the next group, oldest first. The queue must not be empty. */
  take(): Group {
    let count = 0;
    let bytes = 0;
    for (const unit of this.#waiting) {
      if (count === GROUP_MAX_UNITS || (count > 0 && bytes + unit.bytes > GROUP_MAX_BYTES)) break;
      bytes += unit.bytes;
      count += 1;
    }
    assert(count > 0, 'there is a unit to take');
    const pending = this.#waiting;
    this.#waiting = pending.splice(count);
    this.#bytes -= bytes;
    return pack(pending);
  }

  /** Empties the queue. */
  takeAll(): readonly Pending[] {
    const all = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return all;
  }
}

function pack(pending: readonly Pending[]): Group {
  let length = 0;
  let eventCount = 0;
  for (const { event } of pending) {
    if (event.length === 0) continue;
    length += EVENT_PREFIX_BYTES + event.length;
    eventCount += 1;
  }
  // Every byte is overwritten below; the buffer is its own, not pooled, because it is transferred.
  const events = Buffer.allocUnsafeSlow(length);
  const units: WritingUnit[] = [];
  let offset = 0;
  for (const { event, writing } of pending) {
    const eventStart = offset;
    if (event.length > 0) {
      offset = events.writeUInt32BE(event.length, offset);
      events.set(event, offset);
      offset += event.length;
    }
    if (writing !== undefined) units.push({ eventStart, eventEnd: offset, ...writing });
  }
  return { pending, events, eventCount, units };
}
