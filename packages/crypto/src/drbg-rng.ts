/** The DRBG as an {@link Rng}, for everything inside the boundary that draws keys, nonces and identifiers. */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import type { Rng } from '@strongroom/core/rng.js';
import { CtrDrbg, DRBG_REQUEST_MAX_BYTES } from './ctr-drbg.js';
import type { EntropySource } from './ctr-drbg.js';
import type { BlockCipherEngine } from './engine.js';
import { HealthTestedEntropy } from './entropy-health.js';

const FRACTION_BYTES = 6;

function fractionOf(rng: Pick<Rng, 'bytes'>): number {
  const bits = viewAsBuffer(rng.bytes(FRACTION_BYTES)).readUIntBE(0, FRACTION_BYTES);
  return bits / 2 ** (8 * FRACTION_BYTES);
}

/** Every draw is one request with prediction resistance: for keys and for what GenerateRandom returns. */
export class DrbgRng implements Rng {
  readonly #drbg: CtrDrbg;

  constructor(drbg: CtrDrbg) {
    this.#drbg = drbg;
  }

  bytes(length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    if (length <= DRBG_REQUEST_MAX_BYTES) return this.#drbg.generate(length, { predictionResistance: true });
    const output = new Uint8Array(length);
    for (let offset = 0; offset < length; offset += DRBG_REQUEST_MAX_BYTES) {
      const part = this.bytes(Math.min(DRBG_REQUEST_MAX_BYTES, length - offset));
      output.set(part, offset);
      part.fill(0);
    }
    return output;
  }

  fraction(): number {
    return fractionOf(this);
  }

  /** Zeroizes the state; the next draw is an AssertionFailure. */
  uninstantiate(): void {
    this.#drbg.uninstantiate();
  }
}

const POOL_BYTES = 4096;

/**
 * Draws in bulk and hands out slices, each wiped from the pool as it leaves. For values that become public anyway,
 * nonces and IVs, of which every encryption takes some; never for keys, which would lie in the pool before they exist.
 */
export class PooledRng implements Rng {
  readonly #source: Pick<Rng, 'bytes'>;
  #pool = new Uint8Array(0);
  #used = 0;

  constructor(source: Pick<Rng, 'bytes'>) {
    this.#source = source;
  }

  bytes(length: number): Uint8Array {
    if (length > POOL_BYTES / 4) return this.#source.bytes(length);
    if (this.#used + length > this.#pool.length) {
      this.#pool.fill(0);
      this.#pool = new Uint8Array(this.#source.bytes(POOL_BYTES));
      this.#used = 0;
    }
    const slice = this.#pool.slice(this.#used, this.#used + length);
    this.#pool.fill(0, this.#used, this.#used + length);
    this.#used += length;
    return slice;
  }

  fraction(): number {
    return fractionOf(this);
  }

  /** Forgets what is left in the pool. */
  wipe(): void {
    this.#pool.fill(0);
    this.#used = this.#pool.length;
  }
}

/**
 * The DRBG of one boundary thread: health-tested entropy from `source` (in products the system's Rng), with a name of
 * its own as personalization.
 */
export function createDrbgRng(engine: BlockCipherEngine, source: EntropySource, personalization: Uint8Array): DrbgRng {
  return new DrbgRng(new CtrDrbg({ engine, entropy: new HealthTestedEntropy(source), personalization }));
}
