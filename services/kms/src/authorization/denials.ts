/** What a caller hears who may not (IAM User Guide, "Troubleshoot access denied error messages"). */
import { KmsError } from '@strongroom/core/errors.js';
import { denialPhrase, type DenyReason } from '@strongroom/iam/policy/decision.js';
import type { Call } from '../pipeline/call.js';
import type { Facts } from './facts.js';

/** The key's side has allowed: what is missing is the caller's own business, and tells nothing of the key. */
const OF_CALLERS_ACCOUNT: ReadonlySet<DenyReason> = new Set<DenyReason>([
  'noIdentityPolicyAllows',
  'noPermissionsBoundaryAllows',
  'noSessionPolicyAllows',
]);

/**
 * For ciphertexts whose key is gone, elsewhere or somebody else's: one text, so that it tells none of these apart.
 */
export const CIPHERTEXT_REFERS_TO_NOTHING =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.';

export function denied({ call, action }: Facts, resource: string, reason: DenyReason): KmsError {
  const start = `User: ${call.caller.principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return new KmsError('AccessDeniedException', `${start} ${denialPhrase(reason, action)}`);
}

/**
 * Of another account's key. Whether that exists, is forbidden explicitly, or has the attributes that the caller's own
 * policies ask about, is one answer.
 */
export function deniedByOtherAccount({ call, action, key }: Facts, reason: DenyReason): KmsError {
  if (key?.reference.identifier === undefined)
    return new KmsError('AccessDeniedException', CIPHERTEXT_REFERS_TO_NOTHING);
  if (!OF_CALLERS_ACCOUNT.has(reason)) return otherAccountsResource(call, action);
  const start = `User: ${call.caller.principal.arn} is not authorized to perform: ${action} on this resource`;
  return new KmsError('AccessDeniedException', `${start} ${denialPhrase(reason, action)}`);
}

export function otherAccountsResource(call: Call, action: string): KmsError {
  return new KmsError(
    'AccessDeniedException',
    `User: ${call.caller.principal.arn} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  );
}
