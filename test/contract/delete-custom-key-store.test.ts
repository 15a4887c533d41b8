import { expect, it } from 'vitest';
import { keyStoresThroughEveryDoor } from '../harness/key-stores.js';

keyStoresThroughEveryDoor('DeleteCustomKeyStore', ({ account }) => {
  it('deletes a disconnected store; its name and URI are free again', async () => {
    const mine = await account();
    const { customKeyStoreId, customKeyStoreName, proxy } = await mine.createStore();
    expect(await mine.call('DeleteCustomKeyStore', { customKeyStoreId })).toEqual({});
    const gone = await mine.refusal('DescribeCustomKeyStores', { customKeyStoreId });
    expect(gone.exception).toBe('CustomKeyStoreNotFoundException');
    await mine.createStore({
      customKeyStoreName,
      xksProxyUriPath: proxy.uriPath,
      xksProxyAuthenticationCredential: proxy.credential,
    });
  });

  it('a store that is connected → CustomKeyStoreInvalidStateException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.connectedStore();
    const refused = await mine.refusal('DeleteCustomKeyStore', { customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreInvalidStateException');
  });

  it('a store of another account → CustomKeyStoreNotFoundException', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreId } = await theirs.createStore();
    const refused = await mine.refusal('DeleteCustomKeyStore', { customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreNotFoundException');
  });
});
