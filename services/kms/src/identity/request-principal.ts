/** A principal as the policy engine sees it. */
import type { RequestPrincipal } from '@strongroom/iam/policy/request-principal.js';
import type { Principal } from './principal.js';

export function requestPrincipal({ kind, arn, accountId, principalId, name, role }: Principal): RequestPrincipal {
  switch (kind) {
    case 'root':
      return { kind, arn, accountId };
    case 'user':
    case 'role':
      return { kind, arn, accountId, uniqueId: principalId };
    case 'session':
      return { kind: 'assumedRole', arn, accountId, roleArn: role?.arn ?? '', uniqueId: role?.roleId };
    case 'service':
      return { kind, name, accountId };
  }
}
