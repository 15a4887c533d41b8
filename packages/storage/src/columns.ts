/**
 * The columns of every table, for building statements: a name that is not listed here never reaches SQL. The types keep
 * it equal to schema.ts.
 */
import type { AllTables } from './schema.js';

type ColumnLists = { readonly [T in keyof AllTables]: Readonly<Record<keyof AllTables[T], ColumnType>> };

/** What a column holds. `real` does not exist here: every number is an integer within 2^53. */
export type ColumnType = 'text' | 'text?' | 'integer' | 'integer?' | 'blob';

export const COLUMNS: ColumnLists = {
  accounts: { account_id: 'text', name: 'text', created_at: 'integer' },
  principals: {
    arn: 'text',
    account_id: 'text',
    principal_id: 'text',
    name: 'text',
    created_at: 'integer',
    kind: 'text',
    trust_policy: 'text?',
    max_session_seconds: 'integer?',
    permissions_boundary: 'text?',
  },
  principal_policies: { principal_arn: 'text', policy_name: 'text', document: 'text' },
  principal_tags: { principal_arn: 'text', tag_key: 'text', tag_value: 'text' },
  role_sessions: {
    access_key_id: 'text',
    role_arn: 'text',
    role_id: 'text',
    session_name: 'text',
    session_policy: 'text?',
    tags: 'text',
    transitive_tag_keys: 'text',
    source_identity: 'text?',
  },
  access_keys: {
    access_key_id: 'text',
    principal_arn: 'text',
    secret_material_id: 'text',
    secret_ekt: 'blob',
    region: 'text',
    active: 'integer',
    created_at: 'integer',
    expires_at: 'integer?',
    session_token_sha256: 'text?',
  },
  bearer_tokens: {
    token_sha256: 'text',
    principal_arn: 'text',
    created_at: 'integer',
    expires_at: 'integer',
    revoked_at: 'integer?',
  },
  client_certificates: { spki_sha256: 'text', principal_arn: 'text', created_at: 'integer' },
  kms_keys: {
    region: 'text',
    key_id: 'text',
    account_id: 'text',
    key_state: 'text',
    description: 'text',
    key_spec: 'text',
    key_usage: 'text',
    origin: 'text',
    multi_region: 'integer',
    current_material_id: 'text?',
    policy: 'text',
    created_at: 'integer',
    deletion_at: 'integer?',
    version: 'integer',
    rotation_period_days: 'integer?',
    next_rotation_at: 'integer?',
    on_demand_rotations: 'integer',
    primary_region: 'text?',
    pending_window_days: 'integer?',
    key_manager: 'text',
    custom_key_store_id: 'text?',
    xks_key_id: 'text?',
  },
  custom_key_stores: {
    region: 'text',
    store_id: 'text',
    account_id: 'text',
    store_name: 'text',
    store_type: 'text',
    connection_state: 'text',
    connection_error_code: 'text?',
    created_at: 'integer',
    version: 'integer',
    xks_connectivity: 'text?',
    xks_uri_endpoint: 'text?',
    xks_uri_path: 'text?',
    xks_access_key_id: 'text?',
    xks_secret_material_id: 'text?',
    xks_secret_ekt: 'blob',
  },
  key_materials: {
    region: 'text',
    material_id: 'text',
    key_id: 'text',
    ekt: 'blob',
    created_at: 'integer',
    material_state: 'text',
    rotated_at: 'integer?',
    rotation_type: 'text?',
    import_state: 'text?',
    description: 'text?',
    expiration_model: 'text?',
    valid_to: 'integer?',
  },
  key_last_usages: {
    region: 'text',
    key_id: 'text',
    operation: 'text',
    used_at: 'integer',
    event_id: 'text',
    request_id: 'text',
  },
  aliases: {
    region: 'text',
    account_id: 'text',
    alias_name: 'text',
    target_key_id: 'text',
    created_at: 'integer',
    updated_at: 'integer',
  },
  key_tags: { region: 'text', key_id: 'text', tag_key: 'text', tag_value: 'text' },
  grants: {
    region: 'text',
    grant_id: 'text',
    key_id: 'text',
    account_id: 'text',
    issuing_account_id: 'text',
    grantee: 'text',
    retiree: 'text?',
    operations: 'text',
    constraints: 'text?',
    name: 'text?',
    request_sha256: 'text?',
    token_mac_key: 'blob',
    created_at: 'integer',
  },
  slot_tokens: { region: 'text', tenant: 'text', token: 'blob', created_at: 'integer' },
  domain_tokens: { region: 'text', version: 'integer', token: 'blob', created_at: 'integer' },
  settings: { name: 'text', value: 'text' },
  changes: { seq: 'integer', entity: 'text' },
  audit_segments: {
    front_end: 'text',
    sequence: 'integer',
    prev_hash: 'blob',
    hash: 'blob',
    events: 'blob',
    event_count: 'integer',
    created_at: 'integer',
  },
  audit_events: {
    event_id: 'text',
    event_time: 'integer',
    region: 'text',
    account_id: 'text',
    event_name: 'text',
    username: 'text',
    access_key_id: 'text',
    read_only: 'integer',
    resource_name: 'text',
    front_end: 'text',
    sequence: 'integer',
    event: 'text',
    event_source: 'text',
  },
  audit_event_resources: {
    account_id: 'text',
    region: 'text',
    resource_name: 'text',
    event_time: 'integer',
    event_id: 'text',
  },
};

type KeyLists = { readonly [T in keyof AllTables]: readonly (keyof AllTables[T] & string)[] };

/** The primary key of every table, in index order. */
export const PRIMARY_KEYS: KeyLists = {
  accounts: ['account_id'],
  principals: ['arn'],
  principal_policies: ['principal_arn', 'policy_name'],
  principal_tags: ['principal_arn', 'tag_key'],
  role_sessions: ['access_key_id'],
  access_keys: ['access_key_id'],
  bearer_tokens: ['token_sha256'],
  client_certificates: ['spki_sha256'],
  kms_keys: ['region', 'key_id'],
  custom_key_stores: ['region', 'store_id'],
  key_materials: ['region', 'material_id'],
  key_last_usages: ['region', 'key_id'],
  aliases: ['region', 'account_id', 'alias_name'],
  key_tags: ['region', 'key_id', 'tag_key'],
  grants: ['region', 'grant_id'],
  slot_tokens: ['region', 'tenant'],
  domain_tokens: ['region', 'version'],
  settings: ['name'],
  changes: ['seq'],
  audit_segments: ['front_end', 'sequence'],
  audit_events: ['event_id'],
  audit_event_resources: ['account_id', 'region', 'resource_name', 'event_time', 'event_id'],
};

const MAINTAINED: readonly string[] = ['changes', 'audit_segments', 'audit_events', 'audit_event_resources'];

/** The tables that a unit may write; the store maintains the others itself. */
export const WRITABLE_TABLES: ReadonlySet<string> = new Set(
  Object.keys(COLUMNS).filter((table) => !MAINTAINED.includes(table)),
);

/** A write with its types erased to what an engine needs: table and column names are known to be ours. */
export type Value = string | number | Uint8Array | null;
export type Values = Readonly<Record<string, Value>>;

/** The column types of a table by name; undefined for a name that is no table. */
export function columnsOf(table: string): Readonly<Record<string, ColumnType>> | undefined {
  return Object.hasOwn(COLUMNS, table) ? COLUMNS[table as keyof AllTables] : undefined;
}
