/** Tenants (accounts) and their principals. */
import { KmsError } from '@strongroom/core/errors.js';
import { parseAccountId, type AccountId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { CreatePrincipalRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreatePrincipalRequest.js';
import type { CreateTenantRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateTenantRequest.js';
import type { ListPrincipalsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ListPrincipalsRequest.js';
import type { AccountRow, PrincipalRow } from '@strongroom/storage/schema.js';
import { newAccountWrites } from '../identity/permissive.js';
import { principalEntity, rootArn } from '../identity/principal.js';
import { checkStoredText } from '../keys/stored-text.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';
import { randomId } from './random-id.js';

const NAME_MAX_CHARACTERS = 128;
/** IAM user names (IAM API reference, CreateUser). */
const USER_NAME = /^[\w+=,.@-]{1,64}$/;

export function tenantHandlers(unary: Unary) {
  return {
    CreateTenant: unary(createTenant),
    ListTenants: unary(async ({ services }: AdminCall) => ({
      tenants: (await services.store.reads.accounts()).map(tenantMessage),
    })),
    CreatePrincipal: unary(createPrincipal),
    ListPrincipals: unary(async ({ services }: AdminCall, request: ListPrincipalsRequest__Output) => ({
      principals: (await services.store.reads.principals(request.accountId ?? '')).map(principalMessage),
    })),
  };
}

async function createTenant({ services, commit }: AdminCall, request: CreateTenantRequest__Output) {
  const accountId = request.accountId === undefined ? randomAccountId(services.rng) : parseAccountId(request.accountId);
  if (accountId === undefined) throw new KmsError('ValidationException', 'account_id must be 12 digits.');
  const name = request.name ?? '';
  checkStoredText('name', name);
  if (name === '' || name.length > NAME_MAX_CHARACTERS) {
    throw new KmsError('ValidationException', `name must have 1 to ${String(NAME_MAX_CHARACTERS)} characters.`);
  }
  const createdAt = services.clock.now();
  await commit({
    name: 'CreateTenant',
    account: accountId,
    parameters: { accountId, name },
    writes: newAccountWrites(accountId, name, createdAt),
    entities: [principalEntity(rootArn(accountId))],
  });
  return tenantMessage({ account_id: accountId, name, created_at: createdAt });
}

async function createPrincipal({ services, commit }: AdminCall, request: CreatePrincipalRequest__Output) {
  const accountId = request.accountId ?? '';
  const userName = request.userName ?? '';
  if (!USER_NAME.test(userName)) {
    throw new KmsError('ValidationException', 'user_name must be 1 to 64 of letters, digits and _+=,.@-');
  }
  if ((await services.store.reads.account(accountId)) === undefined) {
    throw new KmsError(
      'NotFoundException',
      `There is no tenant ${accountId.slice(0, 64)}. Create it with CreateTenant.`,
    );
  }
  const row: PrincipalRow = {
    arn: `arn:aws:iam::${accountId}:user/${userName}`,
    account_id: accountId,
    principal_id: randomId(services.rng, 'AIDA'),
    name: userName,
    created_at: services.clock.now(),
  };
  await commit({
    name: 'CreatePrincipal',
    account: accountId,
    parameters: { arn: row.arn },
    writes: [{ kind: 'insert', table: 'principals', row }],
    entities: [principalEntity(row.arn)],
  });
  return principalMessage(row);
}

function tenantMessage(row: AccountRow) {
  return {
    accountId: row.account_id,
    name: row.name,
    createdAt: timestampOf(row.created_at),
    rootArn: rootArn(row.account_id),
  };
}

function principalMessage(row: PrincipalRow) {
  return {
    arn: row.arn,
    accountId: row.account_id,
    principalId: row.principal_id,
    createdAt: timestampOf(row.created_at),
  };
}

function randomAccountId(rng: Rng): AccountId {
  let digits = '';
  while (digits.length < 12) {
    // Bytes from 250 on would make the low digits likelier.
    for (const byte of rng.bytes(16)) if (byte < 250 && digits.length < 12) digits += String(byte % 10);
  }
  return digits as AccountId;
}
