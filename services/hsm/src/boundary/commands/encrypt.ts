/** ENCRYPT: a CiphertextBlob under a key derived for this one encryption. */
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { encryptArguments, type EncryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const encrypt: SlotCommandHandler = (slot, payload) => sealBlob(slot, encryptArguments.read(payload));

/** @throws HsmError as `material` */
export function sealBlob(slot: SlotContext, { material, context, plaintext }: EncryptArguments): Uint8Array {
  const { secret } = slot.material(material, mayEncryptSymmetrically);
  return encryptBlob(slot.engine, slot.nonces, secret, material.materialId, context, plaintext);
}
