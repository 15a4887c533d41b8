import { operation } from '../pipeline/operation.js';
import { materialFor, soleKey } from './cryptography.js';
import { checkDataKeyLength, generateDataKeyInSlot } from './data-key.js';
import { refuseFields } from './support.js';

/** API reference: GenerateDataKey. */
export const generateDataKey = operation({
  name: 'GenerateDataKey',
  quota: 'cryptographic-symmetric',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseFields(input, 'recipient');
    checkDataKeyLength(input);
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'any',
      action: 'kms:GenerateDataKey',
      states: 'cryptographic',
      usage: 'ENCRYPT_DECRYPT',
      algorithm: 'SYMMETRIC_DEFAULT',
    },
  ],
  async handle(context) {
    const kmsKey = soleKey(context.keys);
    const { ciphertextBlob, plaintext } = await generateDataKeyInSlot(context, 'GenerateDataKey');
    return {
      output: { ciphertextBlob, plaintext, keyId: kmsKey.arn, keyMaterialId: materialFor(kmsKey).id },
      secrets: [plaintext],
    };
  },
});
