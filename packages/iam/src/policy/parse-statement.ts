/**
 * One statement of a policy (IAM User Guide, "Grammar of the IAM JSON policy language"). Whatever the grammar does not
 * know is refused: an element that is ignored is a permission that surprises.
 */
import { parseConditions } from './parse-conditions.js';
import { parsePrincipals } from './parse-principals.js';
import type { MatchElement, PolicyKind, PolicyStatement, PrincipalElement } from './policy-document.js';
import { members, PolicyRefusal, textList } from './policy-values.js';
import type { JsonValue } from './strict-json.js';

const ELEMENTS = [
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
const ACTION = /^(?:\*|[a-zA-Z0-9-]{1,64}:[a-zA-Z0-9*?]{1,128})$/;
/** Spaces occur within variables: `${aws:PrincipalTag/team, 'none'}`. */
const RESOURCE = /^(?:\*|arn:[ -~]{1,2048})$/;
const STS_ACTION = /^sts:/i;
const IAM_SID = /^[a-zA-Z0-9]*$/;

type Statement = ReadonlyMap<string, JsonValue>;

/** @throws PolicyRefusal */
export function parseStatement(value: JsonValue, kind: PolicyKind, where: string): PolicyStatement {
  const statement = members(value, where, ELEMENTS);
  const effect = statement.get('Effect');
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyRefusal(`${where}: Effect must be "Allow" or "Deny"`);
  const condition = statement.get('Condition');
  return {
    sid: parseSid(statement, kind, where),
    effect,
    principals: parsePrincipal(statement, kind, effect, where),
    actions: parseActions(statement, kind, where),
    resources: parseResources(statement, kind, where),
    conditions: condition === undefined ? [] : parseConditions(condition, where),
  };
}

/** IAM wants letters and digits; KMS takes any text. */
function parseSid(statement: Statement, kind: PolicyKind, where: string): string | undefined {
  const sid = optionalText(statement.get('Sid'), `${where}: Sid`);
  if (kind !== 'key' && sid !== undefined && !IAM_SID.test(sid)) {
    throw new PolicyRefusal(`${where}: Statement IDs (SID) must be alpha-numeric`);
  }
  return sid;
}

function parsePrincipal(
  statement: Statement,
  kind: PolicyKind,
  effect: 'Allow' | 'Deny',
  where: string,
): PrincipalElement | undefined {
  const element = oneOf(statement, 'Principal', 'NotPrincipal', where);
  if (kind === 'identity') {
    if (element === undefined) return undefined;
    throw new PolicyRefusal(`${where}: Policy document should not specify a principal`);
  }
  if (element === undefined) throw new PolicyRefusal(`${where} has no Principal`);
  if (element.negated && effect === 'Allow') {
    throw new PolicyRefusal(`${where}: NotPrincipal needs the effect "Deny"`);
  }
  return { negated: element.negated, principals: parsePrincipals(element.value, where) };
}

function parseActions(statement: Statement, kind: PolicyKind, where: string): MatchElement | undefined {
  const actions = parseMatch(statement, 'Action', 'NotAction', ACTION, where);
  if (kind === 'key') return actions;
  if (actions === undefined) throw new PolicyRefusal(`${where}: Policy statement must contain actions`);
  if (kind === 'trust' && !actions.patterns.every((pattern) => STS_ACTION.test(pattern))) {
    throw new PolicyRefusal(`${where}: AssumeRole policy may only specify STS AssumeRole actions`);
  }
  return actions;
}

function parseResources(statement: Statement, kind: PolicyKind, where: string): MatchElement | undefined {
  const resources = parseMatch(statement, 'Resource', 'NotResource', RESOURCE, where);
  if (kind === 'identity' && resources === undefined) {
    throw new PolicyRefusal(`${where}: Policy statement must contain resources`);
  }
  if (kind === 'trust' && resources !== undefined) {
    throw new PolicyRefusal(`${where}: Has prohibited field ${resources.negated ? 'NotResource' : 'Resource'}`);
  }
  return resources;
}

function parseMatch(
  statement: Statement,
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
  statement: Statement,
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

/** @throws PolicyRefusal */
export function optionalText(value: JsonValue | undefined, where: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw new PolicyRefusal(`${where} must be text`);
  return value;
}
