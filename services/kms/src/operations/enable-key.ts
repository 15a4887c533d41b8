import { updateKey } from '../keys/key-writes.js';
import { resumedRotation } from '../keys/rotation.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: EnableKey. Enabling an enabled key is allowed and changes nothing. */
export const enableKey = operation({
  name: 'EnableKey',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:EnableKey', states: 'enablement' }],
  handle({ services, keys }) {
    const kmsKey = soleKey(keys);
    const resumed = resumedRotation(kmsKey, services.clock.now());
    return { output: {}, ...updateKey(kmsKey, { key_state: 'Enabled', ...resumed }) };
  },
});
