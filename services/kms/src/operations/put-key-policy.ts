import { checkLockout } from '../authorization/lockout.js';
import { checkedKeyPolicy } from '../keys/key-policy.js';
import { updateKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';
import { checkPolicyName } from './policy-name.js';

/** API reference: PutKeyPolicy. The document is checked for syntax and stored. */
export const putKeyPolicy = operation({
  name: 'PutKeyPolicy',
  quota: 'policy',
  readOnly: false,
  crossAccount: false,
  check(input) {
    checkPolicyName(input);
    checkedKeyPolicy(input.policy);
  },
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:PutKeyPolicy', states: 'any' }],
  examine({ services, call, input, keys }) {
    const { arn } = soleKey(keys);
    checkLockout({ call, operation: 'PutKeyPolicy', input, now: services.clock.now() }, input.policy, arn);
  },
  handle: ({ input, keys }) => ({ output: {}, ...updateKey(soleKey(keys), { policy: input.policy }) }),
});
