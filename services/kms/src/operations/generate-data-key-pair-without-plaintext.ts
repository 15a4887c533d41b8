import { operation } from '../pipeline/operation.js';
import { materialFor, soleKey } from './cryptography.js';
import { checkKeyPairSpec, checkPairKey, encryptingKey, generateDataKeyPairInSlot } from './data-key-pair.js';

/** API reference: GenerateDataKeyPairWithoutPlaintext. The private key in the clear never leaves the HSM. */
export const generateDataKeyPairWithoutPlaintext = operation({
  name: 'GenerateDataKeyPairWithoutPlaintext',
  quota: 'data-key-pair',
  readOnly: true,
  crossAccount: true,
  check(input) {
    checkKeyPairSpec(input);
  },
  keys: (input) => [encryptingKey('kms:GenerateDataKeyPairWithoutPlaintext', input)],
  checkKeys: checkPairKey,
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const { publicKey, privateKeyCiphertextBlob } = await generateDataKeyPairInSlot(call, kmsKey, input, false);
    return {
      output: {
        privateKeyCiphertextBlob,
        publicKey,
        keyId: kmsKey.arn,
        keyPairSpec: input.keyPairSpec,
        keyMaterialId: materialFor(kmsKey).id,
      },
    };
  },
});
