import { operation } from '../pipeline/operation.js';
import { POLICY_NAME } from './policy-name.js';
import { decodeMarker } from './support.js';

/** API reference: ListKeyPolicies. One name, so that no marker is ever returned. */
export const listKeyPolicies = operation({
  name: 'ListKeyPolicies',
  quota: 'list',
  readOnly: true,
  crossAccount: false,
  check(input) {
    decodeMarker('ListKeyPolicies', input.marker);
  },
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ListKeyPolicies', states: 'any' }],
  handle: () => ({ output: { policyNames: [POLICY_NAME], truncated: false } }),
});
