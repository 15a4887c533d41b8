/**
 * The tables, as rows. One file because it is one schema: one definition for both engines, and migrations create
 * exactly this. Times are civil epoch milliseconds; blobs are bytes.
 */

export interface AccountRow {
  account_id: string;
  name: string;
  created_at: number;
}

export interface PrincipalRow {
  /** What GetCallerIdentity answers, e.g. `arn:aws:iam::111122223333:root`. */
  arn: string;
  account_id: string;
  /** The unique id in audit events: the account id for root, else `AIDA…`. */
  principal_id: string;
  name: string;
  created_at: number;
  /** `root`, `user`, `role` or `service`. */
  kind: string;
  /** Who may assume the role; null unless it is one. */
  trust_policy: string | null;
  /** The longest session of a role; null unless it is one. */
  max_session_seconds: number | null;
  /** A policy document; null: no boundary. */
  permissions_boundary: string | null;
}

/** An inline policy of a user or role. */
export interface PrincipalPolicyRow {
  principal_arn: string;
  policy_name: string;
  document: string;
}

export interface PrincipalTagRow {
  principal_arn: string;
  tag_key: string;
  tag_value: string;
}

/** What an access key of an assumed role carries beyond its secret; never changed, ends with the access key. */
export interface RoleSessionRow {
  access_key_id: string;
  role_arn: string;
  /** The role's unique id when it was assumed: a role made anew under the same name is another one. */
  role_id: string;
  session_name: string;
  /** A policy document that limits the session; null: none. */
  session_policy: string | null;
  /** JSON object of session tags. */
  tags: string;
  /** JSON list of the keys of the tags that go on to a role that the session assumes. */
  transitive_tag_keys: string;
  source_identity: string | null;
}

/** An access key. The secret exists only as an EKT of the tenant `system`. */
export interface AccessKeyRow {
  access_key_id: string;
  principal_arn: string;
  secret_material_id: string;
  secret_ekt: Uint8Array;
  /** The Region whose domain sealed the secret. */
  region: string;
  /** 1 usable, 0 made inactive. */
  active: number;
  created_at: number;
  /** Null: does not expire (long-term). */
  expires_at: number | null;
  /** Lower-case hex; null for long-term keys. */
  session_token_sha256: string | null;
}

/** A gRPC bearer token, kept as the SHA-256 of 256 random bits. */
export interface BearerTokenRow {
  token_sha256: string;
  principal_arn: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** A client certificate that stands for a principal, by the SHA-256 of its SubjectPublicKeyInfo. */
export interface ClientCertificateRow {
  spki_sha256: string;
  principal_arn: string;
  created_at: number;
}

export interface KmsKeyRow {
  region: string;
  key_id: string;
  account_id: string;
  /** KeyState of the API. */
  key_state: string;
  description: string;
  key_spec: string;
  key_usage: string;
  origin: string;
  multi_region: number;
  current_material_id: string | null;
  policy: string;
  created_at: number;
  /** When the key is deleted; null unless PendingDeletion. */
  deletion_at: number | null;
  /** Optimistic concurrency: every update names the version it read and adds one. */
  version: number;
  /** Null: automatic rotation is disabled. */
  rotation_period_days: number | null;
  /** When the key rotates by itself, if it is enabled then; null without automatic rotation. */
  next_rotation_at: number | null;
  /** On-demand rotations so far. */
  on_demand_rotations: number;
  /**
   * Where the primary of a multi-Region key is; null for a key of one Region. Its rotation columns are the primary's.
   */
  primary_region: string | null;
  /** PendingWindowInDays of a primary that waits for its replicas to be deleted; null unless PendingReplicaDeletion. */
  pending_window_days: number | null;
  /** KeyManager of the API: CUSTOMER or AWS. */
  key_manager: string;
  /** Null unless the key is in a custom key store. */
  custom_key_store_id: string | null;
  /** XksKeyId of the API; null unless the store is an external one. */
  xks_key_id: string | null;
}

/** A custom key store. The columns `xks_…` are null, and the token empty, unless it is an external one. */
export interface CustomKeyStoreRow {
  region: string;
  store_id: string;
  account_id: string;
  store_name: string;
  /** CustomKeyStoreType of the API. */
  store_type: string;
  /** ConnectionState of the API. */
  connection_state: string;
  /** ConnectionErrorCode of the API; null unless the state is FAILED. */
  connection_error_code: string | null;
  created_at: number;
  /** Optimistic concurrency, as of a key. */
  version: number;
  xks_connectivity: string | null;
  xks_uri_endpoint: string | null;
  xks_uri_path: string | null;
  xks_access_key_id: string | null;
  /** 64 lower-case hex digits. */
  xks_secret_material_id: string | null;
  /** The proxy's secret access key, sealed for the tenant `system`. */
  xks_secret_ekt: Uint8Array;
}

/** One version of key material, sealed by the HSM. */
export interface KeyMaterialRow {
  region: string;
  material_id: string;
  key_id: string;
  /** Without bytes where an imported material is not there (PENDING_IMPORT). */
  ekt: Uint8Array;
  created_at: number;
  /** KeyMaterialState of the API; exactly one material of a key is CURRENT once it has any. */
  material_state: string;
  /** When it became current by a rotation; null for the first material and for one that waits for its rotation. */
  rotated_at: number | null;
  /** RotationType of the API; null where `rotated_at` is. */
  rotation_type: string | null;
  /** ImportState of the API; null unless the key's origin is EXTERNAL, as are the next three. */
  import_state: string | null;
  /** KeyMaterialDescription of the API. */
  description: string | null;
  /** ExpirationModel of the API. */
  expiration_model: string | null;
  /** When imported material is deleted; null: never. */
  valid_to: number | null;
}

/** The last successful cryptographic operation under a key. Written behind the answers: it may lag by seconds. */
export interface KeyLastUsageRow {
  region: string;
  key_id: string;
  /** KeyLastUsageTrackingOperation of the API. */
  operation: string;
  used_at: number;
  /** Of the audit event. */
  event_id: string;
  request_id: string;
}

export interface AliasRow {
  region: string;
  account_id: string;
  /** With the prefix `alias/`. */
  alias_name: string;
  target_key_id: string;
  created_at: number;
  updated_at: number;
}

export interface KeyTagRow {
  region: string;
  key_id: string;
  tag_key: string;
  tag_value: string;
}

/** A grant on a KMS key. It never changes: it is created, and deleted when it is retired or revoked. */
export interface GrantRow {
  region: string;
  /** 64 lower-case hex digits. */
  grant_id: string;
  key_id: string;
  /** The owner of the key. */
  account_id: string;
  /** Whose principal created the grant. */
  issuing_account_id: string;
  /** The ARN of a principal, or the name of a service. */
  grantee: string;
  /** The same; null where the grant names nobody. */
  retiree: string | null;
  /** GrantOperation of the API, comma-separated. */
  operations: string;
  /** GrantConstraints of the API as JSON, null without any. */
  constraints: string | null;
  name: string | null;
  /** SHA-256 of what was asked for, key included, lower-case hex: no named grant is made twice. Null without a name. */
  request_sha256: string | null;
  /** What the grant's tokens are authenticated with. It opens nothing else. */
  token_mac_key: Uint8Array;
  created_at: number;
}

export interface SlotTokenRow {
  region: string;
  tenant: string;
  token: Uint8Array;
  created_at: number;
}

/** Every exported domain token, newest version last; older ones are history that HSMs refuse. */
export interface DomainTokenRow {
  region: string;
  version: number;
  token: Uint8Array;
  created_at: number;
}

/** Single values: `clock_offset_ms`, `key_last_usages_since`, `audit_indexed_sequence:<front end>`. */
export interface SettingRow {
  name: string;
  value: string;
}

/** What changed, in commit order: the feed that invalidates caches and drives the re-authorization fence. */
export interface ChangeRow {
  seq: number;
  entity: string;
}

/**
 * One group commit of audit events. `hash` = SHA-256(prev_hash ‖ front_end ‖ sequence ‖ created_at ‖ events), exactly
 * as audit/chain.ts encodes it. Sequences run from 1 without gaps; the first segment follows 32 zero bytes.
 */
export interface AuditSegmentRow {
  front_end: string;
  sequence: number;
  prev_hash: Uint8Array;
  hash: Uint8Array;
  /** Length-prefixed events (packed). */
  events: Uint8Array;
  event_count: number;
  created_at: number;
}

/** Derived from segments by the indexer; may be rebuilt at any time. */
export interface AuditEventRow {
  event_id: string;
  event_time: number;
  region: string;
  account_id: string;
  event_name: string;
  username: string;
  access_key_id: string;
  read_only: number;
  resource_name: string;
  front_end: string;
  sequence: number;
  event: string;
  /** E.g. `kms.amazonaws.com`. */
  event_source: string;
}

/** What the indexer writes of an event. */
export interface IndexedEvent extends AuditEventRow {
  /** The names (ARNs) of all its resources; `resource_name` is the first, or empty. */
  readonly resources: readonly string[];
}

/** Which events a resource is in: one row for each resource of an event. */
export interface AuditEventResourceRow {
  account_id: string;
  region: string;
  resource_name: string;
  event_time: number;
  event_id: string;
}

export interface Tables {
  accounts: AccountRow;
  principals: PrincipalRow;
  principal_policies: PrincipalPolicyRow;
  principal_tags: PrincipalTagRow;
  role_sessions: RoleSessionRow;
  access_keys: AccessKeyRow;
  bearer_tokens: BearerTokenRow;
  client_certificates: ClientCertificateRow;
  kms_keys: KmsKeyRow;
  custom_key_stores: CustomKeyStoreRow;
  key_materials: KeyMaterialRow;
  key_last_usages: KeyLastUsageRow;
  aliases: AliasRow;
  key_tags: KeyTagRow;
  grants: GrantRow;
  slot_tokens: SlotTokenRow;
  domain_tokens: DomainTokenRow;
  settings: SettingRow;
}

/** Tables that the store itself maintains; nobody writes them through a {@link CommitUnit}. */
export interface MaintainedTables {
  changes: ChangeRow;
  audit_segments: AuditSegmentRow;
  audit_events: AuditEventRow;
  audit_event_resources: AuditEventResourceRow;
}

export type AllTables = Tables & MaintainedTables;
