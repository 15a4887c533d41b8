/** Suites about custom key stores: each test has an account of its own (10 stores are the quota), and a proxy. */
import { afterAll, beforeAll, inject } from 'vitest';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import type { ProxyTenant, XksTestProxy } from '@strongroom/kms/testing/xks-proxy.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { CreateCustomKeyStoreRequest } from '@strongroom/proto/gen/kms-types.js';
import { adminClient } from './admin.js';
import type { Answer, Door, Question } from './doors/door.js';
import { waitFor } from './processes.js';
import type { Ready, ReadyTenant } from './ready-file.js';
import { refusalOf, throughEveryDoor, type Refusal } from './suite.js';
import { PROXY_HOST, startProxy } from './xks-ground.js';

export interface TestStore {
  readonly customKeyStoreId: string;
  readonly customKeyStoreName: string;
  /** What its proxy has for it. */
  readonly proxy: ProxyTenant;
}

/** A new account. */
export class TestAccount {
  readonly tenant: ReadyTenant;
  readonly #door: Door;
  readonly #proxy: () => XksTestProxy;

  constructor(tenant: ReadyTenant, door: Door, proxy: () => XksTestProxy) {
    this.tenant = tenant;
    this.#door = door;
    this.#proxy = proxy;
  }

  call<Operation extends OperationName>(operation: Operation, input: Question<Operation>): Promise<Answer<Operation>> {
    return this.#door.call(operation, input, this.tenant);
  }

  refusal<Operation extends OperationName>(operation: Operation, input: Question<Operation>): Promise<Refusal> {
    return refusalOf(this.call(operation, input));
  }

  /** A valid request for a store, and what the proxy has for it. */
  request(changes: Partial<CreateCustomKeyStoreRequest> = {}) {
    const proxy = this.#proxy().addTenant();
    return { proxy, input: { ...requestFor(proxy), ...changes } };
  }

  async createStore(changes: Partial<CreateCustomKeyStoreRequest> = {}): Promise<TestStore> {
    const { proxy, input } = this.request(changes);
    const { customKeyStoreId } = await this.call('CreateCustomKeyStore', input);
    return { customKeyStoreId, customKeyStoreName: input.customKeyStoreName, proxy };
  }

  async connectedStore(): Promise<TestStore> {
    const store = await this.createStore();
    await this.call('ConnectCustomKeyStore', { customKeyStoreId: store.customKeyStoreId });
    await this.reaches(store, 'CONNECTED');
    return store;
  }

  /** A key in a store, and the id of its external key. */
  async createKeyIn(store: TestStore): Promise<{ keyId: string; arn: string; xksKeyId: string }> {
    const xksKeyId = store.proxy.addKey();
    const { customKeyStoreId } = store;
    const { keyMetadata } = await this.call('CreateKey', { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId, xksKeyId });
    return { keyId: keyMetadata.keyId, arn: keyMetadata.arn, xksKeyId };
  }

  /** Ids of all of the account's stores. */
  async stores(): Promise<string[]> {
    const { customKeyStores } = await this.call('DescribeCustomKeyStores', {});
    // Over gRPC an empty list is absent.
    return ((customKeyStores as readonly { customKeyStoreId: string }[] | undefined) ?? []).map(
      ({ customKeyStoreId }) => customKeyStoreId,
    );
  }

  async describe({ customKeyStoreId }: TestStore) {
    const { customKeyStores } = await this.call('DescribeCustomKeyStores', { customKeyStoreId });
    return must(customKeyStores[0], 'the store is listed');
  }

  /** Waits until the store has left the states in between, and expects this one. */
  async reaches(store: TestStore, state: string): Promise<void> {
    const settled = await waitFor('the store settles', 30_000, async () => {
      const { connectionState } = await this.describe(store);
      return connectionState === 'CONNECTING' || connectionState === 'DISCONNECTING' ? undefined : connectionState;
    });
    if (settled !== state) throw new Error(`the store is ${settled}, not ${state}`);
  }

  async disconnect(store: TestStore): Promise<void> {
    await this.call('DisconnectCustomKeyStore', { customKeyStoreId: store.customKeyStoreId });
    await this.reaches(store, 'DISCONNECTED');
  }
}

export function requestFor(proxy: ProxyTenant) {
  return {
    customKeyStoreName: `store ${proxy.uriPath.slice(1, 17)}`,
    customKeyStoreType: 'EXTERNAL_KEY_STORE',
    xksProxyUriEndpoint: `https://${PROXY_HOST}`,
    xksProxyUriPath: proxy.uriPath,
    xksProxyConnectivity: 'PUBLIC_ENDPOINT',
    xksProxyAuthenticationCredential: proxy.credential,
  } as const satisfies CreateCustomKeyStoreRequest;
}

export interface KeyStoreGiven {
  readonly ready: Ready;
  readonly proxy: () => XksTestProxy;
  readonly account: () => Promise<TestAccount>;
}

export function keyStoresThroughEveryDoor(name: string, suite: (given: KeyStoreGiven) => void): void {
  throughEveryDoor(name, ({ ready, door }) => {
    suite(keyStoreGround(ready, door));
  });
}

/** Within a describe: the proxy stands while its tests run. */
export function keyStoreGround(ready: Ready, door: Door): KeyStoreGiven {
  const admin = adminClient(ready);
  let proxy: XksTestProxy | undefined;
  beforeAll(async () => {
    proxy = await startProxy(inject('xks'));
  });
  afterAll(async () => {
    admin.close();
    await proxy?.stop();
  });
  const running = (): XksTestProxy => must(proxy, 'the proxy has been started');
  return { ready, proxy: running, account: async () => new TestAccount(await newTenant(admin), door, running) };
}

async function newTenant(admin: AdminClient): Promise<ReadyTenant> {
  const { accountId, name, rootArn } = await admin.createTenant({ name: 'key stores' });
  const arn = must(rootArn, 'a tenant has a root');
  const [accessKey, bearer] = await Promise.all([
    admin.createAccessKey({ principalArn: arn }),
    admin.createBearerToken({ principalArn: arn }),
  ]);
  return {
    accountId: must(accountId, 'a tenant has an account'),
    name: must(name, 'a tenant has a name'),
    arn,
    accessKeyId: must(accessKey.accessKeyId, 'an id'),
    secretAccessKey: must(accessKey.secretAccessKey, 'the secret, once'),
    token: must(bearer.token, 'the token, once'),
  };
}
