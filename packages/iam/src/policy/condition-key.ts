/** Names of condition keys, and where their values come from. */

/**
 * What a request says for a condition key: undefined or an empty list if nothing. Called only for keys that a policy
 * asks for, with the canonical name. Numbers are decimal, booleans `true` or `false`, times ISO 8601 or epoch seconds.
 */
export type ContextLookup = (conditionKey: string) => string | readonly string[] | undefined;

const ENCRYPTION_CONTEXT = 'kms:encryptioncontext:';

/**
 * The canonical name: in lower case, for condition keys compare without regard to it (IAM User Guide, "Condition"), but
 * for what follows `kms:encryptioncontext:` (KMS Developer Guide, "kms:EncryptionContext:context-key").
 */
export function canonicalConditionKey(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith(ENCRYPTION_CONTEXT) ? ENCRYPTION_CONTEXT + name.slice(ENCRYPTION_CONTEXT.length) : lower;
}
