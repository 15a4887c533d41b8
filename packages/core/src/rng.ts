/** Chance. The one place that asks the operating system for randomness; everything else takes an {@link Rng}. */
import { randomBytes, randomFillSync } from 'node:crypto';

export interface Rng {
  /** `length` fresh bytes that the caller owns. */
  bytes(length: number): Uint8Array;
  /** A number in [0, 1) for jitter and sampling; never for secrets. */
  fraction(): number;
}

const POOL_BYTES = 4096;

/**
 * OpenSSL's CTR_DRBG, drawn through a pool: a 12-byte slice costs 0.07 µs instead of 1.3 µs. A slice is wiped from the
 * pool as it leaves.
 */
export class SystemRng implements Rng {
  readonly #pool = new Uint8Array(POOL_BYTES);
  #used = POOL_BYTES;

  bytes(length: number): Uint8Array {
    if (length > POOL_BYTES / 4) return new Uint8Array(randomBytes(length));
    if (this.#used + length > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const slice = this.#pool.slice(this.#used, this.#used + length);
    this.#pool.fill(0, this.#used, this.#used + length);
    this.#used += length;
    return slice;
  }

  fraction(): number {
    return Math.random();
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A random (version 4, RFC 9562 §5.4) UUID in lower case. Each request has one, so that it is put together by table.
 */
export function uuid(rng: Rng): string {
  const bytes = rng.bytes(16);
  const hex = (index: number): string => HEX[bytes[index] ?? 0] ?? '';
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const front = `${hex(0)}${hex(1)}${hex(2)}${hex(3)}-${hex(4)}${hex(5)}-${hex(6)}${hex(7)}-${hex(8)}${hex(9)}`;
  return `${front}-${hex(10)}${hex(11)}${hex(12)}${hex(13)}${hex(14)}${hex(15)}`;
}
