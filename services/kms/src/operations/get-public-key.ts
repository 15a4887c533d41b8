import { KmsError } from '@strongroom/core/errors.js';
import { isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import { getPublicKeyArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { CustomerMasterKeySpec } from '@strongroom/proto/gen/kms-types.js';
import { algorithmMember } from '../keys/algorithms.js';
import { laneFor } from '../keys/lane.js';
import { operation } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';

/** API reference: GetPublicKey. DER SubjectPublicKeyInfo, and what the key pair may be used for. */
export const getPublicKey = operation({
  name: 'GetPublicKey',
  quota: 'describe',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [{ identifier: input.keyId, forms: 'any', action: 'kms:GetPublicKey', states: 'cryptographic' }],
  checkKeys(_input, keys) {
    const { arn, keySpec } = soleKey(keys);
    if (isKeyPairSpec(keySpec)) return;
    throw new KmsError(
      'UnsupportedOperationException',
      `${arn} key spec is ${keySpec} which is not valid for GetPublicKey.`,
    );
  },
  async handle({ call, keys }) {
    const kmsKey = soleKey(keys);
    const { keySpec, keyUsage } = kmsKey;
    const publicKey = await runInSlot(
      call,
      kmsKey,
      SLOT_COMMAND.GET_PUBLIC_KEY,
      [materialFor(kmsKey)],
      ([material]) => getPublicKeyArguments.write({ material }),
      laneFor(kmsKey, { use: 'public-key' }),
    );
    return {
      output: {
        keyId: kmsKey.arn,
        publicKey,
        customerMasterKeySpec: keySpec as CustomerMasterKeySpec,
        keySpec,
        keyUsage,
        ...algorithmMember(kmsKey),
      },
    };
  },
});
