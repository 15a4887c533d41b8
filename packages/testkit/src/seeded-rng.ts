/**
 * A deterministic {@link Rng} for tests: the same seed gives the same bytes. It is no cryptographic generator and no
 * product build reaches it.
 */
import type { Rng } from '@strongroom/core/rng.js';

/** mulberry32: 32 bits of state, good enough to shuffle tests and to make distinct identifiers. */
export class SeededRng implements Rng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) bytes[index] = this.#next() & 0xff;
    return bytes;
  }

  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
