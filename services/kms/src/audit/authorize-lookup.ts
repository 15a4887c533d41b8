/** May the caller read the account's events? An action without a resource: identity policies decide. */
import { KmsError } from '@strongroom/core/errors.js';
import { authorize } from '@strongroom/iam/policy/authorize.js';
import { denialPhrase } from '@strongroom/iam/policy/decision.js';
import type { Caller } from '../identity/principal.js';
import { principalContext } from '../identity/principal-context.js';
import { requestContext, type RequestFacts } from '../identity/request-context.js';
import { requestPrincipal } from '../identity/request-principal.js';

const ACTION = 'cloudtrail:LookupEvents';

export interface LookupFacts extends RequestFacts {
  readonly caller: Caller;
}

/** @throws KmsError AccessDeniedException. */
export function authorizeLookup(facts: LookupFacts): void {
  const { caller } = facts;
  const { principal } = caller;
  const known = requestContext(facts);
  const decision = authorize({
    principal: requestPrincipal(principal),
    action: ACTION,
    resource: '*',
    context: (name) => (Object.hasOwn(known, name) ? known[name] : principalContext(caller, name)),
    resourcePolicy: undefined,
    identityPolicies: principal.identityPolicies,
    permissionsBoundary: principal.permissionsBoundary,
    sessionPolicies: principal.sessionPolicies,
  });
  if (decision.allowed) return;
  const start = `User: ${principal.arn} is not authorized to perform: ${ACTION}`;
  throw new KmsError('AccessDeniedException', `${start} ${denialPhrase(decision.reason, ACTION)}`);
}
