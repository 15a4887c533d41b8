/**
 * May this principal do this? The evaluation order of AWS for KMS keys and roles (IAM User Guide, "Policy evaluation
 * logic"; KMS Developer Guide, "Troubleshooting key access"):
 *
 * 1. An explicit deny in any policy wins.
 * 2. The resource's policy must allow, by naming the principal or by delegating to its account; identity policies alone
 *    are never enough. Or a grant allows.
 * 3. What it delegates, and whatever comes from another account, an identity policy must allow as well.
 * 4. The permissions boundary and the session policies must allow too, except what the resource's policy gives to a
 *    user or session by its own ARN within the account.
 *
 * Operations without a resource policy (CreateKey, ListKeys, aliases) are decided by identity policies alone.
 */
import { Naming } from './compile-principals.js';
import type { CompiledPolicy } from './compile-policy.js';
import type { ContextLookup } from './condition-key.js';
import { type Decision, DECISIONS } from './decision.js';
import {
  DENIED,
  evaluatePolicy,
  type PolicyQuery,
  type PolicyVerdict,
  type StatementTrace,
} from './evaluate-policy.js';
import type { RequestPrincipal } from './request-principal.js';

export interface AuthorizationRequest {
  readonly principal: RequestPrincipal;
  /** `kms:Decrypt`. */
  readonly action: string;
  /** ARN, or `*` for an operation without a resource. */
  readonly resource: string;
  readonly context: ContextLookup;
  /** The key policy, or a role's trust policy, and whose it is. Undefined: the resource has none. */
  readonly resourcePolicy: { readonly policy: CompiledPolicy; readonly accountId: string } | undefined;
  /** Of the user, or of the session's role. */
  readonly identityPolicies: readonly CompiledPolicy[];
  readonly permissionsBoundary: CompiledPolicy | undefined;
  /** Empty: the session has none, and is not limited. */
  readonly sessionPolicies: readonly CompiledPolicy[];
  /** Asked at most once, and only when it decides. */
  readonly grantAllows?: (() => boolean) | undefined;
}

/** In which part a policy plays. */
export type PolicyRole = 'resource' | 'identity' | 'boundary' | 'session';

/** Hears of everything that is evaluated. */
export interface AuthorizationTrace {
  policy(role: PolicyRole, policy: CompiledPolicy): StatementTrace;
  decided(verdicts: Verdicts): void;
  grantAsked(allows: boolean): void;
}

/** What each kind of policy says, if none denies. */
export interface Verdicts {
  readonly sameAccount: boolean;
  /** How directly the resource's policy allows. */
  readonly resource: Naming;
  readonly identity: boolean;
  /** True if there is no boundary. */
  readonly boundary: boolean;
  /** True if there are no session policies. */
  readonly session: boolean;
}

export function authorize(request: AuthorizationRequest, trace?: AuthorizationTrace): Decision {
  const { principal, resource, context } = request;
  const { resourcePolicy, permissionsBoundary } = request;
  const bounded = permissionsBoundary !== undefined;
  const query: PolicyQuery = { principal, bounded, action: request.action.toLowerCase(), resource, context };
  const byResource = evaluateOne('resource', resourcePolicy?.policy, query, trace);
  const byIdentity = evaluateAll('identity', request.identityPolicies, query, trace);
  const byBoundary = evaluateOne('boundary', permissionsBoundary, query, trace);
  const bySession = evaluateAll('session', request.sessionPolicies, query, trace);
  if (byResource === DENIED) return DECISIONS.denyInResourcePolicy;
  if (byIdentity === DENIED) return DECISIONS.denyInIdentityPolicy;
  if (byBoundary === DENIED) return DECISIONS.denyInPermissionsBoundary;
  if (bySession === DENIED) return DECISIONS.denyInSessionPolicy;
  const verdicts: Verdicts = {
    // A service as well: it acts for one account, and that another one names a service by its name means its own.
    sameAccount: resourcePolicy?.accountId === principal.accountId,
    resource: byResource,
    // An account's root may do everything in its account that is not forbidden.
    identity: byIdentity !== Naming.NONE || principal.kind === 'root',
    boundary: !bounded || byBoundary !== Naming.NONE,
    session: request.sessionPolicies.length === 0 || bySession !== Naming.NONE,
  };
  trace?.decided(verdicts);
  if (resourcePolicy === undefined) return withoutResourcePolicy(principal, verdicts);
  return withResourcePolicy(request, verdicts, trace);
}

function withoutResourcePolicy(principal: RequestPrincipal, verdicts: Verdicts): Decision {
  if (!verdicts.identity) return DECISIONS.noIdentityPolicyAllows;
  const limit = limitOf(verdicts);
  if (limit !== undefined) return limit;
  return principal.kind === 'root' ? DECISIONS.accountRootAllows : DECISIONS.identityPolicyAllows;
}

function withResourcePolicy(
  request: AuthorizationRequest,
  verdicts: Verdicts,
  trace: AuthorizationTrace | undefined,
): Decision {
  const { sameAccount, resource } = verdicts;
  if (sameAccount && resource === Naming.DIRECT) return DECISIONS.resourcePolicyAllows;
  const delegated = resource === Naming.ACCOUNT;
  const needsIdentity = !sameAccount || delegated;
  const limit = limitOf(verdicts);
  const allowedByPolicies = resource !== Naming.NONE && (verdicts.identity || !needsIdentity) && limit === undefined;
  if (allowedByPolicies) return delegated ? DECISIONS.identityPolicyAllows : DECISIONS.resourcePolicyAllows;
  const grantCounts =
    (sameAccount || verdicts.identity) && (limit === undefined || isUnlimitedByGrant(request, verdicts));
  if (grantCounts && request.grantAllows !== undefined) {
    const allows = request.grantAllows();
    trace?.grantAsked(allows);
    if (allows) return DECISIONS.grantAllows;
  }
  if (resource === Naming.NONE) return DECISIONS.noResourcePolicyAllows;
  if (needsIdentity && !verdicts.identity) return DECISIONS.noIdentityPolicyAllows;
  return limit ?? DECISIONS.noResourcePolicyAllows;
}

/** A grant names its grantee as a key policy would: what a user of the account gets so, its boundary does not limit. */
function isUnlimitedByGrant(request: AuthorizationRequest, verdicts: Verdicts): boolean {
  return verdicts.sameAccount && request.principal.kind === 'user' && verdicts.session;
}

function limitOf(verdicts: Verdicts): Decision | undefined {
  if (!verdicts.boundary) return DECISIONS.noPermissionsBoundaryAllows;
  return verdicts.session ? undefined : DECISIONS.noSessionPolicyAllows;
}

function evaluateOne(
  role: PolicyRole,
  policy: CompiledPolicy | undefined,
  query: PolicyQuery,
  trace: AuthorizationTrace | undefined,
): PolicyVerdict {
  return policy === undefined ? Naming.NONE : evaluatePolicy(policy, query, trace?.policy(role, policy));
}

/** One that denies is enough to deny, else one that allows is enough to allow. */
function evaluateAll(
  role: PolicyRole,
  policies: readonly CompiledPolicy[],
  query: PolicyQuery,
  trace: AuthorizationTrace | undefined,
): PolicyVerdict {
  let verdict: PolicyVerdict = Naming.NONE;
  for (const policy of policies) {
    const one = evaluateOne(role, policy, query, trace);
    if (one === DENIED && trace === undefined) return DENIED;
    if (one === DENIED || verdict === DENIED) verdict = DENIED;
    else if (one > verdict) verdict = one;
  }
  return verdict;
}
