/** ENCRYPT: a CiphertextBlob under a key derived for this one encryption. */
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { encryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const encrypt: SlotCommandHandler = (slot, payload) => {
  const { material, context, plaintext } = encryptArguments.read(payload);
  const { secret } = slot.material(material, mayEncryptSymmetrically);
  return encryptBlob(slot.engine, slot.nonces, secret, material.materialId, context, plaintext);
};
