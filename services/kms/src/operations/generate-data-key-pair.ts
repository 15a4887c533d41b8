import { operation } from '../pipeline/operation.js';
import { materialFor, soleKey } from './cryptography.js';
import { checkKeyPairSpec, checkPairKey, encryptingKey, generateDataKeyPairInSlot } from './data-key-pair.js';
import { refuseFields } from './support.js';

/** API reference: GenerateDataKeyPair. The private key (PKCS#8) in the clear and under a symmetric encryption key. */
export const generateDataKeyPair = operation({
  name: 'GenerateDataKeyPair',
  quota: 'data-key-pair',
  readOnly: true,
  crossAccount: true,
  check(input) {
    refuseFields(input, 'recipient');
    checkKeyPairSpec(input);
  },
  keys: (input) => [encryptingKey('kms:GenerateDataKeyPair', input)],
  checkKeys: checkPairKey,
  async handle({ call, input, keys }) {
    const kmsKey = soleKey(keys);
    const pair = await generateDataKeyPairInSlot(call, kmsKey, input, true);
    return {
      output: { ...pair, keyId: kmsKey.arn, keyPairSpec: input.keyPairSpec, keyMaterialId: materialFor(kmsKey).id },
      secrets: [pair.privateKeyPlaintext],
    };
  },
});
