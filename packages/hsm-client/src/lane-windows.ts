/**
 * The two lanes of one link, each with a window of its own: slow work stays unanswered for seconds, and must never hold
 * up what is fast by filling a window that both share.
 */
import { laneOf, type Lane } from '@strongroom/proto/slot-protocol.js';
import type { Attempt } from './attempt.js';
import { CommandWindow, type WindowLimits } from './command-window.js';

/**
 * Smaller than the fast lane's: a few hundred commands keep every slow thread of a node busy, and what waits here costs
 * nothing to cancel.
 */
export const SLOW_WINDOW_LIMITS: WindowLimits = {
  windowBytes: 1024 * 1024,
  tenantWaitingMax: 256,
  waitingMax: 4096,
  waitingBytesMax: 8 * 1024 * 1024,
};

export class LaneWindows {
  readonly #fast: CommandWindow;
  readonly #slow = new CommandWindow(SLOW_WINDOW_LIMITS);

  /** @param limits of the fast lane. */
  constructor(limits?: WindowLimits) {
    this.#fast = new CommandWindow(limits);
  }

  get waiting(): number {
    return this.#fast.waiting + this.#slow.waiting;
  }

  /** Waiting and unanswered commands of one tenant. */
  load(tenant: string, lane: Lane): number {
    return (lane === 'fast' ? this.#fast : this.#slow).load(tenant);
  }

  /** False when a bound is reached. */
  push(attempt: Attempt): boolean {
    return this.#of(attempt).push(attempt);
  }

  /** The next command to write; what is fast goes first, since it ends soon. */
  take(budgetBytes: number): Attempt | undefined {
    return this.#fast.take(budgetBytes) ?? this.#slow.take(budgetBytes);
  }

  release(attempt: Attempt): void {
    this.#of(attempt).release(attempt);
  }

  drainWaiting(): Attempt[] {
    return [...this.#fast.drainWaiting(), ...this.#slow.drainWaiting()];
  }

  #of(attempt: Attempt): CommandWindow {
    return laneOf(attempt.command) === 'fast' ? this.#fast : this.#slow;
  }
}
