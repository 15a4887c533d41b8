/** GENERATE_DATA_KEY: DRBG output, encrypted under the material, with or without the plaintext. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { encryptBlob } from '@strongroom/crypto/ciphertext-blob.js';
import { generateDataKeyArguments, generateDataKeyResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayEncryptSymmetrically } from './permissions.js';

export const generateDataKey: SlotCommandHandler = (slot, payload) => {
  const { material, context, numberOfBytes, withPlaintext } = generateDataKeyArguments.read(payload);
  const { secret } = slot.material(material, mayEncryptSymmetrically);
  const dataKey = slot.rng.bytes(numberOfBytes);
  try {
    const ciphertextBlob = encryptBlob(slot.engine, slot.nonces, secret, material.materialId, context, dataKey);
    return generateDataKeyResult.write({ ciphertextBlob, plaintext: withPlaintext ? dataKey : EMPTY_BYTES });
  } finally {
    dataKey.fill(0);
  }
};
