import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';
import { checkPolicyName, POLICY_NAME } from './policy-name.js';

/** API reference: GetKeyPolicy. */
export const getKeyPolicy = operation({
  name: 'GetKeyPolicy',
  quota: 'describe',
  readOnly: true,
  crossAccount: false,
  check: checkPolicyName,
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:GetKeyPolicy', states: 'any' }],
  handle: ({ keys }) => ({ output: { policy: soleKey(keys).policy, policyName: POLICY_NAME } }),
});
