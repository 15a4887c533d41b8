import { stateAfterCancel } from '../keys/imported-material.js';
import { updateKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: CancelKeyDeletion. The key comes back Disabled, never Enabled; without its material PendingImport. */
export const cancelKeyDeletion = operation({
  name: 'CancelKeyDeletion',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:CancelKeyDeletion', states: 'cancel-deletion' },
  ],
  handle({ keys }) {
    const kmsKey = soleKey(keys);
    return {
      output: { keyId: kmsKey.arn },
      ...updateKey(kmsKey, { key_state: stateAfterCancel(kmsKey), deletion_at: null, pending_window_days: null }),
    };
  },
});
