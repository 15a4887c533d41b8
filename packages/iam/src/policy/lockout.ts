/**
 * The lockout safety check of CreateKey, ReplicateKey and PutKeyPolicy: "the key policy must allow the calling
 * principal
 * to make a subsequent PutKeyPolicy request on the KMS key" (KMS API reference, BypassPolicyLockoutSafetyCheck).
 */
import { Naming } from './compile-principals.js';
import type { CompiledPolicy } from './compile-policy.js';
import type { ContextLookup } from './condition-key.js';
import { evaluatePolicy } from './evaluate-policy.js';
import type { RequestPrincipal } from './request-principal.js';

/**
 * True if the policy lets the caller, who is of the key's account, change it again: by naming it, or by delegating to
 * the account, whose administrators can then give the permission by IAM.
 */
export function keepsPutKeyPolicy(
  policy: CompiledPolicy,
  caller: {
    readonly principal: RequestPrincipal;
    readonly keyArn: string;
    readonly context: ContextLookup;
    /** Whether a permissions boundary limits the caller. */
    readonly bounded?: boolean;
  },
): boolean {
  const { principal, keyArn, context, bounded = false } = caller;
  const query = { principal, bounded, action: 'kms:putkeypolicy', resource: keyArn, context };
  return evaluatePolicy(policy, query) > Naming.NONE;
}
