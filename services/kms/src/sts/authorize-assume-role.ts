/**
 * May the caller have this session of this role? The role's trust policy decides; for a caller whom it does not name
 * directly, or of another account, so do the caller's own policies (IAM User Guide, "Policy evaluation logic").
 */
import { KmsError } from '@strongroom/core/errors.js';
import { authorize } from '@strongroom/iam/policy/authorize.js';
import type { ContextLookup } from '@strongroom/iam/policy/condition-key.js';
import type { Credential, Principal } from '../identity/principal.js';
import { principalContext } from '../identity/principal-context.js';
import { requestContext, type RequestFacts } from '../identity/request-context.js';
import { requestPrincipal } from '../identity/request-principal.js';
import type { Role, SessionRequest } from '../identity/role-session.js';

export interface AssumeRoleFacts extends RequestFacts {
  readonly principal: Principal;
  readonly credential: Credential;
  readonly role: Role;
  readonly request: SessionRequest;
  readonly externalId: string | undefined;
}

/** @throws KmsError AccessDeniedException. */
export function authorizeAssumeRole(facts: AssumeRoleFacts): void {
  const { principal, role, request } = facts;
  if (principal.kind === 'root') {
    throw new KmsError('AccessDeniedException', 'Roles may not be assumed by root accounts.');
  }
  const context = contextOf(facts);
  for (const action of actionsOf(request)) {
    const { allowed } = authorize({
      principal: requestPrincipal(principal),
      action,
      resource: role.arn,
      context,
      resourcePolicy: { policy: role.role.trustPolicy, accountId: role.accountId },
      identityPolicies: principal.identityPolicies,
      permissionsBoundary: principal.permissionsBoundary,
      sessionPolicies: principal.sessionPolicies,
    });
    if (!allowed) throw notAuthorized(principal, action, role.arn);
  }
}

/** The same whether or not the role exists. */
export function notAuthorized(principal: Principal, action: string, roleArn: string): KmsError {
  return new KmsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${roleArn}`,
  );
}

function actionsOf({ tags, sourceIdentity }: SessionRequest): string[] {
  const actions = ['sts:AssumeRole'];
  if (Object.keys(tags).length > 0) actions.push('sts:TagSession');
  if (sourceIdentity !== undefined) actions.push('sts:SetSourceIdentity');
  return actions;
}

const REQUEST_TAG = 'aws:requesttag/';
const RESOURCE_TAGS = ['aws:resourcetag/', 'iam:resourcetag/'];

function contextOf(facts: AssumeRoleFacts): ContextLookup {
  const { principal, role, request } = facts;
  const requestTags = new Map(Object.entries(request.tags).map(([name, value]) => [name.toLowerCase(), value]));
  const known: Readonly<Record<string, string | readonly string[] | undefined>> = {
    ...requestContext(facts),
    'sts:externalid': facts.externalId,
    'sts:rolesessionname': request.sessionName,
    'sts:sourceidentity': request.sourceIdentity,
    'sts:transitivetagkeys': request.transitiveTagKeys,
    'aws:tagkeys': Object.keys(request.tags),
    'aws:resourceaccount': role.accountId,
    'aws:sourceaccount': principal.kind === 'service' ? principal.accountId : undefined,
  };
  return (conditionKey) => {
    if (conditionKey.startsWith(REQUEST_TAG)) return requestTags.get(conditionKey.slice(REQUEST_TAG.length));
    const prefix = RESOURCE_TAGS.find((each) => conditionKey.startsWith(each));
    if (prefix !== undefined) return role.tags.get(conditionKey.slice(prefix.length));
    return Object.hasOwn(known, conditionKey) ? known[conditionKey] : principalContext(facts, conditionKey);
  };
}
