/** The contract of the reads of custom key stores. */
import { deepEqual, equal } from 'node:assert/strict';
import { type ContractCase, withStore } from './harness.js';
import { ACCOUNT, insert, keyRow, keyStoreRow, REGION, unit } from './sample-rows.js';

const keyStores: ContractCase = {
  name: 'custom key stores are found by id, by account and by state, within their Region',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const { reads } = store;
      await store.commit(
        unit('', [
          insert('custom_key_stores', keyStoreRow('cks-3', { connection_state: 'CONNECTED' })),
          insert('custom_key_stores', keyStoreRow('cks-1', { connection_state: 'CONNECTED' })),
          insert('custom_key_stores', keyStoreRow('cks-2', { account_id: '999999999999' })),
          insert('custom_key_stores', keyStoreRow('cks-1', { region: 'us-east-1' })),
        ]),
      );
      const ids = (rows: readonly { readonly store_id: string }[]) => rows.map((row) => row.store_id);
      deepEqual(await reads.customKeyStore(REGION, 'cks-2'), keyStoreRow('cks-2', { account_id: '999999999999' }));
      equal(await reads.customKeyStore(REGION, 'cks-9'), undefined);
      deepEqual(ids(await reads.customKeyStores(REGION, ACCOUNT)), ['cks-1', 'cks-3']);
      const first = await reads.customKeyStoresInState(REGION, 'CONNECTED', '', 1);
      deepEqual([ids(first.rows), first.more], [['cks-1'], true]);
      const second = await reads.customKeyStoresInState(REGION, 'CONNECTED', 'cks-1', 1);
      deepEqual([ids(second.rows), second.more], [['cks-3'], false]);
      deepEqual(ids((await reads.customKeyStoresInState(REGION, 'DISCONNECTED', '', 10)).rows), ['cks-2']);
    }),
};

const keysInStores: ContractCase = {
  name: 'a KMS key is found by its store and external key',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const { reads } = store;
      await store.commit(
        unit('', [
          insert('kms_keys', keyRow('k1', { custom_key_store_id: 'cks-1', xks_key_id: 'x1' })),
          insert('kms_keys', keyRow('k2', { custom_key_store_id: 'cks-2', xks_key_id: 'x2' })),
          insert('kms_keys', keyRow('k3')),
        ]),
      );
      equal(await reads.keyIdInStore(REGION, 'cks-1', 'x1'), 'k1');
      equal(await reads.keyIdInStore(REGION, 'cks-1', 'x2'), undefined);
      equal(await reads.keyIdInStore(REGION, 'cks-2'), 'k2');
      equal(await reads.keyIdInStore(REGION, 'cks-3'), undefined);
      equal(await reads.keyIdInStore('us-east-1', 'cks-1'), undefined);
    }),
};

export const KEY_STORE_CASES: readonly ContractCase[] = [keyStores, keysInStores];
