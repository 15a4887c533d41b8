import { checkRotates } from '../keys/rotation.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/**
 * API reference: GetKeyRotationStatus. While a key is pending deletion its status is false; cancelling the deletion
 * brings it back.
 */
export const getKeyRotationStatus = operation({
  name: 'GetKeyRotationStatus',
  quota: 'describe',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:GetKeyRotationStatus', states: 'any' },
  ],
  handle({ services, keys }) {
    const kmsKey = soleKey(keys);
    if (kmsKey.state === 'PendingImport') checkRotates(kmsKey, 'AWS_KMS');
    checkRotates(kmsKey, 'AWS_KMS', 'EXTERNAL');
    const startDate = services.onDemandRotations.startDate(kmsKey);
    const pendingDeletion = kmsKey.state === 'PendingDeletion' || kmsKey.state === 'PendingReplicaDeletion';
    const rotation = pendingDeletion ? undefined : kmsKey.rotation;
    return {
      output: {
        keyId: kmsKey.arn,
        keyRotationEnabled: rotation !== undefined,
        ...(rotation === undefined
          ? {}
          : { rotationPeriodInDays: rotation.periodDays, nextRotationDate: rotation.nextAt }),
        ...(startDate === undefined ? {} : { onDemandRotationStartDate: startDate }),
      },
    };
  },
});
