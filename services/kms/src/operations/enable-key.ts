import { updateKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: EnableKey. Enabling an enabled key is allowed and changes nothing. */
export const enableKey = operation({
  name: 'EnableKey',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:EnableKey', states: 'enablement' }],
  handle: ({ keys }) => ({ output: {}, ...updateKey(soleKey(keys), { key_state: 'Enabled' }) }),
});
