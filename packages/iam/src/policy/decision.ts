/** The outcome of an authorization, and AWS's words for it. */

export type AllowReason = 'resourcePolicyAllows' | 'identityPolicyAllows' | 'grantAllows' | 'accountRootAllows';

export type DenyReason =
  | 'denyInResourcePolicy'
  | 'denyInIdentityPolicy'
  | 'denyInPermissionsBoundary'
  | 'denyInSessionPolicy'
  | 'noResourcePolicyAllows'
  | 'noIdentityPolicyAllows'
  | 'noPermissionsBoundaryAllows'
  | 'noSessionPolicyAllows';

export type DecisionReason = AllowReason | DenyReason;

export type Decision =
  { readonly allowed: true; readonly reason: AllowReason } | { readonly allowed: false; readonly reason: DenyReason };

export const DECISIONS = Object.freeze({
  resourcePolicyAllows: allow('resourcePolicyAllows'),
  identityPolicyAllows: allow('identityPolicyAllows'),
  grantAllows: allow('grantAllows'),
  accountRootAllows: allow('accountRootAllows'),
  denyInResourcePolicy: deny('denyInResourcePolicy'),
  denyInIdentityPolicy: deny('denyInIdentityPolicy'),
  denyInPermissionsBoundary: deny('denyInPermissionsBoundary'),
  denyInSessionPolicy: deny('denyInSessionPolicy'),
  noResourcePolicyAllows: deny('noResourcePolicyAllows'),
  noIdentityPolicyAllows: deny('noIdentityPolicyAllows'),
  noPermissionsBoundaryAllows: deny('noPermissionsBoundaryAllows'),
  noSessionPolicyAllows: deny('noSessionPolicyAllows'),
});

/** How AWS ends "User: … is not authorized to perform: … on resource: …" (IAM User Guide, "Access denied messages"). */
export function denialPhrase(reason: DenyReason, action: string): string {
  switch (reason) {
    case 'denyInResourcePolicy':
      return 'with an explicit deny in a resource-based policy';
    case 'denyInIdentityPolicy':
      return 'with an explicit deny in an identity-based policy';
    case 'denyInPermissionsBoundary':
      return 'with an explicit deny in a permissions boundary';
    case 'denyInSessionPolicy':
      return 'with an explicit deny in a session policy';
    case 'noResourcePolicyAllows':
      return `because no resource-based policy allows the ${action} action`;
    case 'noIdentityPolicyAllows':
      return `because no identity-based policy allows the ${action} action`;
    case 'noPermissionsBoundaryAllows':
      return `because no permissions boundary allows the ${action} action`;
    case 'noSessionPolicyAllows':
      return `because no session policy allows the ${action} action`;
  }
}

function allow(reason: AllowReason): Decision {
  return Object.freeze({ allowed: true, reason });
}

function deny(reason: DenyReason): Decision {
  return Object.freeze({ allowed: false, reason });
}
