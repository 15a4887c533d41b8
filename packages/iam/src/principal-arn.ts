/**
 * ARNs of those who call: the account root, IAM users and roles, and STS sessions (IAM User Guide, "IAM identifiers").
 */
import { type AccountId, type Branded, parseAccountId } from '@strongroom/core/ids.js';
import { parseArn } from './arn.js';

/** A well-formed ARN of a principal: what GetCallerIdentity answers. */
export type PrincipalArn = Branded<string, 'PrincipalArn'>;

export type Principal =
  | { readonly kind: 'root'; readonly arn: PrincipalArn; readonly accountId: AccountId }
  | {
      readonly kind: 'user' | 'role';
      readonly arn: PrincipalArn;
      readonly accountId: AccountId;
      /** `/` or `/team/division/`. */
      readonly path: string;
      readonly name: string;
    }
  | {
      readonly kind: 'assumedRole';
      readonly arn: PrincipalArn;
      readonly accountId: AccountId;
      /** The role's name without its path, as STS answers it. */
      readonly name: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: 'federatedUser';
      readonly arn: PrincipalArn;
      readonly accountId: AccountId;
      readonly name: string;
    };

const NAME_MAX_CHARS = 64;
const PATH_MAX_CHARS = 512;
const NAME = /^[\w+=,.@-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const PATH_AND_NAME = /^((?:[\x21-\x2e\x30-\x7e]+\/)*)([\w+=,.@-]+)$/;

/** Undefined for anything but the ARN of exactly one principal; wildcards are none. */
export function parsePrincipalArn(text: string): Principal | undefined {
  const parts = parseArn(text);
  if (parts?.region !== '') return undefined;
  const accountId = parseAccountId(parts.accountId);
  if (accountId === undefined) return undefined;
  const arn = text as PrincipalArn;
  if (parts.service === 'sts') return parseSession(parts.resource, arn, accountId);
  if (parts.service !== 'iam') return undefined;
  if (parts.resource === 'root') return { kind: 'root', arn, accountId };
  for (const kind of ['user', 'role'] as const) {
    if (!parts.resource.startsWith(`${kind}/`)) continue;
    const match = PATH_AND_NAME.exec(parts.resource.slice(kind.length + 1));
    const [, path = '', name = ''] = match ?? [];
    if (match === null || name.length > NAME_MAX_CHARS || path.length >= PATH_MAX_CHARS || /[*?]/.test(path))
      return undefined;
    return { kind, arn, accountId, path: `/${path}`, name };
  }
  return undefined;
}

/** `arn:aws:iam::ACCOUNT:root`. */
export function rootArn(accountId: AccountId, partition = 'aws'): PrincipalArn {
  return `arn:${partition}:iam::${accountId}:root` as PrincipalArn;
}

/** @throws RangeError when the name is not one of IAM's (1 to 64 of letters, digits and `_+=,.@-`). */
export function userArn(accountId: AccountId, name: string, partition = 'aws'): PrincipalArn {
  return `arn:${partition}:iam::${accountId}:user/${checkName(name)}` as PrincipalArn;
}

/** @throws RangeError as {@link userArn}. */
export function roleArn(accountId: AccountId, name: string, partition = 'aws'): PrincipalArn {
  return `arn:${partition}:iam::${accountId}:role/${checkName(name)}` as PrincipalArn;
}

/** @throws RangeError for a bad role name, or a session name that is not 2 to 64 of the same characters. */
export function assumedRoleArn(
  accountId: AccountId,
  roleName: string,
  sessionName: string,
  partition = 'aws',
): PrincipalArn {
  if (!SESSION_NAME.test(sessionName)) throw new RangeError('"sessionName" expected 2 to 64 characters of \\w+=,.@-');
  return `arn:${partition}:sts::${accountId}:assumed-role/${checkName(roleName)}/${sessionName}` as PrincipalArn;
}

function parseSession(resource: string, arn: PrincipalArn, accountId: AccountId): Principal | undefined {
  const [type, name = '', sessionName = '', ...rest] = resource.split('/');
  if (!isName(name)) return undefined;
  if (type === 'federated-user' && sessionName === '' && resource === `federated-user/${name}`) {
    return { kind: 'federatedUser', arn, accountId, name };
  }
  if (type !== 'assumed-role' || rest.length > 0 || !SESSION_NAME.test(sessionName)) return undefined;
  return { kind: 'assumedRole', arn, accountId, name, sessionName };
}

function checkName(name: string): string {
  if (!isName(name)) throw new RangeError('"name" expected 1 to 64 characters of \\w+=,.@-');
  return name;
}

function isName(name: string): boolean {
  return name.length <= NAME_MAX_CHARS && NAME.test(name);
}
