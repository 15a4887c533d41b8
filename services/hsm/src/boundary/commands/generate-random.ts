/** GENERATE_RANDOM: output of the slot's DRBG. */
import { generateRandomArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';

export const generateRandom: SlotCommandHandler = (slot, payload) =>
  slot.rng.bytes(generateRandomArguments.read(payload));
