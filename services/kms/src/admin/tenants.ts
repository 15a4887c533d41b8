/** Tenants (accounts), each with its root principal, which always exists. */
import { KmsError } from '@strongroom/core/errors.js';
import { parseAccountId, type AccountId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { CreateTenantRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/CreateTenantRequest.js';
import type { AccountRow } from '@strongroom/storage/schema.js';
import { newAccountWrites } from '../identity/permissive.js';
import { principalEntity, rootArn } from '../identity/principal.js';
import { checkStoredText } from '../keys/stored-text.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';

const NAME_MAX_CHARACTERS = 128;

export function tenantHandlers(unary: Unary) {
  return {
    CreateTenant: unary(createTenant),
    ListTenants: unary(async ({ services }: AdminCall) => ({
      tenants: (await services.store.reads.accounts()).map(tenantMessage),
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

function tenantMessage(row: AccountRow) {
  return {
    accountId: row.account_id,
    name: row.name,
    createdAt: timestampOf(row.created_at),
    rootArn: rootArn(row.account_id),
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
