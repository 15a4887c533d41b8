/**
 * Deadlines of many short operations: a hashed timing wheel with one timer for all, because a timer of its own would
 * cost each operation
 * more than its place in the frame. Entries link themselves, so that arming and calling off allocate nothing.
 */
import type { Monotonic, Timer } from '@strongroom/core/time.js';

const TICK_MS = 10;
const BUCKETS = 512;

export abstract class Deadline {
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  /** Owned by the wheel. */
  wheelPrevious: Deadline | undefined;
  wheelNext: Deadline | undefined;
  wheelBucket = -1;

  constructor(deadlineAt: number) {
    this.deadlineAt = deadlineAt;
  }

  /** The deadline has passed; the wheel has already let go of this entry. */
  abstract expire(): void;
}

export class DeadlineWheel {
  readonly #monotonic: Monotonic;
  readonly #buckets: (Deadline | undefined)[] = new Array<Deadline | undefined>(BUCKETS).fill(undefined);
  #timer: Timer | undefined;
  /** The last tick whose bucket was looked at. */
  #tick = 0;
  #size = 0;

  constructor(monotonic: Monotonic) {
    this.#monotonic = monotonic;
  }

  get size(): number {
    return this.#size;
  }

  add(entry: Deadline): void {
    if (this.#timer === undefined) {
      this.#tick = Math.floor(this.#monotonic.now() / TICK_MS);
      this.#timer = this.#monotonic.every(TICK_MS, () => {
        this.#advance();
      });
    }
    // Rounded up, and never a bucket that was already passed: an entry is looked at once its deadline is really over.
    const tick = Math.max(Math.ceil(entry.deadlineAt / TICK_MS), this.#tick + 1);
    const bucket = tick % BUCKETS;
    const first = this.#buckets[bucket];
    entry.wheelBucket = bucket;
    entry.wheelPrevious = undefined;
    entry.wheelNext = first;
    if (first !== undefined) first.wheelPrevious = entry;
    this.#buckets[bucket] = entry;
    this.#size++;
  }

  remove(entry: Deadline): void {
    if (entry.wheelBucket < 0) return;
    const { wheelPrevious: previous, wheelNext: next } = entry;
    if (previous === undefined) this.#buckets[entry.wheelBucket] = next;
    else previous.wheelNext = next;
    if (next !== undefined) next.wheelPrevious = previous;
    entry.wheelPrevious = entry.wheelNext = undefined;
    entry.wheelBucket = -1;
    this.#size--;
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #advance(): void {
    const now = this.#monotonic.now();
    const due = Math.floor(now / TICK_MS);
    // After a long pause one round over all buckets sees everything.
    const from = Math.max(this.#tick + 1, due - BUCKETS + 1);
    this.#tick = due;
    for (let tick = from; tick <= due; tick++) this.#expireBucket(tick % BUCKETS, now);
    if (this.#size === 0) this.close();
  }

  #expireBucket(bucket: number, now: number): void {
    let due: Deadline[] | undefined;
    for (let entry = this.#buckets[bucket]; entry !== undefined; entry = entry.wheelNext) {
      if (entry.deadlineAt <= now) (due ??= []).push(entry);
    }
    // Collected first: expiring one may remove or add others of the same bucket.
    if (due === undefined) return;
    for (const entry of due) {
      if (entry.wheelBucket < 0) continue;
      this.remove(entry);
      entry.expire();
    }
  }
}
