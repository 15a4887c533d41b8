/**
 * The randomness of one boundary thread: a DRBG seeded from the system's health-tested entropy, and a pool of its
 * output for nonces.
 */
import { uuid, SystemRng, type Rng } from '@strongroom/core/rng.js';
import { utf8 } from '@strongroom/core/bytes.js';
import type { EntropySource } from '@strongroom/crypto/ctr-drbg.js';
import { createDrbgRng, PooledRng, type DrbgRng } from '@strongroom/crypto/drbg-rng.js';
import type { BlockCipherEngine } from '@strongroom/crypto/engine.js';

export interface BoundaryRng extends Pick<Rng, 'bytes'> {
  /** Keys, and what GenerateRandom returns: with prediction resistance at each draw. */
  bytes(length: number): Uint8Array;
  /** Nonces and IVs, which become public: from a pool. Never keys. */
  readonly nonces: Pick<Rng, 'bytes'>;
  /** Zeroizes the DRBG's state and the pool. The next draw instantiates it anew. */
  reset(): void;
}

/** @throws HsmError DEVICE_ERROR, at any draw, when the entropy fails its health tests */
export function createBoundaryRng(
  engine: BlockCipherEngine,
  entropy: EntropySource = new SystemRng(),
  personalization: Uint8Array = utf8(uuid(new SystemRng())),
): BoundaryRng {
  let drbg: DrbgRng | undefined;
  const bytes = (length: number): Uint8Array => {
    drbg ??= createDrbgRng(engine, entropy, personalization);
    return drbg.bytes(length);
  };
  const nonces = new PooledRng({ bytes });
  return {
    bytes,
    nonces,
    reset: () => {
      drbg?.uninstantiate();
      drbg = undefined;
      nonces.wipe();
    },
  };
}
