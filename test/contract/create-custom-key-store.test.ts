import { expect, it } from 'vitest';
import { readAuditTrail } from '../harness/audit-trail.js';
import { keyStoresThroughEveryDoor, requestFor } from '../harness/key-stores.js';
import { DEAD_HOST } from '../harness/xks-ground.js';
import { dirname } from 'node:path';

const CLOUDHSM = {
  customKeyStoreName: 'cluster',
  cloudHsmClusterId: 'cluster-234567abcde',
  keyStorePassword: 'kmsPswd1',
  trustAnchorCertificate: '-----BEGIN CERTIFICATE-----',
} as const;

keyStoresThroughEveryDoor('CreateCustomKeyStore', ({ ready, proxy, account }) => {
  it('makes a disconnected store once its proxy has answered', async () => {
    const mine = await account();
    const { proxy: tenant, input } = mine.request();
    const { customKeyStoreId } = await mine.call('CreateCustomKeyStore', input);
    expect(customKeyStoreId).toMatch(/^cks-[0-9a-f]{17}$/);
    expect(tenant.requests.map(({ path, body }) => [path, body['requestMetadata']])).toEqual([
      [
        `${tenant.uriPath}/health`,
        { kmsRequestId: expect.stringMatching(/./) as string, kmsOperation: 'CreateCustomKeyStore' },
      ],
    ]);
    const shown = await mine.describe({ customKeyStoreId, customKeyStoreName: '', proxy: tenant });
    expect(shown.connectionState).toBe('DISCONNECTED');
  });

  it('writes the secret neither into the audit trail nor into the refusal of it', async () => {
    const mine = await account();
    const { input } = mine.request();
    await mine.call('CreateCustomKeyStore', input);
    const rawSecretAccessKey = `${input.xksProxyAuthenticationCredential.rawSecretAccessKey.slice(0, 40)}*`;
    const credential = { ...input.xksProxyAuthenticationCredential, rawSecretAccessKey };
    const wrong = await mine.refusal('CreateCustomKeyStore', {
      ...input,
      xksProxyAuthenticationCredential: credential,
    });
    expect(wrong.exception).toBe('ValidationException');
    expect(wrong.message).not.toContain(rawSecretAccessKey.slice(0, 20));
    const events = readAuditTrail(dirname(dirname(ready.kms.caFile))).filter(({ name, account: of }) => {
      return name === 'CreateCustomKeyStore' && of === mine.tenant.accountId;
    });
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(rawSecretAccessKey.slice(0, 20));
  });

  it('a name that is taken → CustomKeyStoreNameInUseException, and in another account not', async () => {
    const [mine, theirs] = [await account(), await account()];
    const { customKeyStoreName } = await mine.createStore();
    const again = await mine.refusal('CreateCustomKeyStore', mine.request({ customKeyStoreName }).input);
    expect(again.exception).toBe('CustomKeyStoreNameInUseException');
    await theirs.createStore({ customKeyStoreName });
  });

  it('a proxy URI that is taken → XksProxyUriInUseException', async () => {
    const mine = await account();
    const { proxy: tenant } = await mine.createStore();
    const again = { ...requestFor(tenant), customKeyStoreName: 'another name' };
    expect((await mine.refusal('CreateCustomKeyStore', again)).exception).toBe('XksProxyUriInUseException');
  });

  it('the eleventh store → LimitExceededException', async () => {
    const mine = await account();
    for (let count = 0; count < 10; count += 1) await mine.createStore();
    const eleventh = await mine.refusal('CreateCustomKeyStore', mine.request().input);
    expect(eleventh.exception).toBe('LimitExceededException');
  });

  it('of two at once that want one name, one gets it', async () => {
    const mine = await account();
    const wishes = [mine.request({ customKeyStoreName: 'one' }), mine.request({ customKeyStoreName: 'one' })];
    const made = await Promise.allSettled(wishes.map(({ input }) => mine.call('CreateCustomKeyStore', input)));
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await mine.stores()).toHaveLength(1);
  });

  it.each([
    ['unavailable', 'XksProxyUriUnreachableException'],
    ['hang-up', 'XksProxyUriUnreachableException'],
    ['silent', 'XksProxyUriUnreachableException'],
    ['not-json', 'XksProxyInvalidResponseException'],
    ['malformed', 'XksProxyInvalidResponseException'],
    ['endless', 'XksProxyInvalidResponseException'],
    [{ error: 'ThrottlingException', status: 429 }, 'XksProxyUriUnreachableException'],
    [{ error: 'AccessDeniedException', status: 403 }, 'XksProxyInvalidConfigurationException'],
    [{ error: 'NoSuchException', status: 400 }, 'XksProxyInvalidResponseException'],
  ] as const)('a proxy that is %j → %s, and no store', async (mode, exception) => {
    const mine = await account();
    const { proxy: tenant, input } = mine.request();
    tenant.mode = mode;
    expect((await mine.refusal('CreateCustomKeyStore', input)).exception).toBe(exception);
    expect(await mine.stores()).toEqual([]);
  });

  it.each([
    [`https://${DEAD_HOST}`, 'XksProxyUriUnreachableException'],
    ['https://169.254.169.254', 'XksProxyUriUnreachableException'],
    ['https://no-such-host.invalid', 'XksProxyUriUnreachableException'],
    // A name, so that the proxy shows the certificate of an authority that nobody trusts.
    ['https://localhost', 'XksProxyInvalidConfigurationException'],
  ])('the endpoint %s → %s', async (xksProxyUriEndpoint, exception) => {
    const mine = await account();
    const refused = await mine.refusal('CreateCustomKeyStore', mine.request({ xksProxyUriEndpoint }).input);
    expect(refused.exception).toBe(exception);
  });

  it('another secret → XksProxyIncorrectAuthenticationCredentialException', async () => {
    const mine = await account();
    const { input } = mine.request();
    const { rawSecretAccessKey } = proxy().addTenant().credential;
    const xksProxyAuthenticationCredential = { ...input.xksProxyAuthenticationCredential, rawSecretAccessKey };
    const wrong = await mine.refusal('CreateCustomKeyStore', { ...input, xksProxyAuthenticationCredential });
    expect(wrong.exception).toBe('XksProxyIncorrectAuthenticationCredentialException');
  });

  it('a path that is not served, or of another version → XksProxyInvalidConfigurationException', async () => {
    const mine = await account();
    for (const xksProxyUriPath of ['/nobody/kms/xks/v1', '/kms/xks/v2']) {
      const refused = await mine.refusal('CreateCustomKeyStore', mine.request({ xksProxyUriPath }).input);
      expect(refused.exception).toBe('XksProxyInvalidConfigurationException');
    }
  });

  it.each([
    ['http://127.0.0.1', '/kms/xks/v1'],
    ['https://127.0.0.1:8443', '/kms/xks/v1'],
    ['https://user@127.0.0.1', '/kms/xks/v1'],
    ['https://127.0.0.1', '/kms/xks/v1/'],
    ['https://127.0.0.1', '/../kms/xks/v1'],
    ['https://127.0.0.1', 'kms/xks/v1'],
  ])('the URI %s%s → ValidationException', async (xksProxyUriEndpoint, xksProxyUriPath) => {
    const mine = await account();
    const { input } = mine.request({ xksProxyUriEndpoint, xksProxyUriPath });
    expect((await mine.refusal('CreateCustomKeyStore', input)).exception).toBe('ValidationException');
  });

  it('parameters of the other kind, or none → ValidationException', async () => {
    const mine = await account();
    const { input } = mine.request();
    const { xksProxyConnectivity: _left, ...without } = input;
    for (const wrong of [
      without,
      { ...input, cloudHsmClusterId: CLOUDHSM.cloudHsmClusterId },
      { ...input, xksProxyVpcEndpointServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789' },
      { ...CLOUDHSM, xksProxyUriPath: '/kms/xks/v1' },
      { customKeyStoreName: 'x', customKeyStoreType: 'AWS_CLOUDHSM' } as const,
      { ...input, customKeyStoreName: 'a\0b' },
    ]) {
      expect((await mine.refusal('CreateCustomKeyStore', wrong)).exception).toBe('ValidationException');
    }
  });

  it('a VPC endpoint service → XksProxyVpcEndpointServiceNotFoundException', async () => {
    const mine = await account();
    const { input } = mine.request();
    const vpc = {
      ...input,
      xksProxyConnectivity: 'VPC_ENDPOINT_SERVICE',
      xksProxyVpcEndpointServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789',
    } as const;
    const refused = await mine.refusal('CreateCustomKeyStore', vpc);
    expect(refused.exception).toBe('XksProxyVpcEndpointServiceNotFoundException');
  });

  it('any CloudHSM cluster → CloudHsmClusterNotFoundException', async () => {
    const mine = await account();
    expect((await mine.refusal('CreateCustomKeyStore', CLOUDHSM)).exception).toBe('CloudHsmClusterNotFoundException');
  });
});
