/**
 * Sessions of roles: what AssumeRole of STS and the operator's CreateRoleSession have in common once it is decided that
 * the session may be (STS API reference, AssumeRole).
 */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { assumedRoleArn } from '@strongroom/iam/principal-arn.js';
import type { RoleSessionRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import type { Services } from '../services.js';
import { checkName, checkTags, SESSION_NAME } from './iam-names.js';
import { mintAccessKey, type MintedAccessKey } from './mint-access-key.js';
import { sessionPolicy } from './policies.js';
import type { Principal, RoleTerms } from './principal.js';

export const SESSION_SECONDS_DEFAULT = 3600;
export const SESSION_SECONDS_MIN = 900;
/** What MaxSessionDuration of a role may be (IAM API reference, CreateRole). */
export const ROLE_SESSION_SECONDS_MIN = 3600;
export const ROLE_SESSION_SECONDS_MAX = 43_200;
/** Session policy and tags together. AWS packs them in a format that it does not publish; this bound is ours. */
const PACKED_MAX_BYTES = 8192;

export interface SessionRequest {
  readonly sessionName: string;
  readonly durationSeconds: number | undefined;
  readonly policy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

/** A role as one that can be assumed. */
export type Role = Principal & { readonly role: RoleTerms };

export function isRole(principal: Principal | undefined): principal is Role {
  return principal?.kind === 'role' && principal.role !== undefined;
}

/**
 * Checks what a session asks for.
 * @returns how full the session is, in percent.
 * @throws KmsError ValidationException, MalformedPolicyDocumentException, LimitExceededException.
 */
export function checkSessionRequest(request: SessionRequest): number {
  const { sessionName, durationSeconds, policy, tags, transitiveTagKeys, sourceIdentity } = request;
  checkName('RoleSessionName', SESSION_NAME, sessionName);
  if (sourceIdentity !== undefined) checkName('SourceIdentity', SESSION_NAME, sourceIdentity);
  const seconds = durationSeconds ?? SESSION_SECONDS_DEFAULT;
  if (seconds < SESSION_SECONDS_MIN || seconds > ROLE_SESSION_SECONDS_MAX) {
    const range = `${String(SESSION_SECONDS_MIN)} to ${String(ROLE_SESSION_SECONDS_MAX)}`;
    throw new KmsError('ValidationException', `DurationSeconds must be ${range}.`);
  }
  checkTags(Object.entries(tags));
  const given = new Set(Object.keys(tags).map((name) => name.toLowerCase()));
  if (transitiveTagKeys.some((name) => !given.has(name.toLowerCase()))) {
    throw new KmsError('ValidationException', 'TransitiveTagKeys must name tags of the session.');
  }
  if (policy !== undefined) sessionPolicy(policy);
  const bytes = utf8(JSON.stringify([policy, tags, transitiveTagKeys])).length;
  const percent = Math.ceil((bytes / PACKED_MAX_BYTES) * 100);
  if (percent > 100) {
    const message = `Session policy and tags take ${String(percent)}% of what a session can hold.`;
    throw new KmsError('LimitExceededException', message);
  }
  return percent;
}

export interface OpenedSession {
  readonly minted: MintedAccessKey;
  readonly arn: string;
  /** `AROA…:session`. */
  readonly assumedRoleId: string;
  readonly writes: readonly Write[];
  readonly entities: readonly string[];
}

/**
 * Makes the credentials of a session. The caller commits the writes, guarded by the role.
 * @throws KmsError ValidationException beyond the role's maximum; KmsError when no HSM answers.
 */
export async function openSession(services: Services, role: Role, request: SessionRequest): Promise<OpenedSession> {
  const { roleId, maxSessionSeconds } = role.role;
  const seconds = request.durationSeconds ?? SESSION_SECONDS_DEFAULT;
  if (seconds > maxSessionSeconds) {
    throw new KmsError(
      'ValidationException',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const arn = assumedRoleArn(role.accountId, role.name, request.sessionName);
  const minted = await mintAccessKey(services, arn, seconds);
  const row: RoleSessionRow = {
    access_key_id: minted.row.access_key_id,
    role_arn: role.arn,
    role_id: roleId,
    session_name: request.sessionName,
    session_policy: request.policy ?? null,
    tags: JSON.stringify(request.tags),
    transitive_tag_keys: JSON.stringify(request.transitiveTagKeys),
    source_identity: request.sourceIdentity ?? null,
  };
  return {
    minted,
    arn,
    assumedRoleId: `${roleId}:${request.sessionName}`,
    writes: [...minted.writes, { kind: 'insert', table: 'role_sessions', row }],
    entities: minted.entities,
  };
}
