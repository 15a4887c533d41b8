/** The syntax check of a key policy, as PutKeyPolicy and CreateKey do it (KMS API reference, PutKeyPolicy). */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { KEY_POLICY_MAX_BYTES } from '@strongroom/core/limits.js';
import { parsePolicy } from './parse-policy.js';
import type { PolicyDocument } from './policy-document.js';
import { PolicyRefusal } from './policy-values.js';

/**
 * Parses and checks.
 * @throws KmsError LimitExceededException beyond 32,768 bytes, MalformedPolicyDocumentException with the reason
 * otherwise. Whether the caller may still change the policy, and whether its principals exist, is not decided here.
 */
export function parseKeyPolicy(text: string): PolicyDocument {
  if (text.length > KEY_POLICY_MAX_BYTES || utf8(text).length > KEY_POLICY_MAX_BYTES) {
    throw new KmsError('LimitExceededException', `The key policy exceeds ${String(KEY_POLICY_MAX_BYTES)} bytes.`);
  }
  try {
    return parsePolicy(text, 'key');
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    throw new KmsError('MalformedPolicyDocumentException', `The policy is not valid: ${error.message}.`, {
      cause: error,
    });
  }
}
