/**
 * The syntax check of policies, as IAM and STS do it when one is attached, passed or made a role's trust policy.
 * Bounded before it is parsed; strict JSON; the grammar is in parse-statement.ts.
 */
import type { PolicyDocument, PolicyKind } from './policy-document.js';
import { optionalText, parseStatement } from './parse-statement.js';
import { members, PolicyRefusal } from './policy-values.js';
import { JsonRefusal, type JsonValue, parseStrictJson } from './strict-json.js';

/** Quotas of IAM, in characters without white space (IAM User Guide, "IAM and AWS STS quotas"). */
export const MANAGED_POLICY_MAX_CHARS = 6144;
/** All inline policies of one user together. */
export const USER_INLINE_POLICY_MAX_CHARS = 2048;
/** All inline policies of one role together. */
export const ROLE_INLINE_POLICY_MAX_CHARS = 10_240;
export const TRUST_POLICY_MAX_CHARS = 2048;
/** With white space (STS API reference, AssumeRole, Policy). */
export const SESSION_POLICY_MAX_CHARS = 2048;

/** With white space: what the API takes at all (IAM API model, policyDocumentType). */
const DOCUMENT_MAX_CHARS = 131_072;
/** Statements in one policy. 32 KiB hold fewer than 600 that say anything. */
const STATEMENTS_MAX_COUNT = 1000;
/** Line feed, carriage return, tab, and U+0020 to U+00FF (API references of KMS and IAM). */
const ALLOWED_CHARACTERS = /^[\t\n\r\u0020-\u00ff]*$/;

/**
 * An identity policy or a permissions boundary.
 * @param maxChars without white space. Quotas over several inline policies are for the caller to sum.
 * @throws PolicyRefusal
 */
export function parseIdentityPolicy(text: string, maxChars: number = MANAGED_POLICY_MAX_CHARS): PolicyDocument {
  checkChars(text, maxChars);
  return parsePolicy(text, 'identity');
}

/** A session policy, as AssumeRole takes it. @throws PolicyRefusal */
export function parseSessionPolicy(text: string): PolicyDocument {
  if (text.length > SESSION_POLICY_MAX_CHARS) throw tooLarge(SESSION_POLICY_MAX_CHARS);
  return parsePolicy(text, 'identity');
}

/** Who may assume a role, and on which conditions. @throws PolicyRefusal */
export function parseTrustPolicy(text: string): PolicyDocument {
  checkChars(text, TRUST_POLICY_MAX_CHARS);
  return parsePolicy(text, 'trust');
}

/** The characters that count against IAM's quotas: all but white space. */
export function policyChars(text: string): number {
  return text.replace(/[\t\n\r ]+/g, '').length;
}

/** The caller has bounded the text. @throws PolicyRefusal */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  if (!ALLOWED_CHARACTERS.test(text))
    throw new PolicyRefusal('it holds a character beyond U+00FF or a control character');
  try {
    return parseDocument(parseStrictJson(text), kind);
  } catch (error) {
    if (!(error instanceof JsonRefusal)) throw error;
    throw new PolicyRefusal(error.message, 'malformed', { cause: error });
  }
}

function parseDocument(value: JsonValue, kind: PolicyKind): PolicyDocument {
  const document = members(value, 'the policy', ['Version', 'Id', 'Statement']);
  const version = document.get('Version') ?? '2008-10-17';
  if (version !== '2008-10-17' && version !== '2012-10-17') {
    throw new PolicyRefusal('Version must be "2012-10-17" or "2008-10-17"');
  }
  const statement = document.get('Statement');
  if (statement === undefined) throw new PolicyRefusal('it has no Statement');
  const list: readonly JsonValue[] = Array.isArray(statement) ? (statement as readonly JsonValue[]) : [statement];
  if (list.length === 0) throw new PolicyRefusal('Statement is empty');
  if (list.length > STATEMENTS_MAX_COUNT) throw new PolicyRefusal('it has too many statements');
  const statements = list.map((each, index) => parseStatement(each, kind, `statement ${String(index + 1)}`));
  const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === '' ? [] : [sid]));
  if (kind !== 'key' && new Set(sids).size < sids.length) {
    throw new PolicyRefusal('Statement IDs (SID) in a single policy must be unique');
  }
  return { kind, version, id: optionalText(document.get('Id'), 'Id'), statements };
}

function checkChars(text: string, maxChars: number): void {
  if (text.length > DOCUMENT_MAX_CHARS || policyChars(text) > maxChars) throw tooLarge(maxChars);
}

function tooLarge(maxChars: number): PolicyRefusal {
  return new PolicyRefusal(`The policy exceeds ${String(maxChars)} characters`, 'tooLarge');
}
