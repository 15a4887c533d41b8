/**
 * Who is calling. A credential leads to a principal; both are cached rows that the re-authorization fence watches. What
 * authorization needs of a principal is compiled here once for each version of its rows.
 */
import type { AccountId } from '@strongroom/core/ids.js';
import type { CompiledPolicy } from '@strongroom/iam/policy/compile-policy.js';
import type { CachedRecord } from '../cache/record-cache.js';

/** `session`: an assumed role. `service`: an AWS service that acts on behalf of the account. */
export const PRINCIPAL_KINDS = ['root', 'user', 'role', 'service', 'session'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

export interface Principal extends CachedRecord {
  readonly kind: PrincipalKind;
  /** What GetCallerIdentity answers. */
  readonly arn: string;
  readonly accountId: AccountId;
  /** The unique id: the account id of a root, `AIDA…`, `AROA…`; `AROA…:session` of a session. */
  readonly principalId: string;
  /** The user's, role's or service's name; that of the role for a session; `root`. */
  readonly name: string;
  /** Where the change feed says that it is outdated: `principal:<arn>`, for a session that of its role. */
  readonly entity: string;
  /** Values by tag key in lower case, as keys compare without regard to case. Of a session, its own tags win. */
  readonly tags: ReadonlyMap<string, string>;
  /** The inline policies, for a session those of its role. */
  readonly identityPolicies: readonly CompiledPolicy[];
  readonly permissionsBoundary: CompiledPolicy | undefined;
  /** Empty: nothing limits the session, or it is none. */
  readonly sessionPolicies: readonly CompiledPolicy[];
  /** Of a role, and of a session the one behind it. */
  readonly role: RoleTerms | undefined;
  /** Only of a session. */
  readonly session: RoleSession | undefined;
}

export interface RoleTerms {
  readonly arn: string;
  /** `AROA…`. */
  readonly roleId: string;
  readonly trustPolicy: CompiledPolicy;
  readonly maxSessionSeconds: number;
}

/** What one access key of an assumed role carries. */
export interface RoleSession {
  readonly roleArn: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly policies: readonly CompiledPolicy[];
  /** As given, by the key as given. */
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

/** What a request proved its identity with. */
export interface Credential extends CachedRecord {
  readonly kind: 'access-key' | 'bearer-token' | 'client-certificate' | 'permissive';
  /** Names the credential in its cache: access key id, or the hex SHA-256 of token or public key. Not a secret. */
  readonly id: string;
  readonly principalArn: string;
  /** Civil epoch milliseconds; undefined does not expire. */
  readonly expiresAt: number | undefined;
  /** Of temporary credentials: when they were made, civil epoch milliseconds. */
  readonly issuedAt?: number | undefined;
  /** Of an assumed role. */
  readonly session?: RoleSession | undefined;
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
