import { updateKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: DisableKey. No answer that rests on the enabled key leaves after this one. */
export const disableKey = operation({
  name: 'DisableKey',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:DisableKey', states: 'enablement' },
  ],
  handle: ({ keys }) => ({ output: {}, ...updateKey(soleKey(keys), { key_state: 'Disabled' }) }),
});
