/** A KMS key has exactly one policy, and its name is fixed (API reference: PutKeyPolicy, PolicyName). */
import { KmsError } from '@strongroom/core/errors.js';

export const POLICY_NAME = 'default';

/** @throws KmsError NotFoundException for any other name. */
export function checkPolicyName(input: { readonly policyName?: string }): void {
  if (input.policyName !== undefined && input.policyName !== POLICY_NAME) {
    throw new KmsError('NotFoundException', 'No such policy exists');
  }
}
