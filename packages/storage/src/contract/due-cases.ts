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

export const DUE_CASES: readonly ContractCase[] = [dueKeys, pausedRotations, dueMaterials];
