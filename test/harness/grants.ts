/** What suites about grants make. */
import type { CreateGrantRequest } from '@strongroom/proto/gen/kms-types.js';
import type { Door } from './doors/door.js';
import type { ReadyTenant } from './ready-file.js';

export interface TestGrant {
  readonly grantId: string;
  readonly grantToken: string;
}

/** A principal of a tenant that nobody has to have made: a grant names it by its ARN. */
export function userOf({ accountId }: ReadyTenant, name: string): string {
  return `arn:aws:iam::${accountId}:user/${name}`;
}

export function createGrant(
  door: Door,
  as: ReadyTenant,
  keyId: string,
  input: Partial<CreateGrantRequest> = {},
): Promise<TestGrant> {
  const grant = { granteePrincipal: userOf(as, 'grantee'), operations: ['Encrypt', 'Decrypt'] as const };
  return door.call('CreateGrant', { keyId, ...grant, ...input }, as);
}

/** A well-formed grant id that no grant has. */
export const UNKNOWN_GRANT_ID = '0123456789abcdef'.repeat(4);
