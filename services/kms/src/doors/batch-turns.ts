/**
 * How batch streams share the event loop. One message may hold a thousand operations and one client may open many
 * streams: without turns, all of it would start in one go, and every other caller would wait for seconds.
 */
import type { Monotonic } from '@strongroom/core/time.js';

/** Operations begun in one turn of the event loop, by all streams: about ten milliseconds of work. */
export const STARTS_PER_TURN_MAX = 256;
/** Operations that one stream begins before the next stream has its go. */
export const STARTS_PER_GO_MAX = 32;

/** A stream with operations that wait to be started. */
export interface Starter {
  /** Starts at most `startsMax` operations and returns how many; fewer means that it has no more to start for now. */
  start(startsMax: number): number;
}

export class BatchTurns {
  readonly #monotonic: Monotonic;
  /** In the order of their goes; each at most once. */
  readonly #ring = new Set<Starter>();
  #turnPlanned = false;

  constructor(monotonic: Monotonic) {
    this.#monotonic = monotonic;
  }

  /** The starter has something to start. At once if nobody has had a turn in this turn of the event loop. */
  add(starter: Starter): void {
    this.#ring.add(starter);
    if (!this.#turnPlanned) this.#turn();
  }

  remove(starter: Starter): void {
    this.#ring.delete(starter);
  }

  #turn(): void {
    // Set first: what a start causes to be added waits for the next turn.
    this.#turnPlanned = true;
    let left = STARTS_PER_TURN_MAX;
    while (left > 0) {
      const next = this.#ring.values().next();
      if (next.done === true) break;
      const starter = next.value;
      this.#ring.delete(starter);
      const startsMax = Math.min(STARTS_PER_GO_MAX, left);
      const started = starter.start(startsMax);
      if (started === startsMax) this.#ring.add(starter);
      left -= started;
    }
    this.#monotonic.nextTurn(() => {
      this.#turnPlanned = false;
      if (this.#ring.size > 0) this.#turn();
    });
  }
}
