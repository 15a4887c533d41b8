/** VERIFY: nothing for a valid signature, SIGNATURE_INVALID for any other. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { verifyArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayUse } from './permissions.js';
import { signingUse } from './signing-use.js';

export const verify: SlotCommandHandler = (slot, payload) => {
  const { material, message, signature, ...request } = verifyArguments.read(payload);
  const use = signingUse('verify', { ...request, message });
  const { privateKey } = slot.keyPair(material, mayUse('SIGN_VERIFY', use.algorithm), use);
  if (!slot.keyPairs.verify(privateKey, use.algorithm, use.messageType, message, signature)) {
    throw new HsmError('SIGNATURE_INVALID');
  }
  return EMPTY_BYTES;
};
