/** Who is calling. A credential leads to a principal; both are cached rows that the re-authorization fence watches. */
import type { AccountId } from '@strongroom/core/ids.js';
import type { CachedRecord } from '../cache/record-cache.js';

export interface Principal extends CachedRecord {
  /** What GetCallerIdentity answers. */
  readonly arn: string;
  readonly accountId: AccountId;
  readonly principalId: string;
  readonly name: string;
}

/** What a request proved its identity with. */
export interface Credential extends CachedRecord {
  readonly kind: 'access-key' | 'bearer-token' | 'client-certificate' | 'permissive';
  /** Names the credential in its cache: access key id, or the hex SHA-256 of token or public key. Not a secret. */
  readonly id: string;
  readonly principalArn: string;
  /** Civil epoch milliseconds; undefined does not expire. */
  readonly expiresAt: number | undefined;
}

export interface Caller {
  readonly principal: Principal;
  readonly credential: Credential;
  /** For the audit event; empty unless the request was signed. */
  readonly accessKeyId: string;
}

export function principalEntity(arn: string): string {
  return `principal:${arn}`;
}

export function rootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}
