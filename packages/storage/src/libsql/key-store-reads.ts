/** Custom key stores. */
import { COLUMNS } from '../columns.js';
import { pageLimit, pageOf } from '../page.js';
import type { CustomKeyStoreRow } from '../schema.js';
import type { StoreReads } from '../store.js';
import { selectFrom, type Selects } from './selects.js';

const STORES = selectFrom('custom_key_stores', COLUMNS.custom_key_stores);
// Every id is after the empty one: the bound tells SQLite to prefer the index to the primary key.
const OF_ACCOUNT = `${STORES} WHERE region = ? AND account_id = ? AND store_id > '' ORDER BY store_id`;
const IN_STATE = `${STORES} WHERE region = ? AND connection_state = ? AND store_id > ?
  ORDER BY store_id LIMIT ?`;
const ANY_KEY = 'SELECT key_id FROM kms_keys WHERE region = ? AND custom_key_store_id = ? LIMIT 1';
const KEY_OF_XKS_KEY =
  'SELECT key_id FROM kms_keys WHERE region = ? AND custom_key_store_id = ? AND xks_key_id = ? LIMIT 1';

/** What the plans of these are, a test of the migrations asks. */
export const KEY_STORE_READS = [OF_ACCOUNT, IN_STATE, ANY_KEY, KEY_OF_XKS_KEY] as const;

export type KeyStoreReads = Pick<
  StoreReads,
  'customKeyStore' | 'customKeyStores' | 'customKeyStoresInState' | 'keyIdInStore'
>;

export function keyStoreReads(db: Selects): KeyStoreReads {
  return {
    customKeyStore: (region, storeId) =>
      db.first<CustomKeyStoreRow>(`${STORES} WHERE region = ? AND store_id = ?`, region, storeId),
    customKeyStores: (region, accountId) => db.all<CustomKeyStoreRow>(OF_ACCOUNT, region, accountId),
    customKeyStoresInState: async (region, state, afterStoreId, limit) =>
      pageOf(await db.all<CustomKeyStoreRow>(IN_STATE, region, state, afterStoreId, pageLimit(limit) + 1), limit),
    keyIdInStore: async (region, storeId, xksKeyId) =>
      (xksKeyId === undefined
        ? await db.first<{ key_id: string }>(ANY_KEY, region, storeId)
        : await db.first<{ key_id: string }>(KEY_OF_XKS_KEY, region, storeId, xksKeyId)
      )?.key_id,
  };
}
