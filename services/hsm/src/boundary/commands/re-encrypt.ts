/** RE_ENCRYPT within one slot: the plaintext exists only here, between two lines. */
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { reEncryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { openBlob } from './decrypt.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const reEncrypt: SlotCommandHandler = (slot, payload) => {
  const { source, destination, destinationContext } = reEncryptArguments.read(payload);
  const plaintext = openBlob(slot, source);
  try {
    // After the source: fetching material may move what was fetched before.
    const { secret } = slot.material(destination, mayEncryptSymmetrically);
    return encryptBlob(slot.engine, slot.nonces, secret, destination.materialId, destinationContext, plaintext);
  } finally {
    plaintext.fill(0);
  }
};
