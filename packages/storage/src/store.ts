/**
 * The store: metadata, exported tokens, audit. One interface, two engines. Reads may be answered from a snapshot older
 * than the last commit of another process; whoever needs the truth relies on the change feed that every commit returns.
 */
import type {
  AccessKeyRow,
  AccountRow,
  AliasRow,
  AuditEventRow,
  AuditSegmentRow,
  BearerTokenRow,
  ClientCertificateRow,
  CustomKeyStoreRow,
  DomainTokenRow,
  GrantRow,
  IndexedEvent,
  KeyLastUsageRow,
  KeyMaterialRow,
  KeyTagRow,
  KmsKeyRow,
  PrincipalPolicyRow,
  PrincipalRow,
  PrincipalTagRow,
  RoleSessionRow,
  SlotTokenRow,
  Tables,
} from './schema.js';

/**
 * One row-level write. `rows` is how many rows it must touch; any other count is a conflict and rolls the whole unit
 * back.
 */
export type Write = {
  [T in keyof Tables]:
    | { readonly kind: 'insert'; readonly table: T; readonly row: Tables[T] }
    | {
        readonly kind: 'update';
        readonly table: T;
        readonly match: Partial<Tables[T]>;
        readonly set: Partial<Tables[T]>;
        readonly rows: number | 'any';
      }
    | { readonly kind: 'delete'; readonly table: T; readonly match: Partial<Tables[T]>; readonly rows: number | 'any' }
    | { readonly kind: 'upsert'; readonly table: T; readonly row: Tables[T] };
}[keyof Tables];

/** What commits together: a request's event, and the writes it causes, if any. */
export interface CommitUnit {
  /**
   * One encoded audit event, opaque here; at most 64 KiB. Empty for internal work that has none. The store keeps a view
   * until the commit is settled: do not reuse the bytes.
   */
  readonly event: Uint8Array;
  readonly writes: readonly Write[];
  /**
   * Entities whose cached form these writes outdate, e.g. `key:eu-central-1/1234…`, `principal:arn:…`. Empty without
   * writes.
   */
  readonly entities: readonly string[];
  /** What the writes were decided on. Only together with writes. */
  readonly guard?: Guard;
}

/**
 * The unit conflicts when one of `entities` has changed after `afterSeq`: whoever decided on them must decide again.
 * The check is part of the unit's transaction, so that nothing can slip in between, on any front end.
 */
export interface Guard {
  readonly entities: readonly string[];
  /** {@link Store.changeSeq} when the decision was begun. */
  readonly afterSeq: number;
}

export interface Change {
  readonly seq: number;
  readonly entity: string;
}

/**
 * `committed`: durable (fsync) together with its event. `conflict`: a write met another row count or a unique key;
 * neither the writes nor the event were kept, and the caller decides again from fresh rows. `changeSeq` is the newest
 * change that `onChanges` had been given when the unit was acknowledged: the unit's own changes are at or before it.
 */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly changeSeq: number }
  | { readonly kind: 'conflict'; readonly table: ConflictTable };

/** `changes` when the guard refused. */
export type ConflictTable = keyof Tables | 'changes';

/**
 * The commit was not acknowledged as durable (disk full, I/O error, closing): answers must be withheld. `kept` says
 * what became of the unit: `nothing`, or `unknown` where the writer was lost between its commit and its word of it.
 * Then the unit is either whole in the store, event included, or absent; what it changed arrives through `onChanges`
 * with the next commit.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly kept: 'nothing' | 'unknown';

  constructor(message: string, options: ErrorOptions & { readonly kept?: 'nothing' | 'unknown' } = {}) {
    super(message, options);
    this.kept = options.kept ?? 'nothing';
  }
}

/** The queue in front of the writer is full: becomes ThrottlingException. */
export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError';
}

/** How far the audit index of a front end reaches: every event of the segments up to `sequence` has its row. */
export interface IndexProgress {
  readonly frontEnd: string;
  readonly sequence: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

export interface Store {
  readonly reads: StoreReads;
  /**
   * Queues one unit for the next group commit and resolves when that is durable. Before any of a group's promises
   * resolve, `onChanges` has been called with everything committed since this store's last known sequence, including
   * the group's own changes and other processes'.
   * @throws StoreUnavailableError, StoreBusyError (as rejections).
   */
  commit(unit: CommitUnit): Promise<CommitOutcome>;
  /** The newest change that `onChanges` was given; what is cached and not outdated holds as of it. */
  readonly changeSeq: number;
  /**
   * Writes rows derived from audit segments, with the indexer's progress, in one transaction of their own between two
   * groups. Rows that exist stay as they are. Used by audit/indexer.ts alone.
   * @throws StoreUnavailableError (as a rejection); the same rows can be offered again.
   */
  writeAuditIndex(events: readonly IndexedEvent[], progress: IndexProgress): Promise<void>;
  /**
   * Registers the one listener of the change feed. It must not throw: the commits of the group would be rejected as
   * `unknown`, and the same changes delivered again with the next group.
   */
  onChanges(listener: (changes: readonly Change[]) => void): void;
  /** Flushes what is queued, checkpoints, releases the file. Further commits reject with StoreUnavailableError. */
  close(): Promise<void>;
}

/** Something of a KMS key that comes due. Small, because after a jump of the clock there may be very many. */
export interface DueKey {
  readonly due_at: number;
  readonly key_id: string;
  readonly account_id: string;
}

export interface DueMaterial extends DueKey {
  readonly material_id: string;
}

/** A place in a list of what is due: the time of an entry, and its key id or material id. Exclusive. */
export interface DuePosition {
  readonly at: number;
  readonly id: string;
}

/** Before everything. */
export const DUE_START: DuePosition = { at: Number.MIN_SAFE_INTEGER, id: '' };

/**
 * Every read that the services need, by name, so that each engine can prepare it. Lists are ordered by their cursor
 * column, ascending.
 */
export interface StoreReads {
  account(accountId: string): Promise<AccountRow | undefined>;
  accounts(): Promise<readonly AccountRow[]>;
  countAccounts(): Promise<number>;
  principal(arn: string): Promise<PrincipalRow | undefined>;
  principals(accountId: string): Promise<readonly PrincipalRow[]>;
  principalPolicies(principalArn: string): Promise<readonly PrincipalPolicyRow[]>;
  principalTags(principalArn: string): Promise<readonly PrincipalTagRow[]>;
  accessKey(accessKeyId: string): Promise<AccessKeyRow | undefined>;
  accessKeysOf(principalArn: string): Promise<readonly AccessKeyRow[]>;
  /** Access keys whose secrets a Region's domain sealed, after `afterAccessKeyId` (exclusive), ordered by id. */
  accessKeysSealedIn(region: string, afterAccessKeyId: string, limit: number): Promise<Page<AccessKeyRow>>;
  /** Access keys that expired at or before `until`, those first that expired first. */
  accessKeysExpired(until: number, limit: number): Promise<readonly string[]>;
  roleSession(accessKeyId: string): Promise<RoleSessionRow | undefined>;
  bearerToken(tokenSha256: string): Promise<BearerTokenRow | undefined>;
  bearerTokensOf(principalArn: string): Promise<readonly BearerTokenRow[]>;
  clientCertificate(spkiSha256: string): Promise<ClientCertificateRow | undefined>;
  clientCertificatesOf(principalArn: string): Promise<readonly ClientCertificateRow[]>;
  kmsKey(region: string, keyId: string): Promise<KmsKeyRow | undefined>;
  /** A multi-Region key in every Region that has it, by Region. */
  relatedKeys(keyId: string): Promise<readonly KmsKeyRow[]>;
  /** Every version of a key's material. */
  keyMaterials(region: string, keyId: string): Promise<readonly KeyMaterialRow[]>;
  /** Which key a ciphertext's material belongs to. */
  keyMaterial(region: string, materialId: string): Promise<KeyMaterialRow | undefined>;
  /** Keys of an account after `afterKeyId` (exclusive; '' from the start), ordered by key id. */
  listKeyIds(region: string, accountId: string, afterKeyId: string, limit: number): Promise<Page<string>>;
  countKeys(region: string, accountId: string): Promise<number>;
  alias(region: string, accountId: string, aliasName: string): Promise<AliasRow | undefined>;
  listAliases(region: string, accountId: string, afterName: string, limit: number): Promise<Page<AliasRow>>;
  listAliasesOfKey(region: string, keyId: string, afterName: string, limit: number): Promise<Page<AliasRow>>;
  tags(region: string, keyId: string): Promise<readonly KeyTagRow[]>;
  grant(region: string, grantId: string): Promise<GrantRow | undefined>;
  /** Grants on a key after `afterGrantId` (exclusive; '' from the start), ordered by grant id, as the next two. */
  listGrants(region: string, keyId: string, afterGrantId: string, limit: number): Promise<Page<GrantRow>>;
  listGrantsOfGrantee(
    region: string,
    keyId: string,
    grantee: string,
    afterGrantId: string,
    limit: number,
  ): Promise<Page<GrantRow>>;
  /** Grants on keys of any account that `retiree` may retire. */
  listRetirableGrants(region: string, retiree: string, afterGrantId: string, limit: number): Promise<Page<GrantRow>>;
  /** The named grant that the same request made; at most one has a digest. */
  grantOfRequest(requestSha256: string): Promise<GrantRow | undefined>;
  countGrants(region: string, keyId: string): Promise<number>;
  slotToken(region: string, tenant: string): Promise<SlotTokenRow | undefined>;
  /** Of every tenant of a Region after `afterTenant` (exclusive; '' from the start), ordered by tenant. */
  slotTokens(region: string, afterTenant: string, limit: number): Promise<Page<SlotTokenRow>>;
  latestDomainToken(region: string): Promise<DomainTokenRow | undefined>;
  /** The last use that was written; a later one may still be on its way. */
  keyLastUsage(region: string, keyId: string): Promise<KeyLastUsageRow | undefined>;
  /** Keys in PendingDeletion whose time comes at or before `until`, in order of time, after a position. */
  keysDueForDeletion(region: string, until: number, after: DuePosition, limit: number): Promise<readonly DueKey[]>;
  /** Enabled keys whose automatic rotation comes at or before `until`, in order of time, after a position. */
  keysDueForRotation(region: string, until: number, after: DuePosition, limit: number): Promise<readonly DueKey[]>;
  /** Multi-Region keys in a state that ends by itself, by when they were made: `due_at`. */
  keysInTransition(
    region: string,
    state: 'Creating' | 'Updating',
    until: number,
    after: DuePosition,
    limit: number,
  ): Promise<readonly DueKey[]>;
  /** Imported materials that expire at or before `until`, in order of time, after a position. */
  materialsDueToExpire(
    region: string,
    until: number,
    after: DuePosition,
    limit: number,
  ): Promise<readonly DueMaterial[]>;
  customKeyStore(region: string, storeId: string): Promise<CustomKeyStoreRow | undefined>;
  /** All of an account's, by id. */
  customKeyStores(region: string, accountId: string): Promise<readonly CustomKeyStoreRow[]>;
  /** The Region's in one ConnectionState, by id, after `afterStoreId`. */
  customKeyStoresInState(
    region: string,
    state: string,
    afterStoreId: string,
    limit: number,
  ): Promise<Page<CustomKeyStoreRow>>;
  /** The id of a KMS key in a store: of the one with this external key, or of any. */
  keyIdInStore(region: string, storeId: string, xksKeyId?: string): Promise<string | undefined>;
  setting(name: string): Promise<string | undefined>;
  changeSeq(): Promise<number>;
  changesAfter(seq: number, limit: number): Promise<readonly Change[]>;
  /** Every front end that has segments. */
  auditFrontEnds(): Promise<readonly string[]>;
  /** Segments with a sequence above `afterSequence`, ascending. */
  auditSegments(frontEnd: string, afterSequence: number, limit: number): Promise<readonly AuditSegmentRow[]>;
  auditEvents(filter: AuditEventFilter): Promise<Page<AuditEventRow>>;
}

export interface AuditEventFilter {
  readonly accountId: string;
  readonly region: string;
  /** Inclusive, civil epoch milliseconds. */
  readonly from?: number;
  /** Inclusive, civil epoch milliseconds. */
  readonly to?: number;
  readonly eventId?: string;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly username?: string;
  readonly accessKeyId?: string;
  readonly readOnly?: boolean;
  /** One of the event's resources. */
  readonly resourceName?: string;
  /** Only events that name a resource. */
  readonly withResource?: true;
  /** Exclusive cursor over (event_time, event_id), newest first. */
  readonly before?: { readonly eventTime: number; readonly eventId: string };
  readonly limit: number;
}
