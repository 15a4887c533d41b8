/** DECRYPT: the plaintext of a CiphertextBlob, if it is authentic under this material and context. */
import { HsmError } from '@strongroom/core/errors.js';
import { decryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { decryptArguments, type DecryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const decrypt: SlotCommandHandler = (slot, payload) => openBlob(slot, decryptArguments.read(payload));

/** The plaintext, which the caller wipes. @throws HsmError ENCRYPTED_DATA_INVALID, and those of `material` */
export function openBlob(slot: SlotContext, source: DecryptArguments): Uint8Array {
  const { secret } = slot.material(source.material, mayEncryptSymmetrically);
  const plaintext = decryptBlob(slot.engine, secret, source.material.materialId, source.context, source.ciphertextBlob);
  if (plaintext === undefined) throw new HsmError('ENCRYPTED_DATA_INVALID');
  return plaintext;
}
