import { expect, it } from 'vitest';
import { keyStoresThroughEveryDoor } from '../harness/key-stores.js';

keyStoresThroughEveryDoor('DisconnectCustomKeyStore', ({ account }) => {
  it('disconnects a connected store', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    expect(await mine.call('DisconnectCustomKeyStore', { customKeyStoreId: store.customKeyStoreId })).toEqual({});
    await mine.reaches(store, 'DISCONNECTED');
  });

  it('a store that is disconnected → CustomKeyStoreInvalidStateException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.createStore();
    const refused = await mine.refusal('DisconnectCustomKeyStore', { customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreInvalidStateException');
  });

  it('a store of another account → CustomKeyStoreNotFoundException', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreId } = await theirs.connectedStore();
    const refused = await mine.refusal('DisconnectCustomKeyStore', { customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreNotFoundException');
  });
});
