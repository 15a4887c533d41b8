/** DECAPSULATE: ML-KEM (FIPS 203 Algorithm 21), implicit rejection included: only a wrong length is an error. */
import { HsmError } from '@strongroom/core/errors.js';
import { decapsulateArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayUse } from './permissions.js';

export const decapsulate: SlotCommandHandler = (slot, payload) => {
  const { material, ciphertext } = decapsulateArguments.read(payload);
  const permits = mayUse('ENCAPSULATE_DECAPSULATE', 'ML_KEM');
  const { privateKey } = slot.keyPair(material, permits, { use: 'decapsulate' });
  const sharedSecret = slot.keyPairs.decapsulate(privateKey, ciphertext);
  if (sharedSecret === undefined) throw new HsmError('ENCRYPTED_DATA_INVALID');
  return sharedSecret;
};
