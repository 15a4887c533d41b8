/** SIGN: a message, its digest, or the representative that ML-DSA signs. */
import { signArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayUse } from './permissions.js';
import { signingUse } from './signing-use.js';

export const sign: SlotCommandHandler = (slot, payload) => {
  const request = signArguments.read(payload);
  const use = signingUse('sign', request);
  const { privateKey } = slot.keyPair(request.material, mayUse('SIGN_VERIFY', use.algorithm), use);
  return slot.keyPairs.sign(privateKey, use.algorithm, use.messageType, request.message, (length) =>
    slot.rng.bytes(length),
  );
};
