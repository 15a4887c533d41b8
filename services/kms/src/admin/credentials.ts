/**
 * Access keys, session credentials, bearer tokens and client certificates of principals. Secrets leave once, in the
 * answer that made them.
 */
import { createHash } from 'node:crypto';
import { fromUtf8, toBase64, toHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import type { BindClientCertificateRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/BindClientCertificateRequest.js';
import type { CreateAccessKeyRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateAccessKeyRequest.js';
import type { CreateBearerTokenRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateBearerTokenRequest.js';
import type { CreateSessionCredentialsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateSessionCredentialsRequest.js';
import type { ListAccessKeysRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ListAccessKeysRequest.js';
import type { RevokeBearerTokenRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RevokeBearerTokenRequest.js';
import type { SetAccessKeyActiveRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/SetAccessKeyActiveRequest.js';
import {
  generateAccessKeySecretArguments,
  generateAccessKeySecretResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { certificateDerOfPem, spkiFingerprint } from '@strongroom/rpc/spki.js';
import type { AccessKeyRow, BearerTokenRow, PrincipalRow } from '@strongroom/storage/schema.js';
import { regionOf } from '../doors/call-context.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';
import { randomId } from './random-id.js';

const DAY_MS = 86_400_000;
const BEARER_VALID_DAYS_DEFAULT = 90;
const BEARER_VALID_DAYS_MAX = 3650;
const SESSION_SECONDS_DEFAULT = 3600;
/** STS: GetSessionToken takes 900 seconds to 36 hours. */
const SESSION_SECONDS_MIN = 900;
const SESSION_SECONDS_MAX = 129_600;
const SECRET_TIMEOUT_MS = 10_000;
const TOKEN_BYTES = 32;
const SESSION_TOKEN_BYTES = 96;

export function credentialHandlers(unary: Unary) {
  return {
    CreateAccessKey: unary((call: AdminCall, request: CreateAccessKeyRequest__Output) =>
      createAccessKey(call, request.principalArn ?? '', undefined),
    ),
    CreateSessionCredentials: unary(createSessionCredentials),
    SetAccessKeyActive: unary(setAccessKeyActive),
    ListAccessKeys: unary(async ({ services }: AdminCall, request: ListAccessKeysRequest__Output) => ({
      accessKeys: (await services.store.reads.accessKeysOf(request.principalArn ?? '')).map(accessKeyMessage),
    })),
    CreateBearerToken: unary(createBearerToken),
    RevokeBearerToken: unary(revokeBearerToken),
    BindClientCertificate: unary(bindClientCertificate),
  };
}

async function requirePrincipal({ services }: AdminCall, arn: string): Promise<PrincipalRow> {
  const row = await services.store.reads.principal(arn);
  if (row === undefined) {
    throw new KmsError(
      'NotFoundException',
      `There is no principal ${arn.slice(0, 256)}. Create it with CreatePrincipal.`,
    );
  }
  return row;
}

/** Nobody meets more changes of a slot token in a row: a rotation has two. */
const CREATE_ATTEMPTS_MAX = 3;

/** @param session for temporary credentials: how long, in seconds. */
async function createAccessKey(call: AdminCall, principalArn: string, session: { seconds: number } | undefined) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryCreateAccessKey(call, principalArn, session);
    } catch (error) {
      // Ids are random: what was in the way is a new slot token of `system`, under which another secret is sealed.
      const again = error instanceof KmsError && error.exception === 'AlreadyExistsException';
      if (!again || attempt === CREATE_ATTEMPTS_MAX) throw error;
    }
  }
}

async function tryCreateAccessKey(call: AdminCall, principalArn: string, session: { seconds: number } | undefined) {
  const { services, commit } = call;
  const principal = await requirePrincipal(call, principalArn);
  const runtime = regionOf(services, undefined);
  const accessKeyId = randomId(services.rng, session === undefined ? 'AKIA' : 'ASIA');
  const afterSeq = services.store.changeSeq;
  const answer = await runtime.run({
    tenant: SYSTEM_TENANT,
    command: SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET,
    materials: [],
    encode: () => generateAccessKeySecretArguments.write(accessKeyId),
    deadlineAt: services.monotonic.now() + SECRET_TIMEOUT_MS,
  });
  const { secret, material } = generateAccessKeySecretResult.read(answer);
  const secretAccessKey = fromUtf8(secret);
  const sessionToken = session === undefined ? undefined : toBase64(services.rng.bytes(SESSION_TOKEN_BYTES));
  const createdAt = services.clock.now();
  const row: AccessKeyRow = {
    access_key_id: accessKeyId,
    principal_arn: principalArn,
    secret_material_id: toHex(material.materialId),
    secret_ekt: new Uint8Array(material.ekt),
    region: runtime.region,
    active: 1,
    created_at: createdAt,
    expires_at: session === undefined ? null : createdAt + session.seconds * 1000,
    session_token_sha256: sessionToken === undefined ? null : sha256Hex(sessionToken),
  };
  answer.fill(0);
  await commit({
    name: session === undefined ? 'CreateAccessKey' : 'CreateSessionCredentials',
    account: principal.account_id,
    parameters: { principalArn, accessKeyId },
    writes: [{ kind: 'insert', table: 'access_keys', row }],
    entities: [`access-key:${accessKeyId}`],
    guard: slotTokenGuard(runtime.region, SYSTEM_TENANT, afterSeq),
  });
  return { ...accessKeyMessage(row), secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function createSessionCredentials(call: AdminCall, request: CreateSessionCredentialsRequest__Output) {
  const seconds = request.durationSeconds ?? SESSION_SECONDS_DEFAULT;
  if (seconds < SESSION_SECONDS_MIN || seconds > SESSION_SECONDS_MAX) {
    const range = `${String(SESSION_SECONDS_MIN)} to ${String(SESSION_SECONDS_MAX)}`;
    throw new KmsError('ValidationException', `duration_seconds must be ${range}.`);
  }
  return createAccessKey(call, request.principalArn ?? '', { seconds });
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

async function createBearerToken(call: AdminCall, request: CreateBearerTokenRequest__Output) {
  const { services, commit } = call;
  const validDays = request.validDays ?? BEARER_VALID_DAYS_DEFAULT;
  if (validDays < 1 || validDays > BEARER_VALID_DAYS_MAX) {
    throw new KmsError('ValidationException', `valid_days must be 1 to ${String(BEARER_VALID_DAYS_MAX)}.`);
  }
  const principal = await requirePrincipal(call, request.principalArn ?? '');
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
  const principal = await requirePrincipal(call, request.principalArn ?? '');
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
