import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { forgetMaterialsArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';

/** Wipes deleted material at once; a token that was deleted from the store cannot bring it back. */
export const forgetMaterials: SlotCommandHandler = (slot, payload) => {
  for (const materialId of forgetMaterialsArguments.read(payload)) slot.forget(materialId);
  return EMPTY_BYTES;
};
