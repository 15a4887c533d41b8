/** Exponential backoff with jitter, so that front ends which lost the same node do not come back in step. */
import type { Rng } from '@strongroom/core/rng.js';

export interface BackoffBounds {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const RECONNECT_BACKOFF: BackoffBounds = { firstMs: 50, maxMs: 2000 };

export class Backoff {
  readonly #rng: Rng;
  readonly #bounds: BackoffBounds;
  #failures = 0;

  constructor(rng: Rng, bounds: BackoffBounds = RECONNECT_BACKOFF) {
    this.#rng = rng;
    this.#bounds = bounds;
  }

  /** Milliseconds to wait before the next try: between half of the step and the step. */
  nextDelayMs(): number {
    const stepMs = Math.min(this.#bounds.maxMs, this.#bounds.firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return stepMs * (0.5 + this.#rng.fraction() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
