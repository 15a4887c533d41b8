/** Key policies as CreateKey and PutKeyPolicy take them: checked for syntax and stored. */
import { KmsError } from '@strongroom/core/errors.js';
import { KEY_POLICY_MAX_BYTES } from '@strongroom/core/limits.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { defaultKeyPolicy } from '@strongroom/iam/policy/default-key-policy.js';
import { compilePolicy, type CompiledPolicy } from '@strongroom/iam/policy/compile-policy.js';
import { parseKeyPolicy } from '@strongroom/iam/policy/parse-key-policy.js';
import type { KmsKey } from './key-record.js';
import { isNobodysKey } from './nobodys-key.js';

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

/** A key's record is replaced when it changes, never written. */
const COMPILED = new WeakMap<KmsKey, CompiledPolicy>();

/** The key's policy as it is evaluated. */
export function keyPolicyOf(kmsKey: KmsKey): CompiledPolicy {
  let compiled = COMPILED.get(kmsKey);
  if (compiled === undefined) {
    compiled = isNobodysKey(kmsKey) ? ALLOWS_NOTHING : compilePolicy(parseKeyPolicy(kmsKey.policy));
    COMPILED.set(kmsKey, compiled);
  }
  return compiled;
}

const ALLOWS_NOTHING = compilePolicy({ kind: 'key', version: '2012-10-17', id: undefined, statements: [] });
