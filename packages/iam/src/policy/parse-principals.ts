/** The Principal element (IAM User Guide, "AWS JSON policy elements: Principal"). */
import { parseAccountId } from '@strongroom/core/ids.js';
import { parsePrincipalArn } from '../principal-arn.js';
import type { PolicyPrincipal } from './policy-document.js';
import { members, PolicyRefusal, textList } from './policy-values.js';
import type { JsonValue } from './strict-json.js';

/** Unique ids that IAM shows in place of the ARN of a deleted user or role. */
const PRINCIPAL_ID = /^A(?:IDA|ROA)[A-Z0-9]{12,124}$/;
const SERVICE = /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}$/;
const FEDERATED = /^[!-~]{1,2048}$/;
const CANONICAL_USER = /^[0-9a-f]{64}$/;

/** @throws PolicyRefusal with AWS's wording when a principal is not one. */
export function parsePrincipals(value: JsonValue, where: string): readonly PolicyPrincipal[] {
  if (value === '*') return [{ kind: 'everyone' }];
  if (typeof value === 'string') throw invalid(where, value);
  const byType = members(value, `${where}: Principal`, ['AWS', 'Service', 'Federated', 'CanonicalUser']);
  if (byType.size === 0) throw new PolicyRefusal(`${where}: Principal is empty`);
  return [...byType].flatMap(([type, list]) =>
    textList(list, `${where}: Principal.${type}`).map((text) => parsePrincipal(type, text) ?? fail(where, text)),
  );
}

function parsePrincipal(type: string, text: string): PolicyPrincipal | undefined {
  if (type === 'Service') return SERVICE.test(text) ? { kind: 'service', name: text } : undefined;
  if (type === 'Federated') return FEDERATED.test(text) ? { kind: 'federated', provider: text } : undefined;
  if (type === 'CanonicalUser') return CANONICAL_USER.test(text) ? { kind: 'canonicalUser', id: text } : undefined;
  if (text === '*') return { kind: 'everyone' };
  const accountId = parseAccountId(text);
  if (accountId !== undefined) return { kind: 'account', accountId };
  if (PRINCIPAL_ID.test(text)) return { kind: 'principalId', id: text };
  const principal = parsePrincipalArn(text);
  if (principal === undefined) return undefined;
  if (principal.kind === 'root') return { kind: 'account', accountId: principal.accountId };
  return { kind: 'principal', arn: principal.arn };
}

function fail(where: string, text: string): never {
  throw invalid(where, text);
}

function invalid(where: string, text: string): PolicyRefusal {
  return new PolicyRefusal(
    `Policy contains a statement with one or more invalid principals (${where}: ${JSON.stringify(text.slice(0, 128))})`,
  );
}
