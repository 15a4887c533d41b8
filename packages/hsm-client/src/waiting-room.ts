/**
 * Operations that no usable node could take: they wait for one, bounded in number by this room and in time by their
 * deadlines.
 */

export interface Waiter {
  /** A node came into rotation. */
  dispatch(): void;
  /** There is nothing to wait for any more. */
  refuse(): void;
}

export const WAITERS_MAX = 4096;

export class WaitingRoom {
  readonly #waiters = new Set<Waiter>();
  /** Whether any node may come into rotation by itself. */
  readonly #hopeful: () => boolean;

  constructor(hopeful: () => boolean) {
    this.#hopeful = hopeful;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** False when waiting has no prospect, or too many wait already. */
  enter(waiter: Waiter): boolean {
    if (this.#waiters.size >= WAITERS_MAX || !this.#hopeful()) return false;
    this.#waiters.add(waiter);
    return true;
  }

  leave(waiter: Waiter): void {
    if (this.#waiters.size > 0) this.#waiters.delete(waiter);
  }

  /**
   * A node changed its state: everybody tries again, or leaves when there is no prospect. Who finds no node comes back
   * in.
   */
  nodesChanged(anyUsable: boolean): void {
    if (this.#waiters.size === 0) return;
    const hopeful = this.#hopeful();
    if (!anyUsable && hopeful) return;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) {
      if (anyUsable) waiter.dispatch();
      else waiter.refuse();
    }
  }

  refuseAll(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) waiter.refuse();
  }
}
