/** The safety check of CreateKey, ReplicateKey and PutKeyPolicy: a new key policy must not lock its author out. */
import { KmsError } from '@strongroom/core/errors.js';
import { compilePolicy } from '@strongroom/iam/policy/compile-policy.js';
import { keepsPutKeyPolicy } from '@strongroom/iam/policy/lockout.js';
import { parseKeyPolicy } from '@strongroom/iam/policy/parse-key-policy.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { requestPrincipal } from '../identity/request-principal.js';
import type { Call } from '../pipeline/call.js';
import { conditionLookup } from './condition-keys.js';

interface Author {
  readonly call: Call;
  readonly operation: OperationName;
  readonly input: { readonly bypassPolicyLockoutSafetyCheck?: boolean };
  readonly now: number;
}

/** @throws KmsError MalformedPolicyDocumentException, unless the request bypasses the check. */
export function checkLockout({ call, operation, input, now }: Author, policy: string, keyArn: string): void {
  if (input.bypassPolicyLockoutSafetyCheck === true) return;
  const context = conditionLookup({
    call,
    now,
    operation,
    action: 'kms:PutKeyPolicy',
    input: { ...input },
    key: undefined,
    keys: [],
  });
  const principal = requestPrincipal(call.caller.principal);
  if (keepsPutKeyPolicy(compilePolicy(parseKeyPolicy(policy)), { principal, keyArn, context })) return;
  throw new KmsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}
