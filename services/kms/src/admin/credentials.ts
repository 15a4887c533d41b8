/**
 * Access keys, session credentials, bearer tokens and client certificates of principals. Secrets leave once, in the
 * answer that made them.
 */
import { createHash } from 'node:crypto';
import { KmsError } from '@strongroom/core/errors.js';
import type { BindClientCertificateRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/BindClientCertificateRequest.js';
import type { CreateAccessKeyRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateAccessKeyRequest.js';
import type { CreateBearerTokenRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateBearerTokenRequest.js';
import type { CreateSessionCredentialsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateSessionCredentialsRequest.js';
import type { DeleteAccessKeyRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DeleteAccessKeyRequest.js';
import type { ListAccessKeysRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ListAccessKeysRequest.js';
import type { RevokeBearerTokenRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RevokeBearerTokenRequest.js';
import type { SetAccessKeyActiveRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/SetAccessKeyActiveRequest.js';
import { certificateDerOfPem, spkiFingerprint } from '@strongroom/rpc/spki.js';
import type { AccessKeyRow, BearerTokenRow, PrincipalRow } from '@strongroom/storage/schema.js';
import { mintAccessKey, type MintedAccessKey } from '../identity/mint-access-key.js';
import { principalEntity } from '../identity/principal.js';
import { SESSION_SECONDS_DEFAULT, SESSION_SECONDS_MIN } from '../identity/role-session.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';
import { requirePrincipal } from './principals.js';

const DAY_MS = 86_400_000;
const BEARER_VALID_DAYS_DEFAULT = 90;
const BEARER_VALID_DAYS_MAX = 3650;
/** STS: GetSessionToken takes up to 36 hours. */
const SESSION_SECONDS_MAX = 129_600;
const TOKEN_BYTES = 32;

export function credentialHandlers(unary: Unary) {
  return {
    CreateAccessKey: unary((call: AdminCall, request: CreateAccessKeyRequest__Output) =>
      createAccessKey(call, request.principalArn ?? '', undefined),
    ),
    CreateSessionCredentials: unary(createSessionCredentials),
    DeleteAccessKey: unary(deleteAccessKey),
    SetAccessKeyActive: unary(setAccessKeyActive),
    ListAccessKeys: unary(async ({ services }: AdminCall, request: ListAccessKeysRequest__Output) => ({
      accessKeys: (await services.store.reads.accessKeysOf(request.principalArn ?? '')).map(accessKeyMessage),
    })),
    CreateBearerToken: unary(createBearerToken),
    RevokeBearerToken: unary(revokeBearerToken),
    BindClientCertificate: unary(bindClientCertificate),
  };
}

/** A principal that may have credentials of its own: a role has only its sessions'. */
async function requireHolder({ services }: AdminCall, arn: string): Promise<PrincipalRow> {
  const row = await requirePrincipal(services, arn);
  if (row.kind !== 'role') return row;
  throw new KmsError('ValidationException', 'A role has no credentials of its own. Make a session: CreateRoleSession.');
}

/** Nobody meets more changes of a slot token in a row: a rotation has two. */
const CREATE_ATTEMPTS_MAX = 3;

/** @param sessionSeconds for temporary credentials: how long. */
async function createAccessKey(call: AdminCall, principalArn: string, sessionSeconds: number | undefined) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryCreateAccessKey(call, principalArn, sessionSeconds);
    } catch (error) {
      // Ids are random: what was in the way is a new slot token of `system`, under which another secret is sealed.
      const again = error instanceof KmsError && error.exception === 'AlreadyExistsException';
      if (!again || attempt === CREATE_ATTEMPTS_MAX) throw error;
    }
  }
}

async function tryCreateAccessKey(call: AdminCall, principalArn: string, sessionSeconds: number | undefined) {
  const { services, commit } = call;
  const decidedAt = services.store.changeSeq;
  const principal = await requireHolder(call, principalArn);
  const minted = await mintAccessKey(services, principalArn, sessionSeconds);
  const accessKeyId = minted.row.access_key_id;
  await commit({
    name: sessionSeconds === undefined ? 'CreateAccessKey' : 'CreateSessionCredentials',
    account: principal.account_id,
    parameters: { principalArn, accessKeyId },
    writes: minted.writes,
    entities: minted.entities,
    guard: { entities: [principalEntity(principalArn), minted.sealedUnder], afterSeq: decidedAt },
  });
  return mintedMessage(minted);
}

function createSessionCredentials(call: AdminCall, request: CreateSessionCredentialsRequest__Output) {
  const seconds = request.durationSeconds ?? SESSION_SECONDS_DEFAULT;
  if (seconds < SESSION_SECONDS_MIN || seconds > SESSION_SECONDS_MAX) {
    const range = `${String(SESSION_SECONDS_MIN)} to ${String(SESSION_SECONDS_MAX)}`;
    throw new KmsError('ValidationException', `duration_seconds must be ${range}.`);
  }
  return createAccessKey(call, request.principalArn ?? '', seconds);
}

async function setAccessKeyActive({ services, commit }: AdminCall, request: SetAccessKeyActiveRequest__Output) {
  const accessKeyId = request.accessKeyId ?? '';
  const row = await services.store.reads.accessKey(accessKeyId);
  if (row === undefined) throw new KmsError('NotFoundException', 'There is no such access key.');
  const active = request.active === true ? 1 : 0;
  await commit({
    name: 'SetAccessKeyActive',
    account: accountOfArn(row.principal_arn),
    parameters: { accessKeyId, active: active === 1 },
    writes: [{ kind: 'update', table: 'access_keys', match: { access_key_id: accessKeyId }, set: { active }, rows: 1 }],
    entities: [`access-key:${accessKeyId}`],
  });
  return accessKeyMessage({ ...row, active });
}

async function deleteAccessKey({ services, commit }: AdminCall, request: DeleteAccessKeyRequest__Output) {
  const accessKeyId = request.accessKeyId ?? '';
  const row = await services.store.reads.accessKey(accessKeyId);
  if (row === undefined) throw new KmsError('NotFoundException', 'There is no such access key.');
  await commit({
    name: 'DeleteAccessKey',
    account: accountOfArn(row.principal_arn),
    parameters: { accessKeyId },
    writes: [
      { kind: 'delete', table: 'access_keys', match: { access_key_id: accessKeyId }, rows: 1 },
      { kind: 'delete', table: 'role_sessions', match: { access_key_id: accessKeyId }, rows: 'any' },
    ],
    entities: [`access-key:${accessKeyId}`],
  });
  return accessKeyMessage({ ...row, active: 0 });
}

async function createBearerToken(call: AdminCall, request: CreateBearerTokenRequest__Output) {
  const { services, commit } = call;
  const validDays = request.validDays ?? BEARER_VALID_DAYS_DEFAULT;
  if (validDays < 1 || validDays > BEARER_VALID_DAYS_MAX) {
    throw new KmsError('ValidationException', `valid_days must be 1 to ${String(BEARER_VALID_DAYS_MAX)}.`);
  }
  const decidedAt = services.store.changeSeq;
  const principal = await requireHolder(call, request.principalArn ?? '');
  const token = `srt_${Buffer.from(services.rng.bytes(TOKEN_BYTES)).toString('base64url')}`;
  const createdAt = services.clock.now();
  const row: BearerTokenRow = {
    token_sha256: sha256Hex(token),
    principal_arn: principal.arn,
    created_at: createdAt,
    expires_at: createdAt + validDays * DAY_MS,
    revoked_at: null,
  };
  await commit({
    name: 'CreateBearerToken',
    account: principal.account_id,
    parameters: { principalArn: principal.arn, tokenSha256: row.token_sha256 },
    writes: [{ kind: 'insert', table: 'bearer_tokens', row }],
    entities: [`bearer-token:${row.token_sha256}`],
    guard: { entities: [principalEntity(principal.arn)], afterSeq: decidedAt },
  });
  return { ...bearerTokenMessage(row), token };
}

async function revokeBearerToken({ services, commit }: AdminCall, request: RevokeBearerTokenRequest__Output) {
  const tokenSha256 = request.tokenSha256 ?? '';
  const row = await services.store.reads.bearerToken(tokenSha256);
  if (row === undefined) throw new KmsError('NotFoundException', 'There is no such bearer token.');
  const revokedAt = row.revoked_at ?? services.clock.now();
  await commit({
    name: 'RevokeBearerToken',
    account: accountOfArn(row.principal_arn),
    parameters: { tokenSha256 },
    writes: [
      {
        kind: 'update',
        table: 'bearer_tokens',
        match: { token_sha256: tokenSha256 },
        set: { revoked_at: revokedAt },
        rows: 1,
      },
    ],
    entities: [`bearer-token:${tokenSha256}`],
  });
  return bearerTokenMessage({ ...row, revoked_at: revokedAt });
}

async function bindClientCertificate(call: AdminCall, request: BindClientCertificateRequest__Output) {
  const { services, commit } = call;
  const decidedAt = services.store.changeSeq;
  const principal = await requireHolder(call, request.principalArn ?? '');
  const spkiSha256 = fingerprintOf(request.certificatePem ?? '');
  await commit({
    name: 'BindClientCertificate',
    account: principal.account_id,
    parameters: { principalArn: principal.arn, spkiSha256 },
    writes: [
      {
        kind: 'upsert',
        table: 'client_certificates',
        row: { spki_sha256: spkiSha256, principal_arn: principal.arn, created_at: services.clock.now() },
      },
    ],
    entities: [`client-certificate:${spkiSha256}`],
    guard: { entities: [principalEntity(principal.arn)], afterSeq: decidedAt },
  });
  return { spkiSha256, principalArn: principal.arn };
}

function fingerprintOf(pem: string): string {
  try {
    return spkiFingerprint(certificateDerOfPem(pem));
  } catch (error) {
    if (error instanceof RangeError)
      throw new KmsError('ValidationException', 'certificate_pem is not a PEM certificate.');
    throw error;
  }
}

function accessKeyMessage(row: AccessKeyRow) {
  return {
    accessKeyId: row.access_key_id,
    principalArn: row.principal_arn,
    active: row.active === 1,
    createdAt: timestampOf(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: timestampOf(row.expires_at) }),
  };
}

export function mintedMessage({ row, secretAccessKey, sessionToken }: MintedAccessKey) {
  return { ...accessKeyMessage(row), secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function bearerTokenMessage(row: BearerTokenRow) {
  return {
    tokenSha256: row.token_sha256,
    principalArn: row.principal_arn,
    expiresAt: timestampOf(row.expires_at),
    ...(row.revoked_at === null ? {} : { revokedAt: timestampOf(row.revoked_at) }),
  };
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}
