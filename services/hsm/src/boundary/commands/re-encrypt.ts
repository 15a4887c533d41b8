/** RE_ENCRYPT within one slot: the plaintext exists only here, between two lines. */
import { HsmError } from '@strongroom/core/errors.js';
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { reEncryptArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { openBlob } from './decrypt.js';
import { mayEncryptSymmetrically, SYMMETRIC_SPEC } from './permissions.js';

export const reEncrypt: SlotCommandHandler = (slot, payload) => {
  const { source, destination } = reEncryptArguments.read(payload);
  if (source.algorithm !== SYMMETRIC_SPEC || destination.algorithm !== SYMMETRIC_SPEC) {
    throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  }
  const { material, context } = destination;
  const plaintext = openBlob(slot, { ...source, ciphertextBlob: source.ciphertext });
  try {
    // After the source: fetching material may move what was fetched before.
    const { secret } = slot.material(material, mayEncryptSymmetrically);
    return encryptBlob(slot.engine, slot.nonces, secret, material.materialId, context, plaintext);
  } finally {
    plaintext.fill(0);
  }
};
