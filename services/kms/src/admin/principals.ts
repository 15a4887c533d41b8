/** Users, service principals, and the end of any principal but a root. */
import { KmsError } from '@strongroom/core/errors.js';
import type { CreatePrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreatePrincipalRequest.js';
import type { CreateServicePrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateServicePrincipalRequest.js';
import type { DeletePrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/DeletePrincipalRequest.js';
import type { ListPrincipalsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ListPrincipalsRequest.js';
import type { PrincipalRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { checkName, PRINCIPAL_NAME, SERVICE_NAME } from '../identity/iam-names.js';
import { principalEntity } from '../identity/principal.js';
import { randomId } from '../identity/random-id.js';
import type { Services } from '../services.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';

export function principalHandlers(unary: Unary) {
  return {
    CreatePrincipal: unary(createUser),
    CreateServicePrincipal: unary(createServicePrincipal),
    DeletePrincipal: unary(deletePrincipal),
    ListPrincipals: unary(async ({ services }: AdminCall, request: ListPrincipalsRequest__Output) => ({
      principals: (await services.store.reads.principals(request.accountId ?? '')).map(principalMessage),
    })),
  };
}

/** @throws KmsError NotFoundException. */
export async function requirePrincipal(services: Services, arn: string): Promise<PrincipalRow> {
  const row = await services.store.reads.principal(arn);
  if (row !== undefined) return row;
  throw new KmsError('NotFoundException', `There is no principal ${arn.slice(0, 256)}. Create it first.`);
}

/** @throws KmsError NotFoundException. */
export async function requireAccount(services: Services, accountId: string): Promise<void> {
  if ((await services.store.reads.account(accountId)) !== undefined) return;
  throw new KmsError('NotFoundException', `There is no tenant ${accountId.slice(0, 64)}. Create it with CreateTenant.`);
}

async function createUser({ services, commit }: AdminCall, request: CreatePrincipalRequest__Output) {
  const accountId = request.accountId ?? '';
  const userName = request.userName ?? '';
  checkName('user_name', PRINCIPAL_NAME, userName);
  await requireAccount(services, accountId);
  const row = newPrincipal(services, {
    kind: 'user',
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    account_id: accountId,
    principal_id: randomId(services.rng, 'AIDA'),
    name: userName,
  });
  await commit({
    name: 'CreatePrincipal',
    account: accountId,
    parameters: { arn: row.arn },
    writes: [{ kind: 'insert', table: 'principals', row }],
    entities: [principalEntity(row.arn)],
  });
  return principalMessage(row);
}

/** One for each service and account, so that its credentials say for whom it acts. */
async function createServicePrincipal({ services, commit }: AdminCall, request: CreateServicePrincipalRequest__Output) {
  const accountId = request.accountId ?? '';
  const service = checkName('service', SERVICE_NAME, request.service ?? '');
  await requireAccount(services, accountId);
  const arn = `arn:aws:iam::${accountId}:service/${service}`;
  const known = await services.store.reads.principal(arn);
  if (known !== undefined) return principalMessage(known);
  const row = newPrincipal(services, {
    kind: 'service',
    arn,
    account_id: accountId,
    principal_id: service,
    name: service,
  });
  await commit({
    name: 'CreateServicePrincipal',
    account: accountId,
    parameters: { arn },
    writes: [{ kind: 'insert', table: 'principals', row }],
    entities: [principalEntity(arn)],
  });
  return principalMessage(row);
}

type Named = Pick<PrincipalRow, 'kind' | 'arn' | 'account_id' | 'principal_id' | 'name'>;

function newPrincipal({ clock }: Services, named: Named): PrincipalRow {
  return {
    ...named,
    created_at: clock.now(),
    trust_policy: null,
    max_session_seconds: null,
    permissions_boundary: null,
  };
}

async function deletePrincipal({ services, commit }: AdminCall, request: DeletePrincipalRequest__Output) {
  const { reads } = services.store;
  const decidedAt = services.store.changeSeq;
  const row = await requirePrincipal(services, request.principalArn ?? '');
  const { arn } = row;
  if (row.kind === 'root') throw new KmsError('ValidationException', 'The root of an account cannot be deleted.');
  const [accessKeys, tokens, certificates] = await Promise.all([
    reads.accessKeysOf(arn),
    reads.bearerTokensOf(arn),
    reads.clientCertificatesOf(arn),
  ]);
  const belongs = { match: { principal_arn: arn }, rows: 'any' } as const;
  const writes: Write[] = [
    { kind: 'delete', table: 'principals', match: { arn }, rows: 1 },
    { kind: 'delete', table: 'principal_policies', ...belongs },
    { kind: 'delete', table: 'principal_tags', ...belongs },
    { kind: 'delete', table: 'access_keys', ...belongs },
    { kind: 'delete', table: 'bearer_tokens', ...belongs },
    { kind: 'delete', table: 'client_certificates', ...belongs },
    { kind: 'delete', table: 'role_sessions', match: { role_arn: arn }, rows: 'any' },
  ];
  await commit({
    name: 'DeletePrincipal',
    account: row.account_id,
    parameters: { arn },
    writes,
    entities: [
      principalEntity(arn),
      ...accessKeys.map(({ access_key_id }) => `access-key:${access_key_id}`),
      ...tokens.map(({ token_sha256 }) => `bearer-token:${token_sha256}`),
      ...certificates.map(({ spki_sha256 }) => `client-certificate:${spki_sha256}`),
    ],
    guard: { entities: [principalEntity(arn)], afterSeq: decidedAt },
  });
  return principalMessage(row);
}

export function principalMessage(row: PrincipalRow) {
  return {
    arn: row.arn,
    accountId: row.account_id,
    principalId: row.principal_id,
    createdAt: timestampOf(row.created_at),
    kind: row.kind,
    name: row.name,
  };
}
