/** Custom key stores, as operations use them: found by id, of the caller's account alone. */
import { KmsError } from '@strongroom/core/errors.js';
import type { AccountId, Region } from '@strongroom/core/ids.js';
import type { StoreReads } from '@strongroom/storage/store.js';
import type { ExternalKeyStores } from './external-key-stores.js';
import type { KeyStoreConnections } from './key-store-connections.js';
import { compileKeyStore, type CustomKeyStore } from './key-store-record.js';

export class KeyStores {
  readonly external: ExternalKeyStores;
  readonly connections: KeyStoreConnections;
  readonly #reads: StoreReads;

  constructor(reads: StoreReads, external: ExternalKeyStores, connections: KeyStoreConnections) {
    this.external = external;
    this.connections = connections;
    this.#reads = reads;
  }

  async ofAccount(region: Region, accountId: AccountId): Promise<readonly CustomKeyStore[]> {
    return (await this.#reads.customKeyStores(region, accountId)).map(compileKeyStore);
  }

  /** @throws KmsError CustomKeyStoreNotFoundException, also for a store of another account. */
  async require(region: Region, accountId: AccountId, storeId: string): Promise<CustomKeyStore> {
    const row = await this.#reads.customKeyStore(region, storeId);
    if (row?.account_id === accountId) return compileKeyStore(row);
    throw new KmsError('CustomKeyStoreNotFoundException', `The custom key store ${storeId} does not exist.`);
  }
}

/** @throws KmsError CustomKeyStoreInvalidStateException. */
export function refuseState(store: CustomKeyStore, what: string): never {
  throw new KmsError(
    'CustomKeyStoreInvalidStateException',
    `You cannot ${what} the custom key store ${store.storeId} while its connection state is ${store.state}.`,
  );
}
