/**
 * Permissive authentication, as local emulators do it: who comes without credentials, or with unknown ones, is the root of an account that
 * exists from then on. Only on loopback (config.ts), never for a browser (aws-json.ts).
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseAccountId, type AccountId } from '@strongroom/core/ids.js';
import type { Services } from '../services.js';
import { principalEntity, rootArn, type Caller, type Credential } from './principal.js';

/** Accounts that may appear by themselves; beyond it a client must use one that exists. */
export const PERMISSIVE_ACCOUNTS_MAX = 1000;
const FALLBACK_ACCOUNT = '000000000000' as AccountId;

/** The account that a claim names: a 12-digit access key id or `x-strongroom-account`, else 000000000000. */
export function permissiveAccount(claim: string | undefined): AccountId {
  return (claim === undefined ? undefined : parseAccountId(claim)) ?? FALLBACK_ACCOUNT;
}

/** @throws KmsError AccessDeniedException when too many accounts exist. */
export async function permissiveCaller(services: Services, accountId: AccountId): Promise<Caller> {
  const arn = rootArn(accountId);
  const credential: Credential = {
    superseded: false,
    kind: 'permissive',
    id: accountId,
    principalArn: arn,
    expiresAt: undefined,
  };
  const known = await services.identities.caller(credential, '');
  if (known !== undefined) return known;
  await createAccount(services, accountId);
  const created = await services.identities.caller(credential, '');
  if (created === undefined)
    throw new KmsError('AccessDeniedException', `The account ${accountId} could not be created.`);
  return created;
}

async function createAccount(services: Services, accountId: AccountId): Promise<void> {
  if ((await services.store.reads.countAccounts()) >= PERMISSIVE_ACCOUNTS_MAX) {
    throw new KmsError(
      'AccessDeniedException',
      `Permissive authentication makes at most ${String(PERMISSIVE_ACCOUNTS_MAX)} accounts. Use one that exists.`,
    );
  }
  const createdAt = services.clock.now();
  // A conflict means that another request was first, which is as good.
  await services.store.commit({
    event: EMPTY_BYTES,
    writes: newAccountWrites(accountId, accountId, createdAt),
    entities: [principalEntity(rootArn(accountId))],
  });
}

/** An account and its root principal. */
export function newAccountWrites(accountId: AccountId, name: string, createdAt: number) {
  return [
    { kind: 'insert', table: 'accounts', row: { account_id: accountId, name, created_at: createdAt } },
    {
      kind: 'insert',
      table: 'principals',
      row: {
        arn: rootArn(accountId),
        account_id: accountId,
        principal_id: accountId,
        name: 'root',
        created_at: createdAt,
      },
    },
  ] as const;
}
