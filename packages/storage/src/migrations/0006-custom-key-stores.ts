/** Custom key stores, and which of them a KMS key is in. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addCustomKeyStores(db: Kysely<unknown>, words: DialectWords): Promise<void> {
  for (const statement of [...stores(words), ...keys()]) await sql.raw(statement).execute(db);
}

function stores(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table custom_key_stores (
      region ${text},
      store_id ${text},
      account_id ${text},
      store_name ${text},
      store_type ${text},
      connection_state ${text},
      connection_error_code text,
      created_at ${w.integer} not null,
      version ${w.integer} not null,
      xks_connectivity text,
      xks_uri_endpoint text,
      xks_uri_path text,
      xks_access_key_id text,
      xks_secret_material_id text,
      xks_secret_ekt ${w.blob} not null,
      primary key (region, store_id)
    ) ${w.keyedTable}`,
    'create index custom_key_stores_by_account on custom_key_stores (region, account_id, store_id)',
    'create index custom_key_stores_by_state on custom_key_stores (region, connection_state, store_id)',
  ];
}

/** Only keys in a custom key store are in the index: it finds the key of an external key, and tells an empty store. */
function keys(): string[] {
  return [
    'alter table kms_keys add column custom_key_store_id text',
    'alter table kms_keys add column xks_key_id text',
    `create index kms_keys_by_custom_key_store on kms_keys (region, custom_key_store_id, xks_key_id, key_id)
      where custom_key_store_id is not null`,
  ];
}
