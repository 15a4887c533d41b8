/** A new key pair, tested before anything else is done with it (FIPS 140-3, pairwise consistency). */
import { HsmError } from '@strongroom/core/errors.js';
import type { KeyPairSpec, PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import type { KeyUsage } from '@strongroom/crypto/key-usages.js';
import type { SlotContext } from '../slot-context.js';

export interface NewKeyPair {
  /** Storage encoding (key-pair-engine.ts); the caller wipes it. */
  readonly secret: Uint8Array;
  /** The caller disposes it, or gives it to the slot. */
  readonly privateKey: PrivateKey;
}

/** @throws HsmError NEED_SLOW_LANE; DEVICE_ERROR when the test fails, which ends in the appliance's error state */
export function newKeyPair(slot: SlotContext, spec: KeyPairSpec, usage: KeyUsage): NewKeyPair {
  const { keyPairs } = slot;
  if (slot.lane === 'fast' && keyPairs.isSlow(spec, { use: 'generate' })) throw new HsmError('NEED_SLOW_LANE');
  const secret = keyPairs.generate(spec, (length) => slot.rng.bytes(length));
  const privateKey = keyPairs.load(spec, secret);
  if (privateKey !== undefined && keyPairs.isConsistent(privateKey, usage)) return { secret, privateKey };
  secret.fill(0);
  privateKey?.dispose();
  throw new HsmError('DEVICE_ERROR', `a new pair of ${spec} fails its pairwise consistency test`);
}
