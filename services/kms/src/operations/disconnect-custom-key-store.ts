import { updateKeyStore } from '../key-stores/key-store-record.js';
import { refuseState } from '../key-stores/key-stores.js';
import { operation } from '../pipeline/operation.js';

/** API reference: DisconnectCustomKeyStore. No answer that a key of the store has given leaves after this one. */
export const disconnectCustomKeyStore = operation({
  name: 'DisconnectCustomKeyStore',
  quota: 'manage',
  readOnly: false,
  action: 'kms:DisconnectCustomKeyStore',
  crossAccount: false,
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const store = await services.keyStores.require(call.region.region, accountId, input.customKeyStoreId);
    if (store.state === 'DISCONNECTING' || store.state === 'DISCONNECTED') refuseState(store, 'disconnect');
    return {
      output: {},
      ...updateKeyStore(store, { connection_state: 'DISCONNECTING', connection_error_code: null }),
      afterCommit() {
        services.keyStores.connections.wake();
        return Promise.resolve();
      },
    };
  },
});
