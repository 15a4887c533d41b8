import { operation } from '../pipeline/operation.js';
import { materialFor, soleKey } from './cryptography.js';
import { checkDataKeyLength, generateDataKeyInSlot } from './data-key.js';

/** API reference: GenerateDataKeyWithoutPlaintext. The data key in the clear never leaves the HSM. */
export const generateDataKeyWithoutPlaintext = operation({
  name: 'GenerateDataKeyWithoutPlaintext',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    checkDataKeyLength(input);
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:GenerateDataKeyWithoutPlaintext',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: 'SYMMETRIC_DEFAULT',
    },
  ],
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const { ciphertextBlob } = await generateDataKeyInSlot(call, kmsKey, input, false);
    return { output: { ciphertextBlob, keyId: kmsKey.arn, keyMaterialId: materialFor(kmsKey).id } };
  },
});
