/**
 * Every EKT that a tenant has in the store of one Region, and how each is replaced. Whatever keeps EKTs is listed here,
 * or a rotation of the domain key would make them useless: the test compares the list with the columns of the store.
 */
import { fromHex } from '@strongroom/core/bytes.js';
import { SYSTEM_TENANT, type Region } from '@strongroom/core/ids.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type { Store, Write } from '@strongroom/storage/store.js';
import { keyStoreEntity } from '../key-stores/key-store-record.js';
import { keyEntity } from '../keys/key-record.js';

export interface StoredToken {
  readonly material: SealedMaterial;
  /** For an operator, where the token is of no use. */
  readonly owner: string;
  /** What the replacement outdates. */
  readonly entity: string;
  /** Only where the token is still the one that was read. */
  replace(ekt: Uint8Array): Write;
}

const PAGE_ROWS = 200;

export function storedTokensOf(store: Store, region: Region, tenant: string): AsyncIterable<StoredToken> {
  return tenant === SYSTEM_TENANT ? systemSecrets(store, region) : keyMaterials(store, region, tenant);
}

async function* systemSecrets(store: Store, region: Region): AsyncIterable<StoredToken> {
  yield* accessKeySecrets(store, region);
  yield* proxySecrets(store, region);
}

async function* keyMaterials({ reads }: Store, region: Region, accountId: string): AsyncIterable<StoredToken> {
  for (let after = ''; ;) {
    const page = await reads.listKeyIds(region, accountId, after, PAGE_ROWS);
    for (const keyId of page.rows) {
      after = keyId;
      for (const { material_id: materialId, ekt } of await reads.keyMaterials(region, keyId)) {
        // Imported material that is not there now.
        if (ekt.length === 0) continue;
        yield {
          material: { materialId: fromHex(materialId), ekt },
          owner: `key material ${materialId} of KMS key ${keyId}`,
          entity: keyEntity(region, keyId),
          replace: (renewed) => ({
            kind: 'update',
            table: 'key_materials',
            match: { region, material_id: materialId, ekt },
            set: { ekt: renewed },
            rows: 1,
          }),
        };
      }
    }
    if (!page.more) return;
  }
}

async function* accessKeySecrets({ reads }: Store, region: Region): AsyncIterable<StoredToken> {
  for (let after = ''; ;) {
    const page = await reads.accessKeysSealedIn(region, after, PAGE_ROWS);
    for (const row of page.rows) {
      const { access_key_id: accessKeyId, secret_material_id: materialId, secret_ekt: ekt } = row;
      after = accessKeyId;
      yield {
        material: { materialId: fromHex(materialId), ekt },
        owner: `access key ${accessKeyId}`,
        entity: `access-key:${accessKeyId}`,
        replace: (renewed) => ({
          kind: 'update',
          table: 'access_keys',
          match: { access_key_id: accessKeyId, secret_ekt: ekt },
          set: { secret_ekt: renewed },
          rows: 1,
        }),
      };
    }
    if (!page.more) return;
  }
}

async function* proxySecrets({ reads }: Store, region: Region): AsyncIterable<StoredToken> {
  for (const { account_id: accountId } of await reads.accounts()) {
    for (const row of await reads.customKeyStores(region, accountId)) {
      const { store_id: storeId, xks_secret_material_id: materialId, xks_secret_ekt: ekt } = row;
      if (materialId === null || ekt.length === 0) continue;
      yield {
        material: { materialId: fromHex(materialId), ekt },
        owner: `custom key store ${storeId}`,
        entity: keyStoreEntity(region, storeId),
        replace: (renewed) => ({
          kind: 'update',
          table: 'custom_key_stores',
          match: { region, store_id: storeId, xks_secret_ekt: ekt },
          set: { xks_secret_ekt: renewed },
          rows: 1,
        }),
      };
    }
  }
}
