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
  async handle(context) {
    const kmsKey = soleKey(context.keys);
    const { ciphertextBlob } = await generateDataKeyInSlot(context, 'GenerateDataKeyWithoutPlaintext');
    return { output: { ciphertextBlob, keyId: kmsKey.arn, keyMaterialId: materialFor(kmsKey).id } };
  },
});
