/**
 * What one link may have waiting and unacknowledged, shared fairly between tenants.
 *
 * Waiting commands stand in one lane per tenant; lanes take turns (deficit round robin by bytes). The window bounds the
 * bytes that were
 * written and not answered. A quarter of it is kept for tenants below their equal share, so that a tenant which floods
 * an idle link cannot make a newcomer wait for its replies.
 */
import type { Attempt } from './attempt.js';

export interface WindowLimits {
  /** Bytes written and not yet answered, per link. */
  readonly windowBytes: number;
  /** Commands of one tenant that wait to be written. */
  readonly tenantWaitingMax: number;
  /** Commands of all tenants that wait to be written. */
  readonly waitingMax: number;
  readonly waitingBytesMax: number;
}

export const DEFAULT_WINDOW_LIMITS: WindowLimits = {
  windowBytes: 4 * 1024 * 1024,
  tenantWaitingMax: 2048,
  waitingMax: 16_384,
  waitingBytesMax: 32 * 1024 * 1024,
};

/** Bytes that a lane may send per turn. A larger command waits for several turns. */
const QUANTUM_BYTES = 16 * 1024;
/** The part of the window that any tenant may fill. */
const UNRESERVED = 0.75;
/** Idle lanes kept for reuse. */
const IDLE_LANES_MAX = 1024;

class Lane {
  waiting: (Attempt | undefined)[] = [];
  head = 0;
  inFlight = 0;
  inFlightBytes = 0;
  creditBytes = 0;
  /** Standing in the ring of lanes that have something to send. */
  queued = false;
  next: Lane | undefined;
  readonly tenant: string;

  constructor(tenant: string) {
    this.tenant = tenant;
  }

  get length(): number {
    return this.waiting.length - this.head;
  }

  peek(): Attempt | undefined {
    return this.waiting[this.head];
  }

  shift(): void {
    this.waiting[this.head] = undefined;
    this.head++;
    if (this.head === this.waiting.length) {
      this.waiting = [];
      this.head = 0;
    } else if (this.head >= 1024) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
  }
}

export class CommandWindow {
  readonly #limits: WindowLimits;
  readonly #lanes = new Map<string, Lane>();
  #first: Lane | undefined;
  #last: Lane | undefined;
  #ringLength = 0;
  #active = 0;
  #waiting = 0;
  #waitingBytes = 0;
  #inFlight = 0;
  #inFlightBytes = 0;

  constructor(limits: WindowLimits = DEFAULT_WINDOW_LIMITS) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Waiting and unanswered commands of one tenant. */
  load(tenant: string): number {
    const lane = this.#lanes.get(tenant);
    return lane === undefined ? 0 : lane.length + lane.inFlight;
  }

  /** Queues an attempt. False when a bound is reached: the caller then refuses the work at once instead of growing. */
  push(attempt: Attempt): boolean {
    const limits = this.#limits;
    if (this.#waiting >= limits.waitingMax || this.#waitingBytes + attempt.bytes > limits.waitingBytesMax) return false;
    let lane = this.#lanes.get(attempt.tenant);
    if (lane === undefined) {
      lane = new Lane(attempt.tenant);
      this.#lanes.set(attempt.tenant, lane);
    } else if (lane.length >= limits.tenantWaitingMax) {
      return false;
    }
    if (lane.length === 0 && lane.inFlight === 0) this.#active++;
    lane.waiting.push(attempt);
    this.#waiting++;
    this.#waitingBytes += attempt.bytes;
    if (!lane.queued) this.#enter(lane);
    return true;
  }

  /**
   * The next command to write, of at most `budgetBytes`; undefined when the frame or the window is full or nothing
   * waits. It counts as in flight from now on. Abandoned attempts are dropped on the way.
   */
  take(budgetBytes: number): Attempt | undefined {
    let blocked = 0;
    while (blocked < this.#ringLength) {
      const lane = this.#first;
      const attempt = lane?.peek();
      if (lane === undefined || attempt === undefined) return undefined;
      if (attempt.sink === undefined) {
        this.#dropFirst(lane, attempt);
      } else if (!this.#fits(lane, attempt.bytes)) {
        this.#rotate();
        blocked++;
      } else if (attempt.bytes > lane.creditBytes) {
        lane.creditBytes += QUANTUM_BYTES;
        this.#rotate();
        blocked = 0;
      } else if (attempt.bytes > budgetBytes) {
        return undefined;
      } else {
        lane.creditBytes -= attempt.bytes;
        lane.inFlight++;
        lane.inFlightBytes += attempt.bytes;
        this.#inFlight++;
        this.#inFlightBytes += attempt.bytes;
        this.#dropFirst(lane, attempt);
        return attempt;
      }
    }
    return undefined;
  }

  /** The node has answered an attempt that {@link take} gave out, or it was not written after all. */
  release(attempt: Attempt): void {
    const lane = this.#lanes.get(attempt.tenant);
    if (lane === undefined) return;
    lane.inFlight--;
    lane.inFlightBytes -= attempt.bytes;
    this.#inFlight--;
    this.#inFlightBytes -= attempt.bytes;
    this.#retireIfIdle(lane);
  }

  /** Empties the queues and yields what still waited, for a link that has ended. */
  drainWaiting(): Attempt[] {
    const left: Attempt[] = [];
    for (const lane of this.#lanes.values()) {
      for (const attempt of lane.waiting) if (attempt?.sink !== undefined) left.push(attempt);
    }
    this.#lanes.clear();
    this.#first = this.#last = undefined;
    this.#ringLength = this.#active = this.#waiting = this.#waitingBytes = this.#inFlight = this.#inFlightBytes = 0;
    return left;
  }

  /**
   * Up to its share, or while the reserve for those below theirs is untouched. A lone tenant leaves the reserve as
   * well.
   */
  #fits(lane: Lane, bytes: number): boolean {
    const { windowBytes } = this.#limits;
    const total = this.#inFlightBytes + bytes;
    if (total > windowBytes) return this.#inFlight === 0;
    const unreservedBytes = windowBytes * UNRESERVED;
    return (
      total <= unreservedBytes || lane.inFlightBytes + bytes <= Math.min(windowBytes / this.#active, unreservedBytes)
    );
  }

  /**
   * Removes the lane's first attempt, and the lane from the ring when it was the last. The lane stands first in the
   * ring.
   */
  #dropFirst(lane: Lane, attempt: Attempt): void {
    lane.shift();
    this.#waiting--;
    this.#waitingBytes -= attempt.bytes;
    if (lane.length > 0) return;
    this.#first = lane.next;
    if (this.#first === undefined) this.#last = undefined;
    lane.next = undefined;
    lane.queued = false;
    lane.creditBytes = 0;
    this.#ringLength--;
    this.#retireIfIdle(lane);
  }

  #retireIfIdle(lane: Lane): void {
    if (lane.inFlight > 0 || lane.length > 0) return;
    this.#active--;
    if (this.#lanes.size > IDLE_LANES_MAX) this.#lanes.delete(lane.tenant);
  }

  #enter(lane: Lane): void {
    lane.queued = true;
    if (this.#last === undefined) this.#first = lane;
    else this.#last.next = lane;
    this.#last = lane;
    this.#ringLength++;
  }

  #rotate(): void {
    const lane = this.#first;
    if (lane?.next === undefined || this.#last === undefined) return;
    this.#first = lane.next;
    lane.next = undefined;
    this.#last.next = lane;
    this.#last = lane;
  }
}
