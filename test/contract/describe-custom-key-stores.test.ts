import { expect, it } from 'vitest';
import { keyStoresThroughEveryDoor } from '../harness/key-stores.js';

keyStoresThroughEveryDoor('DescribeCustomKeyStores', ({ account }) => {
  it('shows everything about a store but the secret', async () => {
    const mine = await account();
    const store = await mine.createStore();
    const { customKeyStoreId, customKeyStoreName, proxy } = store;
    const { creationDate, ...rest } = await mine.describe(store);
    expect(new Date(creationDate).getTime()).toBeGreaterThan(0);
    expect(rest).toEqual({
      customKeyStoreId,
      customKeyStoreName,
      connectionState: 'DISCONNECTED',
      customKeyStoreType: 'EXTERNAL_KEY_STORE',
      xksProxyConfiguration: {
        connectivity: 'PUBLIC_ENDPOINT',
        accessKeyId: proxy.credential.accessKeyId,
        uriEndpoint: 'https://127.0.0.1',
        uriPath: proxy.uriPath,
      },
    });
  });

  it('pages through the stores of the account, and finds one by name or id', async () => {
    const [mine, theirs] = [await account(), await account()];
    const made = [await mine.createStore(), await mine.createStore(), await mine.createStore()];
    await theirs.createStore();
    const seen: string[] = [];
    let marker: string | undefined;
    do {
      const page = await mine.call('DescribeCustomKeyStores', {
        limit: 1,
        ...(marker === undefined ? {} : { marker }),
      });
      expect(page.customKeyStores).toHaveLength(1);
      seen.push(...page.customKeyStores.map((each) => each.customKeyStoreId));
      marker = page.truncated ? page.nextMarker : undefined;
    } while (marker !== undefined);
    expect(seen).toEqual(made.map((each) => each.customKeyStoreId).toSorted());
    const { customKeyStoreId, customKeyStoreName } = await mine.createStore();
    for (const by of [{ customKeyStoreId }, { customKeyStoreName }]) {
      const found = await mine.call('DescribeCustomKeyStores', by);
      expect(found.customKeyStores.map((each) => each.customKeyStoreId)).toEqual([customKeyStoreId]);
    }
  });

  it('an unknown store, and one of another account → CustomKeyStoreNotFoundException', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreId, customKeyStoreName } = await theirs.createStore();
    for (const by of [{ customKeyStoreId }, { customKeyStoreName }, { customKeyStoreId: 'cks-1' }]) {
      expect((await mine.refusal('DescribeCustomKeyStores', by)).exception).toBe('CustomKeyStoreNotFoundException');
    }
  });

  it('id and name → ValidationException; a marker that is none → InvalidMarkerException', async () => {
    const mine = await account();
    const both = { customKeyStoreId: 'cks-1', customKeyStoreName: 'x' };
    expect((await mine.refusal('DescribeCustomKeyStores', both)).exception).toBe('ValidationException');
    expect((await mine.refusal('DescribeCustomKeyStores', { marker: 'x' })).exception).toBe('InvalidMarkerException');
  });
});
