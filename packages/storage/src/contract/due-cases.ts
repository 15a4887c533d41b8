/** The contract of the lists of what comes due. */
import { deepEqual } from 'node:assert/strict';
import type { KmsKeyRow } from '../schema.js';
import { DUE_START, type DueKey, type DuePosition } from '../store.js';
import { type ContractCase, withStore } from './harness.js';
import { ACCOUNT, insert, keyRow, materialRow, REGION, unit } from './sample-rows.js';

/** The times of k0, k1, …; k5 and k6 come due together. */
const DUE_TIMES = [30, null, 10, 20, 41, 25, 25];

/** Walks a list whose entries have {@link DUE_TIMES}. */
async function expectDue<Row extends DueKey>(
  read: (until: number, after: DuePosition, limit: number) => Promise<readonly Row[]>,
  idOf: (row: Row) => string,
): Promise<void> {
  const due = async (until: number, limit: number, after = DUE_START): Promise<string[]> =>
    (await read(until, after, limit)).map(idOf);
  deepEqual(await due(9, 10), []);
  deepEqual(await due(40, 10), ['k2', 'k3', 'k5', 'k6', 'k0']);
  deepEqual(await due(30, 10), ['k2', 'k3', 'k5', 'k6', 'k0']);
  deepEqual(await due(40, 2), ['k2', 'k3']);
  deepEqual(await due(40, 2, { at: 25, id: 'k5' }), ['k6', 'k0']);
  deepEqual(await due(40, 10, { at: 30, id: 'k0' }), []);
  deepEqual(
    (await read(20, DUE_START, 10)).map((row) => [row.due_at, row.account_id]),
    [
      [10, ACCOUNT],
      [20, ACCOUNT],
    ],
  );
}

const dueKeys: ContractCase = {
  name: 'keys due for deletion and for rotation come oldest first, none before its time',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const { reads } = store;
      for (const column of ['deletion_at', 'next_rotation_at'] as const) {
        const changes: Partial<KmsKeyRow> = column === 'deletion_at' ? { key_state: 'PendingDeletion' } : {};
        const rows = DUE_TIMES.map((at, index) => keyRow(`k${String(index)}`, { ...changes, [column]: at }));
        await store.commit(
          unit('', [
            ...rows.map((row) => insert('kms_keys', row)),
            insert('kms_keys', keyRow('elsewhere', { ...changes, [column]: 1, region: 'us-east-1' })),
          ]),
        );
        const list = column === 'deletion_at' ? 'keysDueForDeletion' : 'keysDueForRotation';
        await expectDue(
          (until, after, limit) => reads[list](REGION, until, after, limit),
          (row) => row.key_id,
        );
        const everyKey = { match: { account_id: ACCOUNT }, rows: 'any' } as const;
        await store.commit(unit('', [{ kind: 'delete', table: 'kms_keys', ...everyKey }]));
      }
    }),
};

const pausedRotations: ContractCase = {
  name: 'a key that is not enabled is never due for rotation',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const states = ['Disabled', 'PendingDeletion', 'PendingImport', 'Enabled'];
      const rows = states.map((state) => insert('kms_keys', keyRow(state, { key_state: state, next_rotation_at: 1 })));
      await store.commit(unit('', rows));
      const due = await store.reads.keysDueForRotation(REGION, 2, DUE_START, 10);
      deepEqual(due, [{ due_at: 1, key_id: 'Enabled', account_id: ACCOUNT }]);
    }),
};

const multiRegion: ContractCase = {
  name: 'a multi-Region key is found in all its Regions, and what is in transition there, oldest first',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const related = { multi_region: 1, primary_region: REGION } as const;
      await store.commit(
        unit('', [
          insert('kms_keys', keyRow('mrk', { ...related, region: 'us-east-1', key_state: 'Creating', created_at: 7 })),
          insert('kms_keys', keyRow('mrk', { ...related, key_state: 'Updating', created_at: 5 })),
          insert('kms_keys', keyRow('later', { ...related, key_state: 'Updating', created_at: 6 })),
          insert('kms_keys', keyRow('still', { ...related, created_at: 1 })),
          insert('kms_keys', keyRow('alone', { key_state: 'Updating', created_at: 9 })),
        ]),
      );
      const { reads } = store;
      deepEqual(
        (await reads.relatedKeys('mrk')).map((row) => [row.region, row.primary_region]),
        [
          [REGION, REGION],
          ['us-east-1', REGION],
        ],
      );
      deepEqual(await reads.relatedKeys('alone'), []);
      const updating = await reads.keysInTransition(REGION, 'Updating', 8, DUE_START, 10);
      deepEqual(
        updating.map((row) => [row.due_at, row.key_id]),
        [
          [5, 'mrk'],
          [6, 'later'],
        ],
      );
      deepEqual(await reads.keysInTransition(REGION, 'Updating', 8, { at: 5, id: 'mrk' }, 10), updating.slice(1));
      deepEqual(await reads.keysInTransition(REGION, 'Updating', 8, DUE_START, 1), updating.slice(0, 1));
      deepEqual(await reads.keysInTransition(REGION, 'Creating', 8, DUE_START, 10), []);
      deepEqual(await reads.keysInTransition('us-east-1', 'Creating', 8, DUE_START, 10), [
        { due_at: 7, key_id: 'mrk', account_id: ACCOUNT },
      ]);
    }),
};

const dueMaterials: ContractCase = {
  name: 'imported materials due to expire come oldest first; those that are gone already do not come',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const imported = { import_state: 'IMPORTED' } as const;
      await store.commit(
        unit('', [
          insert('kms_keys', keyRow('key')),
          ...DUE_TIMES.map((at, index) =>
            insert('key_materials', materialRow(`k${String(index)}`, 'key', { ...imported, valid_to: at })),
          ),
          insert('key_materials', materialRow('gone', 'key', { import_state: 'PENDING_IMPORT', valid_to: 1 })),
        ]),
      );
      await expectDue(
        (until, after, limit) => store.reads.materialsDueToExpire(REGION, until, after, limit),
        (row) => row.material_id,
      );
    }),
};

export const DUE_CASES: readonly ContractCase[] = [dueKeys, pausedRotations, multiRegion, dueMaterials];
