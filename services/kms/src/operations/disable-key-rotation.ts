import { checkRotates } from '../keys/rotation.js';
import { updateKey } from '../keys/key-writes.js';
import { refuseReplica } from '../keys/multi-region.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: DisableKeyRotation. Disabling what is disabled is allowed. */
export const disableKeyRotation = operation({
  name: 'DisableKeyRotation',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:DisableKeyRotation', states: 'rotation' },
  ],
  handle({ keys }) {
    const kmsKey = soleKey(keys);
    checkRotates(kmsKey, 'AWS_KMS');
    refuseReplica(kmsKey);
    return { output: {}, ...updateKey(kmsKey, { rotation_period_days: null, next_rotation_at: null }) };
  },
});
