/** Authorization of one action of a request: by policies, else by a grant. */
import { assert } from '@strongroom/core/assert.js';
import { authorize, type AuthorizationRequest } from '@strongroom/iam/policy/authorize.js';
import type { DenyReason } from '@strongroom/iam/policy/decision.js';
import { requestPrincipal } from '../identity/request-principal.js';
import type { Principal } from '../identity/principal.js';
import { keyPolicyOf } from '../keys/key-policy.js';
import { isNobodysKey } from '../keys/nobodys-key.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Services } from '../services.js';
import { conditionLookup } from './condition-keys.js';
import { denied, deniedByOtherAccount } from './denials.js';
import type { Facts } from './facts.js';
import { grantsFor, type Consulted } from './granted.js';

/**
 * An action on a key. What policies decide is decided at once; grants are looked up only where they matter.
 * @throws KmsError AccessDeniedException.
 */
export function authorizeKey(
  services: Services,
  facts: Facts,
  kmsKey: KmsKey,
  presented: ReadonlySet<string>,
  consulted: Consulted,
): void | Promise<void> {
  const request = requestForKey(facts, kmsKey);
  const decision = authorize(request);
  if (decision.allowed) {
    assert(!isNobodysKey(kmsKey), 'nobody may use a key that is not there');
    return;
  }
  // Of another account's key, what is looked up does not depend on what the caller's own policies find out about it.
  const isOwn = kmsKey.accountId === facts.call.caller.principal.accountId;
  if (isOwn && decision.reason.startsWith('denyIn')) throw denialOf(facts, kmsKey, decision.reason);
  return authorizeByGrants(services, facts, kmsKey, request, presented, consulted);
}

/** Whether policies alone, without a grant, allow an action on a key. */
export function policiesAllow(facts: Facts, kmsKey: KmsKey): boolean {
  return authorize(requestForKey(facts, kmsKey)).allowed;
}

function requestForKey(facts: Facts, kmsKey: KmsKey): AuthorizationRequest {
  return requestOf(facts, kmsKey.arn, { policy: keyPolicyOf(kmsKey), accountId: kmsKey.accountId });
}

/** An action on something that has no policy of its own. @throws KmsError AccessDeniedException. */
export function authorizeAction(facts: Facts, resource: string): void {
  const decision = authorize(requestOf(facts, resource, undefined));
  if (!decision.allowed) throw denied(facts, resource, decision.reason);
}

async function authorizeByGrants(
  services: Services,
  facts: Facts,
  kmsKey: KmsKey,
  request: AuthorizationRequest,
  presented: ReadonlySet<string>,
  consulted: Consulted,
): Promise<void> {
  const grantAllows = await grantsFor(services, facts, request, presented, consulted);
  const decision = authorize({ ...request, grantAllows });
  if (!decision.allowed) throw denialOf(facts, kmsKey, decision.reason);
}

export function requestOf(
  facts: Facts,
  resource: string,
  resourcePolicy: AuthorizationRequest['resourcePolicy'],
): AuthorizationRequest {
  const { principal } = facts.call.caller;
  return {
    principal: asPoliciesSee(principal),
    action: facts.action,
    resource,
    context: conditionLookup(facts),
    resourcePolicy,
    identityPolicies: principal.identityPolicies,
    permissionsBoundary: principal.permissionsBoundary,
    sessionPolicies: principal.sessionPolicies,
  };
}

function denialOf(facts: Facts, kmsKey: KmsKey, reason: DenyReason) {
  const isOwn = kmsKey.accountId === facts.call.caller.principal.accountId;
  return isOwn ? denied(facts, kmsKey.arn, reason) : deniedByOtherAccount(facts, reason);
}

/** A principal's record is replaced when it changes, never written. */
const SEEN = new WeakMap<Principal, AuthorizationRequest['principal']>();

function asPoliciesSee(principal: Principal): AuthorizationRequest['principal'] {
  let seen = SEEN.get(principal);
  if (seen === undefined) {
    seen = requestPrincipal(principal);
    SEEN.set(principal, seen);
  }
  return seen;
}
