import { rewrapArguments, rewrapResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';

/** Moves the tenant's tokens to its new slot key. Whatever is not this tenant's fails the whole command. */
export const rewrap: SlotCommandHandler = (slot, payload) =>
  rewrapResult.write(rewrapArguments.read(payload).map((reference) => slot.rewrap(reference)));
