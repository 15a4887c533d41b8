/**
 * The syntax check of a key policy, as PutKeyPolicy and CreateKey do it (KMS API reference, PutKeyPolicy; IAM User
 * Guide, "Grammar of the IAM JSON policy language"). Whatever the grammar does not know is refused: an element that is
 * ignored is a permission that surprises.
 */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { KEY_POLICY_MAX_BYTES } from '@strongroom/core/limits.js';
import type { KeyPolicy, MatchElement, PolicyStatement } from './key-policy.js';
import { parseConditions } from './parse-conditions.js';
import { parsePrincipals } from './parse-principals.js';
import { members, PolicyRefusal, textList } from './policy-values.js';
import { JsonRefusal, type JsonValue, parseStrictJson } from './strict-json.js';

/** Statements in one policy. 32 KiB hold fewer than 600 that say anything. */
const STATEMENTS_MAX_COUNT = 1000;
/** Line feed, carriage return, tab, and U+0020 to U+00FF (API reference). */
const ALLOWED_CHARACTERS = /^[\t\n\r\u0020-\u00ff]*$/;
const ACTION = /^(?:\*|[a-zA-Z0-9-]{1,64}:[a-zA-Z0-9*?]{1,128})$/;
const RESOURCE = /^(?:\*|arn:[!-~]{1,2048})$/;

/**
 * Parses and checks.
 * @throws KmsError LimitExceededException beyond 32,768 bytes, MalformedPolicyDocumentException with the reason
 * otherwise. Whether the caller may still change the policy, and whether its principals exist, is not decided here.
 */
export function parseKeyPolicy(text: string): KeyPolicy {
  if (text.length > KEY_POLICY_MAX_BYTES || utf8(text).length > KEY_POLICY_MAX_BYTES) {
    throw new KmsError('LimitExceededException', `The key policy exceeds ${String(KEY_POLICY_MAX_BYTES)} bytes.`);
  }
  try {
    if (!ALLOWED_CHARACTERS.test(text))
      throw new PolicyRefusal('it holds a character beyond U+00FF or a control character');
    return parseDocument(parseStrictJson(text));
  } catch (error) {
    if (!(error instanceof PolicyRefusal || error instanceof JsonRefusal)) throw error;
    throw new KmsError('MalformedPolicyDocumentException', `The policy is not valid: ${error.message}.`, {
      cause: error,
    });
  }
}

function parseDocument(value: JsonValue): KeyPolicy {
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
  return {
    version,
    id: optionalText(document.get('Id'), 'Id'),
    statements: list.map((each, index) => parseStatement(each, `statement ${String(index + 1)}`)),
  };
}

const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const;

function parseStatement(value: JsonValue, where: string): PolicyStatement {
  const statement = members(value, where, STATEMENT_ELEMENTS);
  const effect = statement.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyRefusal(`${where}: Effect must be "Allow" or "Deny"`);
  const principal = oneOf(statement, 'Principal', 'NotPrincipal', where);
  if (principal === undefined) throw new PolicyRefusal(`${where} has no Principal`);
  if (principal.negated && effect === 'Allow')
    throw new PolicyRefusal(`${where}: NotPrincipal needs the effect "Deny"`);
  const condition = statement.get('Condition');
  return {
    sid: optionalText(statement.get('Sid'), `${where}: Sid`),
    effect,
    principals: { negated: principal.negated, principals: parsePrincipals(principal.value, where) },
    actions: parseMatch(statement, 'Action', 'NotAction', ACTION, where),
    resources: parseMatch(statement, 'Resource', 'NotResource', RESOURCE, where),
    conditions: condition === undefined ? [] : parseConditions(condition, where),
  };
}

function parseMatch(
  statement: ReadonlyMap<string, JsonValue>,
  name: string,
  negatedName: string,
  grammar: RegExp,
  where: string,
): MatchElement | undefined {
  const element = oneOf(statement, name, negatedName, where);
  if (element === undefined) return undefined;
  const patterns = textList(element.value, `${where}: ${element.negated ? negatedName : name}`);
  const wrong = patterns.find((pattern) => !grammar.test(pattern));
  if (wrong !== undefined) throw new PolicyRefusal(`${where}: ${JSON.stringify(wrong.slice(0, 128))} is no ${name}`);
  return { negated: element.negated, patterns };
}

function oneOf(
  statement: ReadonlyMap<string, JsonValue>,
  name: string,
  negatedName: string,
  where: string,
): { negated: boolean; value: JsonValue } | undefined {
  const plain = statement.get(name);
  const negated = statement.get(negatedName);
  if (plain !== undefined && negated !== undefined) {
    throw new PolicyRefusal(`${where} has both ${name} and ${negatedName}`);
  }
  if (plain !== undefined) return { negated: false, value: plain };
  return negated === undefined ? undefined : { negated: true, value: negated };
}

function optionalText(value: JsonValue | undefined, where: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw new PolicyRefusal(`${where} must be text`);
  return value;
}
