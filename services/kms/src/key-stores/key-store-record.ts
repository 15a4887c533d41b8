/** A custom key store as operations see it: its row, compiled. */
import { fromHex } from '@strongroom/core/bytes.js';
import type { AccountId, Region } from '@strongroom/core/ids.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type {
  ConnectionErrorCodeType,
  ConnectionStateType,
  CustomKeyStoreType,
  XksProxyConnectivityType,
} from '@strongroom/proto/gen/kms-types.js';
import type { CustomKeyStoreRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';

export interface CustomKeyStore {
  readonly region: Region;
  readonly accountId: AccountId;
  /** `cks-…`. */
  readonly storeId: string;
  readonly storeName: string;
  readonly type: CustomKeyStoreType;
  readonly state: ConnectionStateType;
  readonly errorCode: ConnectionErrorCodeType | undefined;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
  readonly version: number;
  /** Of an EXTERNAL_KEY_STORE, and of nothing else. */
  readonly xks: XksConfiguration | undefined;
}

export interface XksConfiguration {
  readonly connectivity: XksProxyConnectivityType;
  readonly uriEndpoint: string;
  readonly uriPath: string;
  readonly accessKeyId: string;
  /** Sealed for the tenant `system`. */
  readonly secret: SealedMaterial;
}

/** The name of a store in the change feed. */
export function keyStoreEntity(region: string, storeId: string): string {
  return `key-store:${region}/${storeId}`;
}

/** Names, URIs and the number of an account's stores: whoever decides on one of these rests on it. */
export function keyStoresEntity(region: string, accountId: string): string {
  return `key-stores:${region}/${accountId}`;
}

/** Which KMS keys are in a store. */
export function keysInStoreEntity(region: string, storeId: string): string {
  return `keys-in-store:${region}/${storeId}`;
}

export function compileKeyStore(row: CustomKeyStoreRow): CustomKeyStore {
  return {
    region: row.region as Region,
    accountId: row.account_id as AccountId,
    storeId: row.store_id,
    storeName: row.store_name,
    type: row.store_type as CustomKeyStoreType,
    state: row.connection_state as ConnectionStateType,
    errorCode: (row.connection_error_code as ConnectionErrorCodeType | null) ?? undefined,
    createdAt: row.created_at,
    version: row.version,
    xks:
      row.xks_secret_material_id === null
        ? undefined
        : {
            connectivity: row.xks_connectivity as XksProxyConnectivityType,
            uriEndpoint: row.xks_uri_endpoint ?? '',
            uriPath: row.xks_uri_path ?? '',
            accessKeyId: row.xks_access_key_id ?? '',
            secret: { materialId: fromHex(row.xks_secret_material_id), ekt: row.xks_secret_ekt },
          },
  };
}

/** Sets columns of the store's row, unless it has changed since it was read. */
export function updateKeyStore(
  store: CustomKeyStore,
  set: Partial<CustomKeyStoreRow>,
): { readonly writes: readonly Write[]; readonly entities: readonly string[] } {
  const match = { region: store.region, store_id: store.storeId, version: store.version };
  return {
    writes: [
      { kind: 'update', table: 'custom_key_stores', match, set: { ...set, version: store.version + 1 }, rows: 1 },
    ],
    entities: [keyStoreEntity(store.region, store.storeId)],
  };
}
