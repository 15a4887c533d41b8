/** Accounts, principals and what they authenticate with. */
import { COLUMNS } from '../columns.js';
import { pageLimit, pageOf } from '../page.js';
import type {
  AccessKeyRow,
  AccountRow,
  BearerTokenRow,
  ClientCertificateRow,
  PrincipalPolicyRow,
  PrincipalRow,
  PrincipalTagRow,
  RoleSessionRow,
} from '../schema.js';
import type { StoreReads } from '../store.js';
import { selectFrom, type Selects } from './selects.js';

const ACCOUNTS = selectFrom('accounts', COLUMNS.accounts);
const PRINCIPALS = selectFrom('principals', COLUMNS.principals);
const PRINCIPAL_POLICIES = selectFrom('principal_policies', COLUMNS.principal_policies);
const PRINCIPAL_TAGS = selectFrom('principal_tags', COLUMNS.principal_tags);
const ROLE_SESSIONS = selectFrom('role_sessions', COLUMNS.role_sessions);
const ACCESS_KEYS = selectFrom('access_keys', COLUMNS.access_keys);
const BEARER_TOKENS = selectFrom('bearer_tokens', COLUMNS.bearer_tokens);
const CLIENT_CERTIFICATES = selectFrom('client_certificates', COLUMNS.client_certificates);
const EXPIRED = `SELECT access_key_id FROM access_keys WHERE expires_at <= ?
  ORDER BY expires_at, access_key_id LIMIT ?`;

const ACCESS_KEYS_SEALED_IN = `${ACCESS_KEYS} WHERE region = ? AND access_key_id > ? ORDER BY access_key_id LIMIT ?`;

export type IdentityReads = Pick<
  StoreReads,
  | 'account'
  | 'accounts'
  | 'countAccounts'
  | 'principal'
  | 'principals'
  | 'principalPolicies'
  | 'principalTags'
  | 'accessKey'
  | 'accessKeysOf'
  | 'accessKeysSealedIn'
  | 'accessKeysExpired'
  | 'roleSession'
  | 'bearerToken'
  | 'bearerTokensOf'
  | 'clientCertificate'
  | 'clientCertificatesOf'
>;

export function identityReads(db: Selects): IdentityReads {
  return {
    account: (accountId) => db.first<AccountRow>(`${ACCOUNTS} WHERE account_id = ?`, accountId),
    accounts: () => db.all<AccountRow>(`${ACCOUNTS} ORDER BY account_id`),
    countAccounts: async () => (await db.first<{ n: number }>('SELECT count(*) AS n FROM accounts'))?.n ?? 0,
    principal: (arn) => db.first<PrincipalRow>(`${PRINCIPALS} WHERE arn = ?`, arn),
    principals: (accountId) => db.all<PrincipalRow>(`${PRINCIPALS} WHERE account_id = ? ORDER BY arn`, accountId),
    principalPolicies: (arn) =>
      db.all<PrincipalPolicyRow>(`${PRINCIPAL_POLICIES} WHERE principal_arn = ? ORDER BY policy_name`, arn),
    principalTags: (arn) => db.all<PrincipalTagRow>(`${PRINCIPAL_TAGS} WHERE principal_arn = ? ORDER BY tag_key`, arn),
    accessKey: (accessKeyId) => db.first<AccessKeyRow>(`${ACCESS_KEYS} WHERE access_key_id = ?`, accessKeyId),
    accessKeysOf: (principalArn) =>
      db.all<AccessKeyRow>(`${ACCESS_KEYS} WHERE principal_arn = ? ORDER BY access_key_id`, principalArn),
    accessKeysSealedIn: async (region, after, limit) =>
      pageOf(await db.all<AccessKeyRow>(ACCESS_KEYS_SEALED_IN, region, after, pageLimit(limit) + 1), limit),
    accessKeysExpired: async (until, limit) =>
      (await db.all<{ access_key_id: string }>(EXPIRED, until, pageLimit(limit))).map((row) => row.access_key_id),
    roleSession: (accessKeyId) => db.first<RoleSessionRow>(`${ROLE_SESSIONS} WHERE access_key_id = ?`, accessKeyId),
    bearerToken: (tokenSha256) => db.first<BearerTokenRow>(`${BEARER_TOKENS} WHERE token_sha256 = ?`, tokenSha256),
    bearerTokensOf: (arn) =>
      db.all<BearerTokenRow>(`${BEARER_TOKENS} WHERE principal_arn = ? ORDER BY token_sha256`, arn),
    clientCertificate: (spkiSha256) =>
      db.first<ClientCertificateRow>(`${CLIENT_CERTIFICATES} WHERE spki_sha256 = ?`, spkiSha256),
    clientCertificatesOf: (arn) =>
      db.all<ClientCertificateRow>(`${CLIENT_CERTIFICATES} WHERE principal_arn = ? ORDER BY spki_sha256`, arn),
  };
}
