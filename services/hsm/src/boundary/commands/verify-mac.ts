/** VERIFY_MAC: nothing for a valid MAC, MAC_INVALID for any other; compared in constant time. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import { verifyMacArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { macOf } from './generate-mac.js';

export const verifyMac: SlotCommandHandler = (slot, payload) => {
  const { mac, ...request } = verifyMacArguments.read(payload);
  const expected = macOf(slot, request);
  const isValid = timingSafeEqual(mac, expected);
  expected.fill(0);
  if (!isValid) throw new HsmError('MAC_INVALID');
  return EMPTY_BYTES;
};
