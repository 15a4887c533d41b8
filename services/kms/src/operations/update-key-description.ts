import { checkStoredText } from '../keys/stored-text.js';
import { updateKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: UpdateKeyDescription. */
export const updateKeyDescription = operation({
  name: 'UpdateKeyDescription',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  check(input) {
    checkStoredText('Description', input.description);
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'key-id-or-arn',
      action: 'kms:UpdateKeyDescription',
      states: 'not-pending-deletion',
    },
  ],
  handle: ({ input, keys }) => ({ output: {}, ...updateKey(soleKey(keys), { description: input.description }) }),
});
