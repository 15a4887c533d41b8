/** Rows of external key stores, for unit tests that begin with some. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { CustomKeyStoreRow } from '@strongroom/storage/schema.js';
import { ACCOUNT_A, REGION, type FrontEndFixture } from './front-end-fixture.js';

export function keyStoreRow(storeId: string, changes: Partial<CustomKeyStoreRow> = {}): CustomKeyStoreRow {
  return {
    region: REGION,
    store_id: storeId,
    account_id: ACCOUNT_A,
    store_name: storeId,
    store_type: 'EXTERNAL_KEY_STORE',
    connection_state: 'CONNECTING',
    connection_error_code: null,
    created_at: 1,
    version: 1,
    xks_connectivity: 'PUBLIC_ENDPOINT',
    xks_uri_endpoint: 'https://proxy.example.com',
    xks_uri_path: '/kms/xks/v1',
    xks_access_key_id: 'ABCDEFGHIJ2345672345',
    xks_secret_material_id: 'ab'.repeat(32),
    xks_secret_ekt: EMPTY_BYTES,
    ...changes,
  };
}

export async function insertKeyStores(
  { store }: FrontEndFixture,
  ...rows: readonly CustomKeyStoreRow[]
): Promise<void> {
  const writes = rows.map((row) => ({ kind: 'insert', table: 'custom_key_stores', row }) as const);
  await store.commit({ event: EMPTY_BYTES, writes, entities: [] });
}
