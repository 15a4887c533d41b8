/** Who did it, as CloudTrail has it ("CloudTrail userIdentity element", CloudTrail User Guide). */
import { parsePrincipalArn, type Principal } from '@strongroom/iam/principal-arn.js';
import type { StoredEvent } from '../pipeline/audit-event.js';

/** Username of LookupEvents: a user, the session of a role, `root`; empty where nobody called. */
export function usernameOf(event: StoredEvent): string {
  if (event.door === 'service') return '';
  const principal = parsePrincipalArn(event.principal);
  if (principal === undefined) return event.principal;
  if (principal.kind === 'root') return 'root';
  return principal.kind === 'assumedRole' ? principal.sessionName : principal.name;
}

/** Another account learns which account called, and no more than CloudTrail tells it. */
export function userIdentity(event: StoredEvent, recipient: string): Record<string, unknown> {
  if (event.door === 'service') return { accountId: event.account, invokedBy: 'AWS Internal' };
  const principal = parsePrincipalArn(event.principal);
  if (principal === undefined) return strangerIdentity(event);
  if (recipient !== event.account) {
    return { type: 'AWSAccount', principalId: event.principalId, accountId: event.account };
  }
  return { ...kindAndName(principal, event.principalId), ...commonMembers(event) };
}

function commonMembers({ principal, principalId, account, accessKeyId }: StoredEvent): Record<string, unknown> {
  return { principalId, arn: principal, accountId: account, ...(accessKeyId === undefined ? {} : { accessKeyId }) };
}

function kindAndName(principal: Principal, principalId: string): Record<string, unknown> {
  switch (principal.kind) {
    case 'root':
      return { type: 'Root' };
    case 'user':
      return { type: 'IAMUser', userName: principal.name };
    case 'role':
      return { type: 'Role', userName: principal.name };
    case 'federatedUser':
      return { type: 'FederatedUser' };
    case 'assumedRole': {
      const { accountId, name } = principal;
      const sessionIssuer = {
        type: 'Role',
        principalId: principalId.split(':')[0] ?? '',
        arn: `arn:aws:iam::${accountId}:role/${name}`,
        accountId,
        userName: name,
      };
      return { type: 'AssumedRole', sessionContext: { sessionIssuer, attributes: { mfaAuthenticated: 'false' } } };
    }
  }
}

/** A service principal, or the certificate of an administrator. */
function strangerIdentity(event: StoredEvent): Record<string, unknown> {
  if (event.door === 'admin') {
    return { type: 'Certificate', principalId: event.principalId, userName: event.principal };
  }
  return { type: 'AWSService', invokedBy: event.principal };
}
