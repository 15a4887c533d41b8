/** Roles, and sessions of roles that an operator makes. */
import { KmsError } from '@strongroom/core/errors.js';
import type { CreateRoleRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateRoleRequest.js';
import type { CreateRoleSessionRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateRoleSessionRequest.js';
import type { UpdateRoleRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/UpdateRoleRequest.js';
import type { PrincipalRow } from '@strongroom/storage/schema.js';
import { checkName, PRINCIPAL_NAME } from '../identity/iam-names.js';
import { trustPolicy } from '../identity/policies.js';
import { principalEntity } from '../identity/principal.js';
import { randomId } from '../identity/random-id.js';
import {
  checkSessionRequest,
  isRole,
  openSession,
  ROLE_SESSION_SECONDS_MAX,
  ROLE_SESSION_SECONDS_MIN,
  type SessionRequest,
} from '../identity/role-session.js';
import type { AdminCall, Unary } from './admin-call.js';
import { mintedMessage } from './credentials.js';
import { principalMessage, requireAccount, requirePrincipal } from './principals.js';
import { describe } from './principal-policies.js';

export function roleHandlers(unary: Unary) {
  return {
    CreateRole: unary(createRole),
    UpdateRole: unary(updateRole),
    CreateRoleSession: unary(createRoleSession),
  };
}

async function createRole({ services, commit }: AdminCall, request: CreateRoleRequest__Output) {
  const accountId = request.accountId ?? '';
  const name = checkName('role_name', PRINCIPAL_NAME, request.roleName ?? '');
  const document = request.trustPolicy ?? '';
  trustPolicy(document);
  await requireAccount(services, accountId);
  const row: PrincipalRow = {
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    account_id: accountId,
    principal_id: randomId(services.rng, 'AROA'),
    name,
    created_at: services.clock.now(),
    kind: 'role',
    trust_policy: document,
    max_session_seconds: sessionSeconds(request.maxSessionSeconds ?? ROLE_SESSION_SECONDS_MIN),
    permissions_boundary: null,
  };
  await commit({
    name: 'CreateRole',
    account: accountId,
    parameters: { arn: row.arn, maxSessionSeconds: row.max_session_seconds ?? 0 },
    writes: [{ kind: 'insert', table: 'principals', row }],
    entities: [principalEntity(row.arn)],
  });
  return principalMessage(row);
}

async function updateRole({ services, commit }: AdminCall, request: UpdateRoleRequest__Output) {
  const { trustPolicy: document, maxSessionSeconds } = request;
  if (document !== undefined) trustPolicy(document);
  if (document === undefined && maxSessionSeconds === undefined) {
    throw new KmsError('ValidationException', 'There is nothing to change: give trust_policy or max_session_seconds.');
  }
  const { arn, kind, account_id } = await requirePrincipal(services, request.principalArn ?? '');
  if (kind !== 'role') throw new KmsError('ValidationException', `${arn} is not a role.`);
  const set = {
    ...(document === undefined ? {} : { trust_policy: document }),
    ...(maxSessionSeconds === undefined ? {} : { max_session_seconds: sessionSeconds(maxSessionSeconds) }),
  };
  await commit({
    name: 'UpdateRole',
    account: account_id,
    parameters: {
      arn,
      trustPolicy: document !== undefined,
      ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
    },
    writes: [{ kind: 'update', table: 'principals', match: { arn }, set, rows: 1 }],
    entities: [principalEntity(arn)],
  });
  return describe(services, arn);
}

function sessionSeconds(seconds: number): number {
  if (seconds >= ROLE_SESSION_SECONDS_MIN && seconds <= ROLE_SESSION_SECONDS_MAX) return seconds;
  const range = `${String(ROLE_SESSION_SECONDS_MIN)} to ${String(ROLE_SESSION_SECONDS_MAX)}`;
  throw new KmsError('ValidationException', `max_session_seconds must be ${range}.`);
}

async function createRoleSession({ services, commit }: AdminCall, request: CreateRoleSessionRequest__Output) {
  const roleArn = request.roleArn ?? '';
  const wanted: SessionRequest = {
    sessionName: request.sessionName ?? '',
    durationSeconds: request.durationSeconds,
    policy: request.sessionPolicy,
    tags: request.tags ?? {},
    transitiveTagKeys: [],
    sourceIdentity: request.sourceIdentity,
  };
  checkSessionRequest(wanted);
  const decidedAt = services.store.changeSeq;
  const role = await services.identities.principal(roleArn);
  if (!isRole(role)) throw new KmsError('NotFoundException', `There is no role ${roleArn.slice(0, 256)}.`);
  const session = await openSession(services, role, wanted);
  const accessKeyId = session.minted.row.access_key_id;
  await commit({
    name: 'CreateRoleSession',
    account: role.accountId,
    parameters: { roleArn, sessionName: wanted.sessionName, accessKeyId },
    writes: session.writes,
    entities: session.entities,
    guard: { entities: [role.entity, session.minted.sealedUnder], afterSeq: decidedAt },
  });
  return mintedMessage(session.minted);
}
