/** ENCAPSULATE: ML-KEM (FIPS 203 Algorithm 20), a fresh shared secret and its ciphertext. */
import { encapsulateArguments, encapsulateResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayUse } from './permissions.js';

export const encapsulate: SlotCommandHandler = (slot, payload) => {
  const { material } = encapsulateArguments.read(payload);
  const permits = mayUse('ENCAPSULATE_DECAPSULATE', 'ML_KEM');
  const { privateKey } = slot.keyPair(material, permits, { use: 'encapsulate' });
  const made = slot.keyPairs.encapsulate(privateKey, (length) => slot.rng.bytes(length));
  try {
    return encapsulateResult.write(made);
  } finally {
    made.sharedSecret.fill(0);
  }
};
