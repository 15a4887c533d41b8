/** From rows to what authorization works with. */
import { must } from '@strongroom/core/assert.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { assumedRoleArn } from '@strongroom/iam/principal-arn.js';
import type { PrincipalRow, RoleSessionRow } from '@strongroom/storage/schema.js';
import type { StoreReads } from '@strongroom/storage/store.js';
import { identityPolicy, sessionPolicy, trustPolicy } from './policies.js';
import { PRINCIPAL_KINDS, principalEntity, type Principal, type RoleSession, type RoleTerms } from './principal.js';

/** A stored principal with its policies and tags. */
export async function loadPrincipal(reads: StoreReads, arn: string): Promise<Principal | undefined> {
  const row = await reads.principal(arn);
  if (row === undefined) return undefined;
  const [policies, tags] = await Promise.all([reads.principalPolicies(arn), reads.principalTags(arn)]);
  const boundary = row.permissions_boundary;
  return {
    superseded: false,
    kind: must(
      PRINCIPAL_KINDS.find((kind) => kind === row.kind && kind !== 'session'),
      'a stored principal is of a kind that this build knows',
    ),
    arn,
    accountId: row.account_id as AccountId,
    principalId: row.principal_id,
    name: row.name,
    entity: principalEntity(arn),
    tags: new Map(tags.map((tag) => [tag.tag_key.toLowerCase(), tag.tag_value])),
    identityPolicies: policies.map((policy) => identityPolicy(policy.document, policy.policy_name)),
    permissionsBoundary: boundary === null ? undefined : identityPolicy(boundary, 'the permissions boundary'),
    sessionPolicies: [],
    role: roleTerms(row),
    session: undefined,
  };
}

function roleTerms(row: PrincipalRow): RoleTerms | undefined {
  if (row.trust_policy === null || row.max_session_seconds === null) return undefined;
  return {
    arn: row.arn,
    roleId: row.principal_id,
    trustPolicy: trustPolicy(row.trust_policy),
    maxSessionSeconds: row.max_session_seconds,
  };
}

export function loadRoleSession(row: RoleSessionRow): RoleSession {
  return {
    roleArn: row.role_arn,
    roleId: row.role_id,
    sessionName: row.session_name,
    policies: row.session_policy === null ? [] : [sessionPolicy(row.session_policy)],
    tags: JSON.parse(row.tags) as Readonly<Record<string, string>>,
    transitiveTagKeys: JSON.parse(row.transitive_tag_keys) as readonly string[],
    sourceIdentity: row.source_identity ?? undefined,
  };
}

/**
 * A session of a role. It lives and ends with the role's record: a change of the role outdates it as well.
 * @returns undefined when the role is not the one that was assumed.
 */
export function sessionPrincipal(role: Principal, session: RoleSession): Principal | undefined {
  if (role.role?.roleId !== session.roleId) return undefined;
  const tags = new Map(role.tags);
  for (const [name, value] of Object.entries(session.tags)) tags.set(name.toLowerCase(), value);
  return {
    get superseded() {
      return role.superseded;
    },
    kind: 'session',
    arn: assumedRoleArn(role.accountId, role.name, session.sessionName),
    accountId: role.accountId,
    principalId: `${session.roleId}:${session.sessionName}`,
    name: role.name,
    entity: role.entity,
    tags,
    identityPolicies: role.identityPolicies,
    permissionsBoundary: role.permissionsBoundary,
    sessionPolicies: session.policies,
    role: role.role,
    session,
  };
}
