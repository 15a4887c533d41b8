/**
 * Permissive authentication, as local emulators do it: who comes without credentials, or with unknown ones, is the root
 * of an account that exists from then on. Only on loopback (config.ts), never for a browser.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseAccountId, type AccountId } from '@strongroom/core/ids.js';
import type { Services } from '../services.js';
import { principalEntity, rootArn, type Caller, type Credential } from './principal.js';

/** Accounts that may appear by themselves; beyond it a client must use one that exists. */
export const PERMISSIVE_ACCOUNTS_MAX = 1000;
/** IP addresses cannot be rebound; names under localhost never leave the machine (RFC 6761 §6.3). */
const LOCAL_HOST = /^(?:(?:[a-z0-9-]+\.)*localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const CREDENTIAL = /^AWS4-HMAC-SHA256 .{0,2048}?Credential=([^/,\s]{1,128})\/\d{8}\/([a-z0-9-]{1,32})\//;
const FALLBACK_ACCOUNT = '000000000000' as AccountId;

/** What a request says of its credentials, proved or not. */
export interface CredentialClaim {
  readonly accessKeyId: string;
  readonly region: string;
}

/**
 * The credential scope of an Authorization header that is no valid SigV4: local emulators take `test` and account
 * numbers for access key ids. Undefined where there is none.
 */
export function claimOf(authorization: string | undefined): CredentialClaim | undefined {
  const match = CREDENTIAL.exec(authorization ?? '');
  return match === null ? undefined : { accessKeyId: match[1] ?? '', region: match[2] ?? '' };
}

/** The account that a claim names: a 12-digit access key id or `x-strongroom-account`, else 000000000000. */
export function permissiveAccount(claim: string | undefined): AccountId {
  return (claim === undefined ? undefined : parseAccountId(claim)) ?? FALLBACK_ACCOUNT;
}

/**
 * A web page must not reach the keys through the browser of somebody who runs an emulator. Browsers send Origin with
 * every POST; the check of
 * Host is for the one that would not, on a page whose own name was made to resolve to loopback (DNS rebinding).
 * @throws KmsError AccessDeniedException.
 */
export function refuseBrowsers(origin: string | undefined, host: string | undefined): void {
  if (origin !== undefined) {
    throw new KmsError('AccessDeniedException', 'Permissive authentication refuses requests with an Origin header.');
  }
  if (!LOCAL_HOST.test(host ?? '')) {
    throw new KmsError(
      'AccessDeniedException',
      'Permissive authentication takes an IP address, localhost or a name under localhost as the Host, nothing else.',
    );
  }
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

/**
 * The creation under way at each front end. One after the other, so that none is begun on a count that another is about
 * to change.
 */
const creations = new WeakMap<Services, Promise<void>>();

function createAccount(services: Services, accountId: AccountId): Promise<void> {
  const before = creations.get(services) ?? Promise.resolve();
  const creation = before.then(() => createNextAccount(services, accountId));
  creations.set(
    services,
    creation.catch(() => undefined),
  );
  return creation;
}

async function createNextAccount(services: Services, accountId: AccountId): Promise<void> {
  if ((await services.store.reads.account(accountId)) !== undefined) return;
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
        kind: 'root',
        trust_policy: null,
        max_session_seconds: null,
        permissions_boundary: null,
      },
    },
  ] as const;
}
