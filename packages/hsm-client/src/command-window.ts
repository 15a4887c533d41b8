/**
 * What one link may have waiting and unacknowledged, shared fairly between tenants.
 *
 * Waiting commands stand in one queue per tenant; queues take turns (deficit round robin by bytes). The window bounds
 * the bytes that were written and not answered. A quarter of it is kept for tenants below their equal share, so that a
 * tenant which floods an idle link cannot make a newcomer wait for its replies.
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

/** Bytes that a queue may send per turn. A larger command waits for several turns. */
const QUANTUM_BYTES = 16 * 1024;
/** The part of the window that any tenant may fill. */
const UNRESERVED = 0.75;
/** Idle queues kept for reuse. */
const IDLE_QUEUES_MAX = 1024;

class TenantQueue {
  waiting: (Attempt | undefined)[] = [];
  head = 0;
  inFlight = 0;
  inFlightBytes = 0;
  creditBytes = 0;
  /** Standing in the ring of queues that have something to send. */
  inRing = false;
  next: TenantQueue | undefined;
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
  readonly #queues = new Map<string, TenantQueue>();
  #first: TenantQueue | undefined;
  #last: TenantQueue | undefined;
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
    const queue = this.#queues.get(tenant);
    return queue === undefined ? 0 : queue.length + queue.inFlight;
  }

  /** Queues an attempt. False when a bound is reached: the caller then refuses the work at once instead of growing. */
  push(attempt: Attempt): boolean {
    const limits = this.#limits;
    if (this.#waiting >= limits.waitingMax || this.#waitingBytes + attempt.bytes > limits.waitingBytesMax) return false;
    let queue = this.#queues.get(attempt.tenant);
    if (queue === undefined) {
      queue = new TenantQueue(attempt.tenant);
      this.#queues.set(attempt.tenant, queue);
    } else if (queue.length >= limits.tenantWaitingMax) {
      return false;
    }
    if (queue.length === 0 && queue.inFlight === 0) this.#active++;
    queue.waiting.push(attempt);
    this.#waiting++;
    this.#waitingBytes += attempt.bytes;
    if (!queue.inRing) this.#enter(queue);
    return true;
  }

  /**
   * The next command to write, of at most `budgetBytes`; undefined when the frame or the window is full or nothing
   * waits. It counts as in flight from now on. Abandoned attempts are dropped on the way.
   */
  take(budgetBytes: number): Attempt | undefined {
    let blocked = 0;
    while (blocked < this.#ringLength) {
      const queue = this.#first;
      const attempt = queue?.peek();
      if (queue === undefined || attempt === undefined) return undefined;
      if (attempt.sink === undefined) {
        this.#dropFirst(queue, attempt);
      } else if (!this.#fits(queue, attempt.bytes)) {
        this.#rotate();
        blocked++;
      } else if (attempt.bytes > queue.creditBytes) {
        queue.creditBytes += QUANTUM_BYTES;
        this.#rotate();
        blocked = 0;
      } else if (attempt.bytes > budgetBytes) {
        return undefined;
      } else {
        queue.creditBytes -= attempt.bytes;
        queue.inFlight++;
        queue.inFlightBytes += attempt.bytes;
        this.#inFlight++;
        this.#inFlightBytes += attempt.bytes;
        this.#dropFirst(queue, attempt);
        return attempt;
      }
    }
    return undefined;
  }

  /** The node has answered an attempt that {@link take} gave out, or it was not written after all. */
  release(attempt: Attempt): void {
    const queue = this.#queues.get(attempt.tenant);
    if (queue === undefined) return;
    queue.inFlight--;
    queue.inFlightBytes -= attempt.bytes;
    this.#inFlight--;
    this.#inFlightBytes -= attempt.bytes;
    this.#retireIfIdle(queue);
  }

  /** Empties the queues and yields what still waited, for a link that has ended. */
  drainWaiting(): Attempt[] {
    const left: Attempt[] = [];
    for (const queue of this.#queues.values()) {
      for (const attempt of queue.waiting) if (attempt?.sink !== undefined) left.push(attempt);
    }
    this.#queues.clear();
    this.#first = this.#last = undefined;
    this.#ringLength = this.#active = this.#waiting = this.#waitingBytes = this.#inFlight = this.#inFlightBytes = 0;
    return left;
  }

  /**
   * Up to its share, or while the reserve for those below theirs is untouched. A lone tenant leaves the reserve as
   * well.
   */
  #fits(queue: TenantQueue, bytes: number): boolean {
    const { windowBytes } = this.#limits;
    const total = this.#inFlightBytes + bytes;
    if (total > windowBytes) return this.#inFlight === 0;
    const unreservedBytes = windowBytes * UNRESERVED;
    return (
      total <= unreservedBytes || queue.inFlightBytes + bytes <= Math.min(windowBytes / this.#active, unreservedBytes)
    );
  }

  /**
   * Removes the queue's first attempt, and the queue from the ring when it was the last. The queue stands first in the
   * ring.
   */
  #dropFirst(queue: TenantQueue, attempt: Attempt): void {
    queue.shift();
    this.#waiting--;
    this.#waitingBytes -= attempt.bytes;
    if (queue.length > 0) return;
    this.#first = queue.next;
    if (this.#first === undefined) this.#last = undefined;
    queue.next = undefined;
    queue.inRing = false;
    queue.creditBytes = 0;
    this.#ringLength--;
    this.#retireIfIdle(queue);
  }

  #retireIfIdle(queue: TenantQueue): void {
    if (queue.inFlight > 0 || queue.length > 0) return;
    this.#active--;
    if (this.#queues.size > IDLE_QUEUES_MAX) this.#queues.delete(queue.tenant);
  }

  #enter(queue: TenantQueue): void {
    queue.inRing = true;
    if (this.#last === undefined) this.#first = queue;
    else this.#last.next = queue;
    this.#last = queue;
    this.#ringLength++;
  }

  #rotate(): void {
    const queue = this.#first;
    if (queue?.next === undefined || this.#last === undefined) return;
    this.#first = queue.next;
    queue.next = undefined;
    this.#last.next = queue;
    this.#last = queue;
  }
}
