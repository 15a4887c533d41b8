/** Rows and units for the contract suite. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { CustomKeyStoreRow, GrantRow, KeyMaterialRow, KmsKeyRow, Tables } from '../schema.js';
import type { CommitUnit, Write } from '../store.js';

export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';

export function keyRow(keyId: string, changes: Partial<KmsKeyRow> = {}): KmsKeyRow {
  return {
    region: REGION,
    key_id: keyId,
    account_id: ACCOUNT,
    key_state: 'Enabled',
    description: 'Grüße, 🔑',
    key_spec: 'SYMMETRIC_DEFAULT',
    key_usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    multi_region: 0,
    current_material_id: null,
    policy: '{}',
    created_at: 1_700_000_000_123,
    deletion_at: null,
    version: 1,
    rotation_period_days: null,
    next_rotation_at: null,
    on_demand_rotations: 0,
    primary_region: null,
    pending_window_days: null,
    key_manager: 'CUSTOMER',
    custom_key_store_id: null,
    xks_key_id: null,
    ...changes,
  };
}

export function materialRow(materialId: string, keyId: string, changes: Partial<KeyMaterialRow> = {}): KeyMaterialRow {
  return {
    region: REGION,
    material_id: materialId,
    key_id: keyId,
    ekt: new Uint8Array([0, 255]),
    created_at: 6,
    material_state: 'CURRENT',
    rotated_at: null,
    rotation_type: null,
    import_state: null,
    description: null,
    expiration_model: null,
    valid_to: null,
    ...changes,
  };
}

export function grantRow(grantId: string, keyId: string, changes: Partial<GrantRow> = {}): GrantRow {
  return {
    region: REGION,
    grant_id: grantId,
    key_id: keyId,
    account_id: ACCOUNT,
    issuing_account_id: ACCOUNT,
    grantee: `arn:aws:iam::${ACCOUNT}:user/grantee`,
    retiree: null,
    operations: 'Encrypt,Decrypt',
    constraints: null,
    name: null,
    request_sha256: null,
    token_mac_key: new Uint8Array([1, 0, 255]),
    created_at: 11,
    ...changes,
  };
}

export function keyStoreRow(storeId: string, changes: Partial<CustomKeyStoreRow> = {}): CustomKeyStoreRow {
  return {
    region: REGION,
    store_id: storeId,
    account_id: ACCOUNT,
    store_name: `store ${storeId}`,
    store_type: 'EXTERNAL_KEY_STORE',
    connection_state: 'DISCONNECTED',
    connection_error_code: null,
    created_at: 11,
    version: 1,
    xks_connectivity: 'PUBLIC_ENDPOINT',
    xks_uri_endpoint: 'https://proxy.example.com',
    xks_uri_path: '/kms/xks/v1',
    xks_access_key_id: 'ABCDEFGHIJ2345672345',
    xks_secret_material_id: 'm-2',
    xks_secret_ekt: new Uint8Array([0, 255]),
    ...changes,
  };
}

export function insert<T extends keyof Tables>(table: T, row: Tables[T]): Write {
  return { kind: 'insert', table, row } as Write;
}

/** A unit with an event; without writes it outdates nothing. */
export function unit(event: string, writes: readonly Write[] = [], entities: readonly string[] = []): CommitUnit {
  return { event: utf8(event), writes, entities };
}

/** One row for every table that a unit may write, with bytes of every value and a null where one may be. */
export const SAMPLE_ROWS: { readonly [T in keyof Tables]: Tables[T] } = {
  accounts: { account_id: ACCOUNT, name: 'a tenant', created_at: 1 },
  principals: {
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    account_id: ACCOUNT,
    principal_id: ACCOUNT,
    name: 'root',
    created_at: 2,
    kind: 'root',
    trust_policy: null,
    max_session_seconds: null,
    permissions_boundary: null,
  },
  principal_policies: { principal_arn: `arn:aws:iam::${ACCOUNT}:user/one`, policy_name: 'p', document: '{"ä":1}' },
  principal_tags: { principal_arn: `arn:aws:iam::${ACCOUNT}:user/one`, tag_key: 'Größe', tag_value: '' },
  role_sessions: {
    access_key_id: 'ASIAIOSFODNN7EXAMPLE',
    role_arn: `arn:aws:iam::${ACCOUNT}:role/one`,
    role_id: 'AROAEXAMPLE',
    session_name: 's',
    session_policy: null,
    tags: '{}',
    transitive_tag_keys: '[]',
    source_identity: null,
  },
  access_keys: {
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    principal_arn: `arn:aws:iam::${ACCOUNT}:root`,
    secret_material_id: 'm-1',
    secret_ekt: Uint8Array.from({ length: 256 }, (_, index) => index),
    region: REGION,
    active: 1,
    created_at: 3,
    expires_at: null,
    session_token_sha256: null,
  },
  bearer_tokens: {
    token_sha256: 'aa'.repeat(32),
    principal_arn: `arn:aws:iam::${ACCOUNT}:root`,
    created_at: 4,
    expires_at: Number.MAX_SAFE_INTEGER,
    revoked_at: null,
  },
  client_certificates: {
    spki_sha256: 'bb'.repeat(32),
    principal_arn: `arn:aws:iam::${ACCOUNT}:root`,
    created_at: 5,
  },
  kms_keys: keyRow('key-1'),
  custom_key_stores: keyStoreRow('cks-1'),
  key_materials: materialRow('m-1', 'key-1'),
  key_last_usages: {
    region: REGION,
    key_id: 'key-1',
    operation: 'Encrypt',
    used_at: 6,
    event_id: 'e-1',
    request_id: 'r-1',
  },
  aliases: {
    region: REGION,
    account_id: ACCOUNT,
    alias_name: 'alias/one',
    target_key_id: 'key-1',
    created_at: 7,
    updated_at: 8,
  },
  key_tags: { region: REGION, key_id: 'key-1', tag_key: 'Größe', tag_value: '' },
  grants: grantRow('g-1', 'key-1'),
  slot_tokens: { region: REGION, tenant: ACCOUNT, token: new Uint8Array(0), created_at: 9 },
  domain_tokens: { region: REGION, version: 3, token: new Uint8Array([1, 2, 3]), created_at: 10 },
  settings: { name: 'clock_offset_ms', value: '0' },
};
