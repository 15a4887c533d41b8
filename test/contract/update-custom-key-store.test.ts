import { expect, it } from 'vitest';
import { keyStoresThroughEveryDoor } from '../harness/key-stores.js';

keyStoresThroughEveryDoor('UpdateCustomKeyStore', ({ proxy, account }) => {
  it('renames a store, connected or not', async () => {
    const mine = await account();
    for (const store of [await mine.createStore(), await mine.connectedStore()]) {
      const { customKeyStoreId } = store;
      const newCustomKeyStoreName = `renamed ${customKeyStoreId}`;
      expect(await mine.call('UpdateCustomKeyStore', { customKeyStoreId, newCustomKeyStoreName })).toEqual({});
      expect((await mine.describe(store)).customKeyStoreName).toBe(newCustomKeyStoreName);
    }
  });

  it('changes path and credential of a connected store once the proxy has answered by them', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const next = proxy().addTenant();
    const change = {
      customKeyStoreId: store.customKeyStoreId,
      xksProxyUriPath: next.uriPath,
      xksProxyAuthenticationCredential: next.credential,
    };
    next.mode = 'malformed';
    expect((await mine.refusal('UpdateCustomKeyStore', change)).exception).toBe('XksProxyInvalidResponseException');
    expect((await mine.describe(store)).xksProxyConfiguration.uriPath).toBe(store.proxy.uriPath);
    next.mode = 'well';
    await mine.call('UpdateCustomKeyStore', change);
    expect((await mine.describe(store)).xksProxyConfiguration).toMatchObject({
      uriPath: next.uriPath,
      accessKeyId: next.credential.accessKeyId,
    });
  });

  it('another endpoint while connected → CustomKeyStoreInvalidStateException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.connectedStore();
    const xksProxyUriEndpoint = 'https://127.0.0.1';
    const refused = await mine.refusal('UpdateCustomKeyStore', { customKeyStoreId, xksProxyUriEndpoint });
    expect(refused.exception).toBe('CustomKeyStoreInvalidStateException');
  });

  it('the wrong secret → XksProxyIncorrectAuthenticationCredentialException, and the old one stays', async () => {
    const mine = await account();
    const store = await mine.createStore();
    const { rawSecretAccessKey } = proxy().addTenant().credential;
    const xksProxyAuthenticationCredential = { ...store.proxy.credential, rawSecretAccessKey };
    const { customKeyStoreId } = store;
    const refused = await mine.refusal('UpdateCustomKeyStore', { customKeyStoreId, xksProxyAuthenticationCredential });
    expect(refused.exception).toBe('XksProxyIncorrectAuthenticationCredentialException');
    await mine.call('ConnectCustomKeyStore', { customKeyStoreId });
    await mine.reaches(store, 'CONNECTED');
  });

  it('a name or URI that is taken → CustomKeyStoreNameInUseException, XksProxyUriInUseException', async () => {
    const mine = await account();
    const [{ customKeyStoreId }, other] = [await mine.createStore(), await mine.createStore()];
    const byName = { customKeyStoreId, newCustomKeyStoreName: other.customKeyStoreName };
    expect((await mine.refusal('UpdateCustomKeyStore', byName)).exception).toBe('CustomKeyStoreNameInUseException');
    const byUri = { customKeyStoreId, xksProxyUriPath: other.proxy.uriPath };
    expect((await mine.refusal('UpdateCustomKeyStore', byUri)).exception).toBe('XksProxyUriInUseException');
  });

  it('nothing, or parameters of a CloudHSM key store → ValidationException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.createStore();
    for (const change of [{}, { keyStorePassword: 'kmsPswd1' }, { cloudHsmClusterId: 'cluster-234567abcde' }]) {
      const refused = await mine.refusal('UpdateCustomKeyStore', { customKeyStoreId, ...change });
      expect(refused.exception).toBe('ValidationException');
    }
  });

  it('a VPC endpoint service → XksProxyVpcEndpointServiceNotFoundException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.createStore();
    const refused = await mine.refusal('UpdateCustomKeyStore', {
      customKeyStoreId,
      xksProxyConnectivity: 'VPC_ENDPOINT_SERVICE',
      xksProxyVpcEndpointServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789',
    });
    expect(refused.exception).toBe('XksProxyVpcEndpointServiceNotFoundException');
  });

  it('a store of another account → CustomKeyStoreNotFoundException', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreId } = await theirs.createStore();
    const refused = await mine.refusal('UpdateCustomKeyStore', { customKeyStoreId, newCustomKeyStoreName: 'mine' });
    expect(refused.exception).toBe('CustomKeyStoreNotFoundException');
  });
});
