/** The contract of the lists: order, cursors, filters, bounds. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import type { AuditEventRow, GrantRow, IndexedEvent, SlotTokenRow } from '../schema.js';
import type { AuditEventFilter, Page, Store, Write } from '../store.js';
import { type ContractCase, withStore } from './harness.js';
import { ACCOUNT, grantRow, insert, keyRow, REGION, SAMPLE_ROWS, unit } from './sample-rows.js';

/** More than any case here has: a cursor that stands still must fail, not hang. */
const WALK_MAX_ROWS = 100;

/** Follows a list to its end, `limit` at a time. */
async function walk<Row>(
  list: (after: string, limit: number) => Promise<Page<Row>>,
  cursorOf: (row: Row) => string,
  limit: number,
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const page: Page<Row> = await list(all.length === 0 ? '' : cursorOf(all[all.length - 1] as Row), limit);
    all.push(...page.rows);
    if (!page.more) return all;
    equal(page.rows.length, limit);
    ok(all.length <= WALK_MAX_ROWS, 'the list does not end');
  }
}

const listsOfKeys: ContractCase = {
  name: 'keys page in the order of their bytes, within Region and account, whatever the page size',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      // U+FF5E sorts before U+1F511 by bytes and after it by UTF-16 code units.
      const ids = ['B', 'a', 'b', 'z', 'ä', '\uff5e', '🔑'];
      const writes = ids.toReversed().map((id) => insert('kms_keys', keyRow(id)));
      writes.push(insert('kms_keys', keyRow('other-account', { account_id: '999999999999' })));
      writes.push(insert('kms_keys', keyRow('other-region', { region: 'us-east-1' })));
      await store.commit(unit('', writes));
      const list = (after: string, limit: number): Promise<Page<string>> =>
        store.reads.listKeyIds(REGION, ACCOUNT, after, limit);
      for (const limit of [1, 2, 3, ids.length, ids.length + 1, 1000]) {
        deepEqual(await walk(list, (id) => id, limit), ids);
      }
      equal(await store.reads.countKeys(REGION, ACCOUNT), ids.length);
      deepEqual(await list('🔑', 5), { rows: [], more: false });
      for (const limit of [0, -1, 1.5, 1001, Number.NaN]) await rejects(list('', limit));
    }),
};

const listsOfAliases: ContractCase = {
  name: 'aliases page by name, of an account or of a key',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const names = Array.from({ length: 9 }, (_, index) => `alias/${String(index)}`);
      const writes = [insert('kms_keys', keyRow('k')), insert('kms_keys', keyRow('l'))];
      for (const [index, name] of names.entries()) {
        const target = index % 3 === 0 ? 'l' : 'k';
        const row = { region: REGION, account_id: ACCOUNT, alias_name: name, target_key_id: target };
        writes.push(insert('aliases', { ...row, created_at: 1, updated_at: 1 }));
      }
      await store.commit(unit('', writes));
      const { reads } = store;
      const ofAccount = await walk(
        (after, limit) => reads.listAliases(REGION, ACCOUNT, after, limit),
        (row) => row.alias_name,
        2,
      );
      deepEqual(
        ofAccount.map((row) => row.alias_name),
        names,
      );
      const ofKey = await walk(
        (after, limit) => reads.listAliasesOfKey(REGION, 'l', after, limit),
        (row) => row.alias_name,
        1,
      );
      deepEqual(
        ofKey.map((row) => row.alias_name),
        ['alias/0', 'alias/3', 'alias/6'],
      );
      deepEqual(await reads.listAliases('us-east-1', ACCOUNT, '', 5), { rows: [], more: false });
    }),
};

const listsOfTokens: ContractCase = {
  name: 'slot tokens page by tenant and sealed access keys by id, within their Region; bytes can be compared and set',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const tenants = ['000000000001', '000000000002', '000000000003', 'system'];
      const writes = tenants.toReversed().map((tenant) => insert('slot_tokens', slotRow(tenant)));
      writes.push(insert('slot_tokens', slotRow('000000000009', { region: 'us-east-1' })));
      for (const tenant of tenants) {
        const row = { ...SAMPLE_ROWS.access_keys, access_key_id: `AKIA${tenant}` };
        writes.push(insert('access_keys', row));
        writes.push(insert('access_keys', { ...row, access_key_id: `ASIA${tenant}`, region: 'us-east-1' }));
      }
      await store.commit(unit('', writes));
      const { reads } = store;
      const slots = await walk(
        (after, limit) => reads.slotTokens(REGION, after, limit),
        (row) => row.tenant,
        3,
      );
      deepEqual(
        slots,
        tenants.map((tenant) => slotRow(tenant)),
      );
      const accessKeys = await walk(
        (after, limit) => reads.accessKeysSealedIn(REGION, after, limit),
        (row) => row.access_key_id,
        2,
      );
      deepEqual(
        accessKeys.map((row) => row.access_key_id),
        tenants.map((tenant) => `AKIA${tenant}`),
      );
      const replace = (from: number, to: number): Write => ({
        kind: 'update',
        table: 'slot_tokens',
        match: { region: REGION, tenant: 'system', token: new Uint8Array([from]) },
        set: { token: new Uint8Array([to]) },
        rows: 1,
      });
      equal((await store.commit(unit('', [replace(8, 9)]))).kind, 'conflict');
      equal((await store.commit(unit('', [replace(7, 9)]))).kind, 'committed');
      deepEqual((await reads.slotToken(REGION, 'system'))?.token, new Uint8Array([9]));
    }),
};

function slotRow(tenant: string, changes: Partial<SlotTokenRow> = {}): SlotTokenRow {
  return { region: REGION, tenant, token: new Uint8Array([7]), created_at: 1, ...changes };
}

const listsOfGrants: ContractCase = {
  name: 'grants page by id, of a key, of a grantee and of who may retire them, and go before their key',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const { reads } = store;
      const writes = [insert('kms_keys', keyRow('k')), insert('kms_keys', keyRow('l', { account_id: '999999999999' }))];
      for (let index = 8; index >= 0; index -= 1) {
        const changes = {
          grantee: index % 2 === 0 ? 'even' : 'odd',
          retiree: index % 3 === 0 ? 'three' : null,
          ...(index < 4 ? { name: 'n', request_sha256: `r${String(index)}` } : {}),
        };
        writes.push(insert('grants', grantRow(`g${String(index)}`, index < 6 ? 'k' : 'l', changes)));
      }
      await store.commit(unit('', writes));
      const expectPages = async (list: (after: string, limit: number) => Promise<Page<GrantRow>>, ids: string[]) => {
        for (const limit of [1, 2, ids.length + 1]) {
          const rows = await walk(list, (row) => row.grant_id, limit);
          deepEqual(
            rows.map((row) => row.grant_id),
            ids,
          );
        }
      };
      await expectPages(
        (after, limit) => reads.listGrants(REGION, 'k', after, limit),
        ['g0', 'g1', 'g2', 'g3', 'g4', 'g5'],
      );
      await expectPages(
        (after, limit) => reads.listGrantsOfGrantee(REGION, 'k', 'odd', after, limit),
        ['g1', 'g3', 'g5'],
      );
      await expectPages((after, limit) => reads.listRetirableGrants(REGION, 'three', after, limit), ['g0', 'g3', 'g6']);
      deepEqual((await reads.listGrants('us-east-1', 'k', '', 5)).rows, []);
      equal((await reads.grantOfRequest('r1'))?.grant_id, 'g1');
      equal(await reads.grantOfRequest('r4'), undefined);
      equal(await reads.countGrants(REGION, 'k'), 6);
      deepEqual(await reads.grant(REGION, 'g5'), grantRow('g5', 'k', { grantee: 'odd' }));
      equal(await reads.grant('us-east-1', 'g5'), undefined);
      const key: Write = { kind: 'delete', table: 'kms_keys', match: { region: REGION, key_id: 'k' }, rows: 1 };
      equal((await store.commit(unit('', [key]))).kind, 'conflict');
      const grants: Write = { kind: 'delete', table: 'grants', match: { region: REGION, key_id: 'k' }, rows: 6 };
      equal((await store.commit(unit('', [grants, key]))).kind, 'committed');
      equal(await reads.countGrants(REGION, 'k'), 0);
    }),
};

const newestTokens: ContractCase = {
  name: 'the latest domain token is the one of the highest version',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      for (const version of [2, 10, 9]) {
        const row = { region: REGION, version, token: new Uint8Array([version]), created_at: version };
        await store.commit(unit('', [insert('domain_tokens', row)]));
      }
      equal((await store.reads.latestDomainToken(REGION))?.version, 10);
      equal(await store.reads.latestDomainToken('us-east-1'), undefined);
    }),
};

const auditIndex: ContractCase = {
  name: 'indexed events page newest first under every filter, and writing them again changes nothing',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const rows = Array.from({ length: 12 }, (_, index) => eventRow(index));
      await store.writeAuditIndex(rows, { frontEnd: 'fe-1', sequence: 1 });
      const changed = rows.map((row) => ({ ...row, event: 'changed' }));
      await store.writeAuditIndex(changed, { frontEnd: 'fe-1', sequence: 2 });
      equal(await store.reads.setting('audit_indexed_sequence:fe-1'), '2');
      const expect = async (filter: Partial<AuditEventFilter>, indexes: readonly number[]): Promise<void> => {
        for (const limit of [1, 5, 100]) {
          deepEqual(
            await walkEvents(store, filter, limit),
            indexes.map((index) => rowOf(rows[index])),
          );
        }
      };
      await expect({}, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
      await expect({ from: 2, to: 3 }, [7, 6, 5, 4]);
      await expect({ eventName: 'Encrypt' }, [9, 6, 3, 0]);
      await expect({ resourceName: 'key-1' }, [9, 5, 1]);
      await expect({ resourceName: 'key-2' }, [9, 5, 1]);
      await expect({ resourceName: 'key-2', from: 3, eventName: 'Encrypt' }, [9]);
      await expect({ withResource: true }, [9, 5, 1]);
      await expect({ readOnly: true }, [11, 9, 7, 5, 3, 1]);
      await expect({ readOnly: false, username: 'root' }, [10, 8, 6, 4, 2, 0]);
      await expect({ username: 'alice' }, []);
      await expect({ accessKeyId: 'AKIA1' }, [3]);
      await expect({ accessKeyId: '' }, []);
      await expect({ eventSource: 'sts.amazonaws.com' }, [0]);
      await expect({ eventId: 'id-07' }, [7]);
      await expect({ resourceName: '' }, []);
      await expect({ region: 'us-east-1' }, []);
      await expect({ accountId: '999999999999' }, []);
    }),
};

/** Two events share each time; every third is an Encrypt; every fourth is of key-1 and key-2, the others of nothing. */
function eventRow(index: number): IndexedEvent {
  return {
    event_id: `id-${String(index).padStart(2, '0')}`,
    event_time: Math.floor(index / 2),
    region: REGION,
    account_id: ACCOUNT,
    event_name: index % 3 === 0 ? 'Encrypt' : 'Decrypt',
    username: 'root',
    access_key_id: index === 3 ? 'AKIA1' : '',
    read_only: index % 2,
    resource_name: index % 4 === 1 ? 'key-1' : '',
    front_end: 'fe-1',
    sequence: 1,
    event: `{"n":${String(index)}}`,
    event_source: index === 0 ? 'sts.amazonaws.com' : 'kms.amazonaws.com',
    resources: index % 4 === 1 ? ['key-1', 'key-2'] : [],
  };
}

function rowOf(event: IndexedEvent | undefined): AuditEventRow | undefined {
  if (event === undefined) return undefined;
  const { resources: _, ...row } = event;
  return row;
}

async function walkEvents(store: Store, filter: Partial<AuditEventFilter>, limit: number): Promise<AuditEventRow[]> {
  const all: AuditEventRow[] = [];
  for (;;) {
    const last = all.at(-1);
    const before = last === undefined ? {} : { before: { eventTime: last.event_time, eventId: last.event_id } };
    const page = await store.reads.auditEvents({ accountId: ACCOUNT, region: REGION, ...filter, ...before, limit });
    all.push(...page.rows);
    if (!page.more) return all;
    ok(all.length <= WALK_MAX_ROWS, 'the list does not end');
  }
}

export const READ_CASES: readonly ContractCase[] = [
  listsOfKeys,
  listsOfAliases,
  listsOfTokens,
  listsOfGrants,
  newestTokens,
  auditIndex,
];
