import { afterEach, describe, expect, it, vi } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, fromHex, fromUtf8, utf8 } from '@strongroom/core/bytes.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { sealXksSecretResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { CustomKeyStoreRow } from '@strongroom/storage/schema.js';
import { storedTokensOf } from '../domain-keys/stored-tokens.js';
import { ACCOUNT_A, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { insertKeyStores, keyStoreRow } from '../testing/key-store-rows.js';
import { updateCustomKeyStore } from './update-custom-key-store.js';

const NEW_MATERIAL = 'cd'.repeat(32);
const credential = { accessKeyId: 'NEWNEWNEWNEW23452345', rawSecretAccessKey: 'a'.repeat(43) };
const healthy = {
  xksProxyFleetSize: 1,
  xksProxyVendor: 'v',
  xksProxyModel: 'm',
  ekmVendor: 'v',
  ekmFleetDetails: [{ id: 'hsm', model: 'm', healthStatus: 'ACTIVE' as const }],
};

/** What a rotation of the domain key does to the secrets of proxies. */
async function renewSecrets({ store }: FrontEndFixture): Promise<void> {
  for await (const token of storedTokensOf(store, REGION, SYSTEM_TENANT)) {
    const writes = [token.replace(utf8('renewed'))];
    const outcome = await store.commit({ event: EMPTY_BYTES, writes, entities: [token.entity] });
    expect(outcome.kind).toBe('committed');
  }
}

async function given() {
  const fixture = await frontEndFixture();
  fixture.setHsm(({ command }) =>
    Promise.resolve(
      command === SLOT_COMMAND.SEAL_XKS_SECRET
        ? sealXksSecretResult.write({ materialId: fromHex(NEW_MATERIAL), ekt: utf8('sealed') })
        : utf8('a slot token'),
    ),
  );
  await insertKeyStores(
    fixture,
    keyStoreRow('cks-1', { connection_state: 'DISCONNECTED', xks_secret_ekt: utf8('old') }),
  );
  const health = vi.spyOn(fixture.services.keyStores.external.client, 'health').mockResolvedValue(healthy);
  const call = await fixture.callFor(ACCOUNT_A);
  const row = async (): Promise<CustomKeyStoreRow> =>
    must(await fixture.store.reads.customKeyStore(REGION, 'cks-1'), 'the store');
  return { fixture, health, call, row };
}

const customKeyStoreId = 'cks-1';

describe('UpdateCustomKeyStore', () => {
  afterEach(() => vi.restoreAllMocks());

  it('during a rotation of the domain key keeps the secret’s new token: it is decided again', async () => {
    const { fixture, health, call, row } = await given();
    health.mockImplementationOnce(async () => {
      await renewSecrets(fixture);
      return healthy;
    });
    await fixture.pipeline.run('UpdateCustomKeyStore', call, {
      customKeyStoreId,
      xksProxyUriEndpoint: 'https://other.example.com',
    });
    expect(health).toHaveBeenCalledTimes(2);
    const { xks_uri_endpoint: endpoint, xks_secret_ekt: ekt } = await row();
    expect([endpoint, fromUtf8(ekt)]).toEqual(['https://other.example.com', 'renewed']);
  });

  it('writes the secret where a credential is given, and forgets the one before', async () => {
    const { fixture, call, row } = await given();
    const columnsOf = async (input: object) => {
      const { services } = fixture;
      const { writes = [] } = await updateCustomKeyStore.handle({
        services,
        call,
        input: { customKeyStoreId, ...input },
        keys: [],
      });
      return writes.flatMap((write) => (write.kind === 'update' ? Object.keys(write.set) : []));
    };
    const secret = /secret|access_key/;
    const path = { xksProxyUriPath: '/other/kms/xks/v1' };
    expect((await columnsOf(path)).filter((column) => secret.test(column))).toEqual([]);
    await fixture.pipeline.run('UpdateCustomKeyStore', call, {
      customKeyStoreId,
      ...path,
      xksProxyAuthenticationCredential: credential,
    });
    expect(await row()).toMatchObject({
      xks_uri_path: path.xksProxyUriPath,
      xks_access_key_id: credential.accessKeyId,
      xks_secret_material_id: NEW_MATERIAL,
    });
    expect(fromUtf8((await row()).xks_secret_ekt)).toBe('sealed');
    expect(fixture.forgotten).toEqual(['ab'.repeat(32)]);
  });
});
