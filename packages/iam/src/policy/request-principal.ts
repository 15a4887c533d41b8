/** Who asks, as policies name them. */
import type { Principal } from '../principal-arn.js';

export type RequestPrincipal =
  | { readonly kind: 'root'; readonly arn: string; readonly accountId: string }
  | {
      readonly kind: 'user' | 'role';
      readonly arn: string;
      readonly accountId: string;
      /** `AIDA…`, `AROA…`, if it has one. */
      readonly uniqueId: string | undefined;
    }
  | {
      readonly kind: 'assumedRole';
      /** Of the session. */
      readonly arn: string;
      readonly accountId: string;
      /** With its path. */
      readonly roleArn: string;
      /** Of the role: `AROA…` without the session's name. */
      readonly uniqueId: string | undefined;
    }
  | {
      readonly kind: 'federatedUser';
      readonly arn: string;
      readonly accountId: string;
      /** The user who called GetFederationToken. */
      readonly userArn: string | undefined;
    }
  | {
      /** An AWS service that acts on behalf of an account. */
      readonly kind: 'service';
      /** `logs.eu-central-1.amazonaws.com`. */
      readonly name: string;
      readonly accountId: string;
    };

/**
 * For callers of whom no more than the ARN is known. The role of a session is taken to lie at the path `/`, for the
 * session's ARN does not tell.
 */
export function requestPrincipalOf(principal: Principal): RequestPrincipal {
  const { arn, accountId } = principal;
  switch (principal.kind) {
    case 'root':
      return { kind: 'root', arn, accountId };
    case 'user':
    case 'role':
      return { kind: principal.kind, arn, accountId, uniqueId: undefined };
    case 'assumedRole': {
      const [, partition = 'aws'] = arn.split(':');
      const roleArn = `arn:${partition}:iam::${accountId}:role/${principal.name}`;
      return { kind: 'assumedRole', arn, accountId, roleArn, uniqueId: undefined };
    }
    case 'federatedUser':
      return { kind: 'federatedUser', arn, accountId, userArn: undefined };
  }
}
