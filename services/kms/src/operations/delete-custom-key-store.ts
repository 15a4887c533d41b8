import { KmsError } from '@strongroom/core/errors.js';
import { keysInStoreEntity, keyStoreEntity, keyStoresEntity } from '../key-stores/key-store-record.js';
import { refuseState } from '../key-stores/key-stores.js';
import { forgetCredential } from '../key-stores/xks-credential.js';
import { operation } from '../pipeline/operation.js';

/** API reference: DeleteCustomKeyStore. The store is disconnected and holds no KMS key, not even a scheduled one. */
export const deleteCustomKeyStore = operation({
  name: 'DeleteCustomKeyStore',
  quota: 'manage',
  readOnly: false,
  action: 'kms:DeleteCustomKeyStore',
  crossAccount: false,
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const store = await services.keyStores.require(region, accountId, input.customKeyStoreId);
    const { storeId, version, xks } = store;
    if (store.state !== 'DISCONNECTED') refuseState(store, 'delete');
    if ((await services.store.reads.keyIdInStore(region, storeId)) !== undefined) {
      throw new KmsError(
        'CustomKeyStoreHasCMKsException',
        `The custom key store ${storeId} contains KMS keys. Schedule their deletion and wait until they are deleted.`,
      );
    }
    return {
      output: {},
      writes: [{ kind: 'delete', table: 'custom_key_stores', match: { region, store_id: storeId, version }, rows: 1 }],
      entities: [keyStoreEntity(region, storeId), keyStoresEntity(region, accountId)],
      restsOn: [keysInStoreEntity(region, storeId)],
      ...(xks === undefined ? {} : { afterCommit: () => forgetCredential(call, xks) }),
    };
  },
});
