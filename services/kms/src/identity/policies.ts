/** Policy documents of principals and sessions, checked and compiled; refusals in the words of IAM and STS. */
import { KmsError } from '@strongroom/core/errors.js';
import { compilePolicy, type CompiledPolicy } from '@strongroom/iam/policy/compile-policy.js';
import {
  parseIdentityPolicy,
  parseSessionPolicy,
  parseTrustPolicy,
  ROLE_INLINE_POLICY_MAX_CHARS,
} from '@strongroom/iam/policy/parse-policy.js';
import type { PolicyDocument } from '@strongroom/iam/policy/policy-document.js';
import { PolicyRefusal } from '@strongroom/iam/policy/policy-values.js';

/**
 * @param maxChars without white space.
 * @throws KmsError MalformedPolicyDocumentException, LimitExceededException.
 */
export function identityPolicy(text: string, name: string, maxChars = ROLE_INLINE_POLICY_MAX_CHARS): CompiledPolicy {
  return compiled(() => parseIdentityPolicy(text, maxChars), name);
}

/** @throws KmsError as {@link identityPolicy}. */
export function trustPolicy(text: string): CompiledPolicy {
  return compiled(() => parseTrustPolicy(text), 'the trust policy');
}

/** @throws KmsError as {@link identityPolicy}. */
export function sessionPolicy(text: string): CompiledPolicy {
  return compiled(() => parseSessionPolicy(text), 'the session policy');
}

function compiled(parse: () => PolicyDocument, name: string): CompiledPolicy {
  let document: PolicyDocument;
  try {
    document = parse();
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    if (error.reason === 'tooLarge')
      throw new KmsError('LimitExceededException', `${error.message}.`, { cause: error });
    throw new KmsError('MalformedPolicyDocumentException', `The policy is not valid: ${error.message}.`, {
      cause: error,
    });
  }
  return compilePolicy(document, name);
}
