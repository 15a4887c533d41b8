/** Accounts, principals and what they authenticate with. */
import { COLUMNS } from '../columns.js';
import { pageLimit, pageOf } from '../page.js';
import type { AccessKeyRow, AccountRow, BearerTokenRow, ClientCertificateRow, PrincipalRow } from '../schema.js';
import type { StoreReads } from '../store.js';
import { selectFrom, type Selects } from './selects.js';

const ACCOUNTS = selectFrom('accounts', COLUMNS.accounts);
const PRINCIPALS = selectFrom('principals', COLUMNS.principals);
const ACCESS_KEYS = selectFrom('access_keys', COLUMNS.access_keys);
const BEARER_TOKENS = selectFrom('bearer_tokens', COLUMNS.bearer_tokens);
const CLIENT_CERTIFICATES = selectFrom('client_certificates', COLUMNS.client_certificates);

const ACCESS_KEYS_SEALED_IN = `${ACCESS_KEYS} WHERE region = ? AND access_key_id > ? ORDER BY access_key_id LIMIT ?`;

export type IdentityReads = Pick<
  StoreReads,
  | 'account'
  | 'accounts'
  | 'countAccounts'
  | 'principal'
  | 'principals'
  | 'accessKey'
  | 'accessKeysOf'
  | 'accessKeysSealedIn'
  | 'bearerToken'
  | 'clientCertificate'
>;

export function identityReads(db: Selects): IdentityReads {
  return {
    account: (accountId) => db.first<AccountRow>(`${ACCOUNTS} WHERE account_id = ?`, accountId),
    accounts: () => db.all<AccountRow>(`${ACCOUNTS} ORDER BY account_id`),
    countAccounts: async () => (await db.first<{ n: number }>('SELECT count(*) AS n FROM accounts'))?.n ?? 0,
    principal: (arn) => db.first<PrincipalRow>(`${PRINCIPALS} WHERE arn = ?`, arn),
    principals: (accountId) => db.all<PrincipalRow>(`${PRINCIPALS} WHERE account_id = ? ORDER BY arn`, accountId),
    accessKey: (accessKeyId) => db.first<AccessKeyRow>(`${ACCESS_KEYS} WHERE access_key_id = ?`, accessKeyId),
    accessKeysOf: (principalArn) =>
      db.all<AccessKeyRow>(`${ACCESS_KEYS} WHERE principal_arn = ? ORDER BY access_key_id`, principalArn),
    accessKeysSealedIn: async (region, after, limit) =>
      pageOf(await db.all<AccessKeyRow>(ACCESS_KEYS_SEALED_IN, region, after, pageLimit(limit) + 1), limit),
    bearerToken: (tokenSha256) => db.first<BearerTokenRow>(`${BEARER_TOKENS} WHERE token_sha256 = ?`, tokenSha256),
    clientCertificate: (spkiSha256) =>
      db.first<ClientCertificateRow>(`${CLIENT_CERTIFICATES} WHERE spki_sha256 = ?`, spkiSha256),
  };
}
