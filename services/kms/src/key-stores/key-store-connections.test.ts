import { describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { ConnectionErrorCodeType } from '@strongroom/proto/gen/kms-types.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { insertKeyStores as insert, keyStoreRow as row } from '../testing/key-store-rows.js';
import type { KeyStoreBackend } from './key-store-backend.js';
import { KeyStoreConnections } from './key-store-connections.js';
import { updateKeyStore, type CustomKeyStore } from './key-store-record.js';

/** In the place of the network: what a proxy would have answered. */
class TestBackend implements KeyStoreBackend {
  readonly type = 'EXTERNAL_KEY_STORE';
  readonly asked: string[] = [];
  onConnect: (store: CustomKeyStore) => Promise<ConnectionErrorCodeType | undefined> = () => Promise.resolve(undefined);

  connect(store: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined> {
    this.asked.push(`connect ${store.storeId}`);
    return this.onConnect(store);
  }
  disconnect({ storeId }: CustomKeyStore): Promise<void> {
    this.asked.push(`disconnect ${storeId}`);
    return Promise.resolve();
  }
  check({ storeId }: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined> {
    this.asked.push(`check ${storeId}`);
    return Promise.resolve(undefined);
  }
}

function connectionsOf({ services }: FrontEndFixture, backend: KeyStoreBackend): KeyStoreConnections {
  return new KeyStoreConnections({ ...services, backends: [backend] });
}

async function stateOf({ store }: FrontEndFixture, storeId: string): Promise<readonly (string | null | undefined)[]> {
  const found = await store.reads.customKeyStore(REGION, storeId);
  return [found?.connection_state, found?.connection_error_code];
}

describe('connections of custom key stores', () => {
  it('bring every store to what was asked for', async () => {
    const fixture = await frontEndFixture();
    const backend = new TestBackend();
    await insert(fixture, row('cks-1'), row('cks-2', { connection_state: 'DISCONNECTING' }), row('cks-3'));
    backend.onConnect = ({ storeId }) => Promise.resolve(storeId === 'cks-3' ? 'XKS_PROXY_TIMED_OUT' : undefined);
    await connectionsOf(fixture, backend).run();
    expect(await stateOf(fixture, 'cks-1')).toEqual(['CONNECTED', null]);
    expect(await stateOf(fixture, 'cks-2')).toEqual(['DISCONNECTED', null]);
    expect(await stateOf(fixture, 'cks-3')).toEqual(['FAILED', 'XKS_PROXY_TIMED_OUT']);
  });

  it('go on after a crash: what one front end left connecting, the next connects', async () => {
    const data = emptyMemoryData();
    const first = await frontEndFixture({ data });
    await insert(first, row('cks-1'));
    const dying = new TestBackend();
    dying.onConnect = () => new Promise(() => undefined);
    void connectionsOf(first, dying).run();
    const second = await frontEndFixture({ data, frontEndId: 'kms-2' });
    await connectionsOf(second, new TestBackend()).run();
    expect(await stateOf(second, 'cks-1')).toEqual(['CONNECTED', null]);
  });

  it('a failure of ours is tried again in the next pass', async () => {
    const fixture = await frontEndFixture();
    const backend = new TestBackend();
    await insert(fixture, row('cks-1'));
    const connections = connectionsOf(fixture, backend);
    backend.onConnect = () => Promise.reject(new Error('no HSM'));
    await connections.run();
    expect(await stateOf(fixture, 'cks-1')).toEqual(['CONNECTING', null]);
    backend.onConnect = () => Promise.resolve(undefined);
    await connections.run();
    expect(await stateOf(fixture, 'cks-1')).toEqual(['CONNECTED', null]);
  });

  it('who disconnects a store while it connects has it disconnected', async () => {
    const fixture = await frontEndFixture();
    const backend = new TestBackend();
    await insert(fixture, row('cks-1'));
    const connections = connectionsOf(fixture, backend);
    backend.onConnect = async (store) => {
      const change = updateKeyStore(store, { connection_state: 'DISCONNECTING' });
      await fixture.store.commit({ event: EMPTY_BYTES, ...change });
      return undefined;
    };
    await connections.run();
    expect(await stateOf(fixture, 'cks-1')).toEqual(['DISCONNECTING', null]);
    await connections.run();
    expect(await stateOf(fixture, 'cks-1')).toEqual(['DISCONNECTED', null]);
  });

  it('look at connected stores from time to time, not in every pass', async () => {
    const fixture = await frontEndFixture();
    const backend = new TestBackend();
    await insert(fixture, row('cks-1', { connection_state: 'CONNECTED' }));
    let now = 0;
    const { services } = fixture;
    const monotonic = { ...services.monotonic, now: () => now };
    const connections = new KeyStoreConnections({ ...services, monotonic, backends: [backend] });
    await connections.run();
    await connections.run();
    expect(backend.asked).toEqual(['check cks-1']);
    now += 10_000;
    await connections.run();
    expect(backend.asked).toEqual(['check cks-1', 'check cks-1']);
  });
});
