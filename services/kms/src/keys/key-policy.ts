/** Key policies as CreateKey and PutKeyPolicy take them: checked for syntax and stored. */
import { KmsError } from '@strongroom/core/errors.js';
import { KEY_POLICY_MAX_BYTES } from '@strongroom/core/limits.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { defaultKeyPolicy } from '@strongroom/iam/policy/default-key-policy.js';
import { parseKeyPolicy } from '@strongroom/iam/policy/parse-key-policy.js';

export function defaultPolicy(accountId: AccountId): string {
  return defaultKeyPolicy(accountId);
}

/** The document itself when it is one. @throws KmsError LimitExceededException, MalformedPolicyDocumentException. */
export function checkedKeyPolicy(document: string): string {
  if (Buffer.byteLength(document) > KEY_POLICY_MAX_BYTES) {
    throw new KmsError('LimitExceededException', `The key policy exceeds ${String(KEY_POLICY_MAX_BYTES)} bytes.`);
  }
  parseKeyPolicy(document);
  return document;
}
