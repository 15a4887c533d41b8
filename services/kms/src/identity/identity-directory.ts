/** Principals and their credentials, cached. Secrets are not here: an access key carries only the EKT of its secret. */
import { unreachable } from '@strongroom/core/assert.js';
import { fromHex } from '@strongroom/core/bytes.js';
import type { Region } from '@strongroom/core/ids.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type { Store } from '@strongroom/storage/store.js';
import { RecordCache } from '../cache/record-cache.js';
import { loadPrincipal, loadRoleSession, sessionPrincipal } from './load-principal.js';
import type { Caller, Credential, Principal, RoleSession } from './principal.js';

const CREDENTIALS_MAX = 100_000;
const PRINCIPALS_MAX = 100_000;

export interface AccessKeyCredential extends Credential {
  readonly kind: 'access-key';
  readonly accessKeyId: string;
  readonly active: boolean;
  /** The Region whose system slot sealed the secret. */
  readonly region: Region;
  readonly secret: SealedMaterial;
  /** Lower-case hex; undefined for long-term keys, which take no session token. */
  readonly sessionTokenSha256: string | undefined;
  readonly session: RoleSession | undefined;
  /** kSigning by `date/region/service`; see sigv4-authenticator.ts. */
  readonly signingKeys: Map<string, Promise<Uint8Array>>;
}

export class IdentityDirectory {
  readonly #principals: RecordCache<Principal>;
  readonly #accessKeys: RecordCache<AccessKeyCredential>;
  readonly #bearerTokens: RecordCache<Credential>;
  readonly #certificates: RecordCache<Credential>;
  readonly #callers = new WeakMap<Credential, Caller>();

  constructor(store: Store) {
    const { reads } = store;
    this.#principals = new RecordCache((arn) => loadPrincipal(reads, arn), PRINCIPALS_MAX);
    this.#accessKeys = new RecordCache(async (accessKeyId) => {
      const row = await reads.accessKey(accessKeyId);
      if (row === undefined) return undefined;
      const session = row.session_token_sha256 === null ? undefined : await reads.roleSession(accessKeyId);
      return {
        superseded: false,
        kind: 'access-key',
        id: accessKeyId,
        principalArn: row.principal_arn,
        expiresAt: row.expires_at ?? undefined,
        issuedAt: row.session_token_sha256 === null ? undefined : row.created_at,
        accessKeyId,
        active: row.active === 1,
        region: row.region as Region,
        secret: { materialId: fromHex(row.secret_material_id), ekt: row.secret_ekt },
        sessionTokenSha256: row.session_token_sha256 ?? undefined,
        session: session === undefined ? undefined : loadRoleSession(session),
        signingKeys: new Map(),
      };
    }, CREDENTIALS_MAX);
    this.#bearerTokens = new RecordCache(async (sha256) => {
      const row = await reads.bearerToken(sha256);
      if (row === undefined || row.revoked_at !== null) return undefined;
      return {
        superseded: false,
        kind: 'bearer-token',
        id: sha256,
        principalArn: row.principal_arn,
        expiresAt: row.expires_at,
      };
    }, CREDENTIALS_MAX);
    this.#certificates = new RecordCache(async (spkiSha256) => {
      const row = await reads.clientCertificate(spkiSha256);
      if (row === undefined) return undefined;
      return {
        superseded: false,
        kind: 'client-certificate',
        id: spkiSha256,
        principalArn: row.principal_arn,
        expiresAt: undefined,
      };
    }, CREDENTIALS_MAX);
  }

  accessKey(accessKeyId: string): Promise<AccessKeyCredential | undefined> {
    return this.#accessKeys.get(accessKeyId);
  }

  /** @param sha256 lower-case hex of the token's SHA-256. */
  bearerToken(sha256: string): Promise<Credential | undefined> {
    return this.#bearerTokens.get(sha256);
  }

  clientCertificate(spkiSha256: string): Promise<Credential | undefined> {
    return this.#certificates.get(spkiSha256);
  }

  /** The credential as it stands now; undefined when it was revoked. */
  async current(credential: Credential): Promise<Credential | undefined> {
    switch (credential.kind) {
      case 'access-key': {
        const found = await this.accessKey(credential.id);
        return found?.active === true ? found : undefined;
      }
      case 'bearer-token':
        return this.bearerToken(credential.id);
      case 'client-certificate':
        return this.clientCertificate(credential.id);
      case 'permissive':
        return credential;
      default:
        return unreachable(credential.kind);
    }
  }

  /** The caller behind a credential; undefined when its principal no longer exists. */
  async caller(credential: Credential, accessKeyId: string): Promise<Caller | undefined> {
    const known = this.#callers.get(credential);
    if (known?.principal.superseded === false) return known;
    const principal = await this.#principalBehind(credential);
    // A principal made anew under the same name is another one: nothing that stood for the old one stands for it.
    if (principal === undefined || (known !== undefined && known.principal.principalId !== principal.principalId)) {
      return undefined;
    }
    const caller: Caller = { principal, credential, accessKeyId };
    this.#callers.set(credential, caller);
    return caller;
  }

  /** A stored principal: a root, user, role or service. */
  principal(arn: string): Promise<Principal | undefined> {
    return this.#principals.get(arn);
  }

  async #principalBehind({ principalArn, session }: Credential): Promise<Principal | undefined> {
    if (session === undefined) return this.#principals.get(principalArn);
    const role = await this.#principals.get(session.roleArn);
    return role === undefined ? undefined : sessionPrincipal(role, session);
  }

  /** Follows one change of the feed. */
  invalidate(entity: string): void {
    const at = entity.indexOf(':');
    const id = entity.slice(at + 1);
    switch (entity.slice(0, at)) {
      case 'principal':
        this.#principals.invalidate(id);
        break;
      case 'access-key':
        this.#accessKeys.invalidate(id);
        break;
      case 'bearer-token':
        this.#bearerTokens.invalidate(id);
        break;
      case 'client-certificate':
        this.#certificates.invalidate(id);
        break;
      default:
        break;
    }
  }
}
