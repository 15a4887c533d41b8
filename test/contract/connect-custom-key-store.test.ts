import { expect, it } from 'vitest';
import { keyStoresThroughEveryDoor } from '../harness/key-stores.js';

keyStoresThroughEveryDoor('ConnectCustomKeyStore', ({ account }) => {
  it('answers at once and connects; connecting again changes nothing', async () => {
    const mine = await account();
    const store = await mine.createStore();
    const { customKeyStoreId } = store;
    expect(await mine.call('ConnectCustomKeyStore', { customKeyStoreId })).toEqual({});
    await mine.reaches(store, 'CONNECTED');
    await mine.call('ConnectCustomKeyStore', { customKeyStoreId });
    expect((await mine.describe(store)).connectionState).toBe('CONNECTED');
    const asked = store.proxy.requests.map(({ body }) => body['requestMetadata'] as { kmsOperation: string });
    expect(asked.map(({ kmsOperation }) => kmsOperation)).toContain('ConnectCustomKeyStore');
  });

  it.each([
    ['unavailable', 'XKS_PROXY_NOT_REACHABLE'],
    ['hang-up', 'XKS_PROXY_NOT_REACHABLE'],
    ['silent', 'XKS_PROXY_TIMED_OUT'],
    ['malformed', 'XKS_PROXY_INVALID_RESPONSE'],
    [{ error: 'AuthenticationFailedException', status: 401 }, 'XKS_PROXY_ACCESS_DENIED'],
    [{ error: 'InvalidUriPathException', status: 404 }, 'XKS_PROXY_INVALID_CONFIGURATION'],
  ] as const)('a proxy that is %j → FAILED, %s; then it must be disconnected first', async (mode, errorCode) => {
    const mine = await account();
    const store = await mine.createStore();
    const { customKeyStoreId } = store;
    store.proxy.mode = mode;
    await mine.call('ConnectCustomKeyStore', { customKeyStoreId });
    await mine.reaches(store, 'FAILED');
    expect((await mine.describe(store)).connectionErrorCode).toBe(errorCode);
    store.proxy.mode = 'well';
    const again = await mine.refusal('ConnectCustomKeyStore', { customKeyStoreId });
    expect(again.exception).toBe('CustomKeyStoreInvalidStateException');
    await mine.disconnect(store);
    expect(await mine.describe(store)).not.toHaveProperty('connectionErrorCode', errorCode);
    await mine.call('ConnectCustomKeyStore', { customKeyStoreId });
    await mine.reaches(store, 'CONNECTED');
  });

  it('a store of another account → CustomKeyStoreNotFoundException', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreId } = await theirs.createStore();
    const refused = await mine.refusal('ConnectCustomKeyStore', { customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreNotFoundException');
  });
});
