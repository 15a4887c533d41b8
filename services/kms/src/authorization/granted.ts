/** Whether a grant permits what a request wants to do. */
import { authorize, type AuthorizationRequest } from '@strongroom/iam/policy/authorize.js';
import type { CreateGrantRequest, GrantOperation } from '@strongroom/proto/gen/kms-types.js';
import { isAsStrict, meetsConstraints } from '../grants/grant-constraints.js';
import { granteeEntity } from '../grants/grant-entities.js';
import { isGrantable } from '../grants/grant-operations.js';
import type { GrantsOfGrantee } from '../grants/grant-directory.js';
import type { Grant } from '../grants/grant.js';
import { rootArn, type Principal } from '../identity/principal.js';
import { isNobodysKey } from '../keys/nobodys-key.js';
import type { Services } from '../services.js';
import { contextOf, type Facts } from './facts.js';

/** What a decision rested on besides key and caller. */
export interface Consulted {
  readonly records: GrantsOfGrantee[];
  /** The same in the names of the change feed. */
  readonly entities: string[];
}

/** By what names a grant may mean this principal: its own ARN; of a session, its role's as well. */
export function grantNamesOf({ kind, arn, name, session }: Principal): readonly string[] {
  if (kind === 'service') return [name];
  return session === undefined ? [arn] : [arn, session.roleArn];
}

/**
 * Looks up the caller's grants on the key. The answer goes into `authorize`, which asks it if it matters.
 * @param presented ids of the grants whose tokens came with the request
 */
export async function grantsFor(
  services: Services,
  facts: Facts,
  request: AuthorizationRequest,
  presented: ReadonlySet<string>,
  consulted: Consulted,
): Promise<() => boolean> {
  const { key, call, action } = facts;
  const operation = action.slice('kms:'.length);
  if (key === undefined || !isGrantable(operation)) return () => false;
  const { kmsKey } = key;
  const { principal } = call.caller;
  const load = async (grantee: string): Promise<readonly Grant[]> => {
    const found = await services.grants.ofGrantee(kmsKey.region, kmsKey.keyId, grantee);
    consulted.records.push(found);
    consulted.entities.push(granteeEntity(kmsKey.region, kmsKey.keyId, grantee));
    return found.grants;
  };
  const direct: Grant[] = [];
  for (const name of grantNamesOf(principal)) direct.push(...(await load(name)));
  const ofAccount =
    principal.kind === 'user' || principal.kind === 'session' ? await load(rootArn(principal.accountId)) : [];
  const permits = (grant: Grant): boolean =>
    grant.operations.has(operation) &&
    grant.accountId === kmsKey.accountId &&
    // A grant names a service without the account that it acts for: it means the key's own.
    (principal.kind !== 'service' || principal.accountId === grant.accountId) &&
    (presented.has(grant.grantId) || facts.now >= grant.createdAt + services.grantPropagationMs) &&
    isWithin(grant, operation, facts);
  return () => {
    if (isNobodysKey(kmsKey)) return false;
    if (direct.some(permits)) return true;
    // What an account was granted, its administrators give on by IAM.
    return ofAccount.some(permits) && authorize({ ...request, resourcePolicy: undefined }).allowed;
  };
}

function isWithin({ constraints, operations }: Grant, operation: GrantOperation, facts: Facts): boolean {
  // No request is made on behalf of an AWS resource here.
  if (constraints?.sourceArn !== undefined) return false;
  if (operation !== 'CreateGrant') return meetsConstraints(constraints, contextOf(facts));
  const asked = facts.input as unknown as CreateGrantRequest;
  return asked.operations.every((each) => operations.has(each)) && isAsStrict(asked.constraints, constraints);
}
