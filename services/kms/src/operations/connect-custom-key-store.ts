import { updateKeyStore } from '../key-stores/key-store-record.js';
import { refuseState } from '../key-stores/key-stores.js';
import { operation } from '../pipeline/operation.js';

/**
 * API reference: ConnectCustomKeyStore. Answers at once; what comes of it DescribeCustomKeyStores tells. A failed store
 * must be disconnected first.
 */
export const connectCustomKeyStore = operation({
  name: 'ConnectCustomKeyStore',
  quota: 'manage',
  readOnly: false,
  action: 'kms:ConnectCustomKeyStore',
  crossAccount: false,
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const store = await services.keyStores.require(call.region.region, accountId, input.customKeyStoreId);
    if (store.state === 'DISCONNECTING' || store.state === 'FAILED') refuseState(store, 'connect');
    if (store.state !== 'DISCONNECTED') return { output: {} };
    return {
      output: {},
      ...updateKeyStore(store, { connection_state: 'CONNECTING', connection_error_code: null }),
      afterCommit() {
        services.keyStores.connections.wake();
        return Promise.resolve();
      },
    };
  },
});
