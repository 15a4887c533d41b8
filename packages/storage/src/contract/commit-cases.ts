/** The contract of commit(): atomicity, conflicts, the change feed, the chain. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { fromUtf8, utf8 } from '@strongroom/core/bytes.js';
import { unpackEvents } from '../audit/chain.js';
import { verifyChain } from '../audit/verify-chain.js';
import { EVENT_MAX_BYTES } from '../limits.js';
import type { Tables } from '../schema.js';
import { type Change, type Store, StoreUnavailableError, type Write } from '../store.js';
import { type ContractCase, withStore } from './harness.js';
import { ACCOUNT, insert, keyRow, REGION, SAMPLE_ROWS, unit } from './sample-rows.js';

/** Every event of a front end, in the order of its chain. */
export async function eventsOf(store: Store, frontEnd: string): Promise<string[]> {
  const events: string[] = [];
  let after = 0;
  for (;;) {
    const page = await store.reads.auditSegments(frontEnd, after, 16);
    const last = page.at(-1);
    if (last === undefined) return events;
    for (const segment of page) events.push(...unpackEvents(segment.events).map(fromUtf8));
    after = last.sequence;
  }
}

const conflictKeepsNothing: ContractCase = {
  name: 'a conflict keeps neither the writes nor the event of its unit, and nothing of the others is lost',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const account = insert('accounts', SAMPLE_ROWS.accounts);
      const other = insert('accounts', { account_id: '444455556666', name: 'other', created_at: 1 });
      const outcomes = await Promise.all([
        store.commit(unit('first', [account], ['a'])),
        store.commit(unit('event only')),
        store.commit(unit('second', [other, account], ['b'])),
        store.commit(unit('third', [other], ['c'])),
      ]);
      deepEqual(
        outcomes.map((outcome) => outcome.kind),
        ['committed', 'committed', 'conflict', 'committed'],
      );
      deepEqual(outcomes[2], { kind: 'conflict', table: 'accounts' });
      deepEqual(await eventsOf(store, 'fe-1'), ['first', 'event only', 'third']);
      equal(await store.reads.countAccounts(), 2);
      deepEqual(
        (await store.reads.changesAfter(0, 10)).map((change) => change.entity),
        ['a', 'c'],
      );
    }),
};

const rowCounts: ContractCase = {
  name: 'an update or delete that touches another number of rows is a conflict; "any" never is',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      await store.commit(unit('', [insert('kms_keys', keyRow('k')), insert('kms_keys', keyRow('l'))]));
      const update = (version: number, rows: number | 'any'): Write => ({
        kind: 'update',
        table: 'kms_keys',
        match: { region: REGION, version },
        set: { version: version + 1 },
        rows,
      });
      const kinds: string[] = [];
      for (const write of [update(1, 1), update(9, 'any'), update(1, 2), update(1, 1), update(2, 'any')]) {
        kinds.push((await store.commit(unit('e', [write]))).kind);
      }
      deepEqual(kinds, ['conflict', 'committed', 'committed', 'conflict', 'committed']);
      const key = await store.reads.kmsKey(REGION, 'k');
      equal(key?.version, 3);
    }),
};

const nullMatches: ContractCase = {
  name: 'a null in a match means that the column is null',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      await store.commit(
        unit('', [insert('kms_keys', keyRow('k')), insert('kms_keys', keyRow('l', { deletion_at: 5 }))]),
      );
      const remove: Write = { kind: 'delete', table: 'kms_keys', match: { deletion_at: null }, rows: 1 };
      equal((await store.commit(unit('', [remove]))).kind, 'committed');
      deepEqual((await store.reads.listKeyIds(REGION, ACCOUNT, '', 10)).rows, ['l']);
    }),
};

const keysHoldTheirParts: ContractCase = {
  name: 'a key cannot go while its material, aliases, tags or last usage stay, nor these come without their key',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const remove: Write = { kind: 'delete', table: 'kms_keys', match: { region: REGION, key_id: 'key-1' }, rows: 1 };
      for (const table of ['key_materials', 'key_last_usages', 'aliases', 'key_tags'] as const) {
        const part = insert(table, SAMPLE_ROWS[table]);
        equal((await store.commit(unit('', [part]))).kind, 'conflict');
        equal((await store.commit(unit('', [insert('kms_keys', SAMPLE_ROWS.kms_keys), part]))).kind, 'committed');
        equal((await store.commit(unit('', [remove]))).kind, 'conflict');
        const removePart = { kind: 'delete', table, match: { region: REGION }, rows: 1 } as Write;
        equal((await store.commit(unit('', [removePart, remove]))).kind, 'committed');
      }
    }),
};

const upserts: ContractCase = {
  name: 'an upsert inserts, then replaces every column',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const upsert = (value: string): Write => ({ kind: 'upsert', table: 'settings', row: { name: 'n', value } });
      await store.commit(unit('', [upsert('1'), upsert('2')]));
      equal(await store.reads.setting('n'), '2');
      equal(await store.reads.setting('m'), undefined);
    }),
};

const changesBeforeOutcome: ContractCase = {
  name: 'changes are delivered in order, before the outcome, when reads already see them',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const delivered: Change[] = [];
      const seen: Promise<unknown>[] = [];
      store.onChanges((changes) => {
        delivered.push(...changes);
        for (const { entity } of changes) seen.push(store.reads.kmsKey(REGION, entity.slice('key:'.length)));
      });
      const commits = Array.from({ length: 20 }, async (_, index) => {
        const entity = `key:k${String(index)}`;
        const outcome = await store.commit(unit('e', [insert('kms_keys', keyRow(entity.slice(4)))], [entity]));
        ok(outcome.kind === 'committed');
        const own = delivered.find((change) => change.entity === entity);
        ok(own !== undefined && own.seq <= outcome.changeSeq, `the change of ${entity} came after its outcome`);
      });
      await Promise.all(commits);
      const sequences = delivered.map((change) => change.seq);
      deepEqual(
        sequences,
        sequences.toSorted((a, b) => a - b),
      );
      equal(new Set(sequences).size, 20);
      ok((await Promise.all(seen)).every((row) => row !== undefined));
    }),
};

const otherFrontEnds: ContractCase = {
  name: "another front end's changes arrive before the next outcome, even of a unit without writes",
  run: (harness) =>
    withStore(harness, 'fe-1', (first) =>
      withStore(harness, 'fe-2', async (second) => {
        const delivered: string[] = [];
        second.onChanges((changes) => delivered.push(...changes.map((change) => change.entity)));
        await first.commit(unit('e1', [insert('accounts', SAMPLE_ROWS.accounts)], ['account:1', 'account:2']));
        const outcome = await second.commit(unit('e2'));
        deepEqual(delivered, ['account:1', 'account:2']);
        deepEqual(outcome, { kind: 'committed', changeSeq: await first.reads.changeSeq() });
        deepEqual(await first.reads.auditFrontEnds(), ['fe-1', 'fe-2']);
        deepEqual(await eventsOf(first, 'fe-2'), ['e2']);
      }),
    ),
};

const survivesReopening: ContractCase = {
  name: 'what was committed is there after reopening, and the chain goes on',
  run: async (harness) => {
    const tables = Object.keys(SAMPLE_ROWS) as (keyof Tables)[];
    await withStore(harness, 'fe-1', async (store) => {
      for (const table of tables) {
        equal((await store.commit(unit(table, [insert(table, SAMPLE_ROWS[table])], [table]))).kind, 'committed');
      }
    });
    await withStore(harness, 'fe-1', async (store) => {
      await store.commit(unit('later'));
      equal(await store.reads.changeSeq(), tables.length);
      const report = await verifyChain(store.reads, 'fe-1', harness.monotonic);
      equal(report.broken, undefined);
      equal(report.events, tables.length + 1);
      deepEqual(await eventsOf(store, 'fe-1'), [...tables, 'later']);
      const { reads } = store;
      deepEqual(await reads.account(ACCOUNT), SAMPLE_ROWS.accounts);
      deepEqual(await reads.principal(SAMPLE_ROWS.principals.arn), SAMPLE_ROWS.principals);
      deepEqual(await reads.accessKeysOf(SAMPLE_ROWS.principals.arn), [SAMPLE_ROWS.access_keys]);
      deepEqual(await reads.accessKey(SAMPLE_ROWS.access_keys.access_key_id), SAMPLE_ROWS.access_keys);
      deepEqual(await reads.bearerToken(SAMPLE_ROWS.bearer_tokens.token_sha256), SAMPLE_ROWS.bearer_tokens);
      deepEqual(
        await reads.clientCertificate(SAMPLE_ROWS.client_certificates.spki_sha256),
        SAMPLE_ROWS.client_certificates,
      );
      deepEqual(await reads.kmsKey(REGION, 'key-1'), SAMPLE_ROWS.kms_keys);
      deepEqual(await reads.keyMaterial(REGION, 'm-1'), SAMPLE_ROWS.key_materials);
      deepEqual(await reads.keyLastUsage(REGION, 'key-1'), SAMPLE_ROWS.key_last_usages);
      deepEqual(await reads.alias(REGION, ACCOUNT, 'alias/one'), SAMPLE_ROWS.aliases);
      deepEqual(await reads.tags(REGION, 'key-1'), [SAMPLE_ROWS.key_tags]);
      deepEqual(await reads.slotToken(REGION, ACCOUNT), SAMPLE_ROWS.slot_tokens);
      deepEqual(await reads.latestDomainToken(REGION), SAMPLE_ROWS.domain_tokens);
      equal(await reads.setting('clock_offset_ms'), '0');
    });
  },
};

const callersBugs: ContractCase = {
  name: "a caller's bug fails that caller alone",
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const bugs: unknown[] = [
        { kind: 'insert', table: 'audit_segments', row: {} },
        { kind: 'insert', table: 'sqlite_master', row: {} },
        { kind: 'insert', table: '__proto__', row: {} },
        { kind: 'insert', table: 'accounts', row: { account_id: 'x' } },
        { kind: 'insert', table: 'accounts', row: { ...SAMPLE_ROWS.accounts, 'name = 1; --': 'x' } },
        { kind: 'insert', table: 'accounts', row: { ...SAMPLE_ROWS.accounts, created_at: 1.5 } },
        { kind: 'insert', table: 'accounts', row: { ...SAMPLE_ROWS.accounts, created_at: true } },
        { kind: 'insert', table: 'accounts', row: { ...SAMPLE_ROWS.accounts, name: null } },
        { kind: 'insert', table: 'accounts', row: { ...SAMPLE_ROWS.accounts, name: undefined } },
        { kind: 'insert', table: 'slot_tokens', row: { ...SAMPLE_ROWS.slot_tokens, token: 'text' } },
        { kind: 'update', table: 'accounts', match: {}, set: { name: 'x' }, rows: 'any' },
        { kind: 'update', table: 'accounts', match: { account_id: ACCOUNT }, set: {}, rows: 'any' },
        { kind: 'delete', table: 'accounts', match: {}, rows: 'any' },
        { kind: 'delete', table: 'accounts', match: { toString: 'x' }, rows: 'any' },
        { kind: 'delete', table: 'accounts', match: { account_id: ACCOUNT }, rows: -1 },
      ];
      const before = store.commit(unit('before'));
      for (const bug of bugs) await rejects(store.commit(unit('bug', [bug as Write])), JSON.stringify(bug));
      await rejects(store.commit(unit('bug', [], ['entity'])));
      await rejects(store.commit({ event: new Uint8Array(EVENT_MAX_BYTES + 1), writes: [], entities: [] }));
      equal((await before).kind, 'committed');
      deepEqual(await eventsOf(store, 'fe-1'), ['before']);
    }),
};

const largestEvent: ContractCase = {
  name: 'an event may be as large as the limit, or empty',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const event = new Uint8Array(EVENT_MAX_BYTES).fill(120);
      const empty = { event: new Uint8Array(0), writes: [], entities: [] };
      const units = [{ ...empty, event }, empty, { ...empty, event: utf8('small') }];
      const outcomes = await Promise.all(units.map((each) => store.commit(each)));
      ok(outcomes.every((outcome) => outcome.kind === 'committed'));
      deepEqual(await eventsOf(store, 'fe-1'), ['x'.repeat(EVENT_MAX_BYTES), 'small']);
    }),
};

const guards: ContractCase = {
  name: 'a guarded unit conflicts when what it was decided on has changed since, also within its own group',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const setting = (value: string): Write => ({ kind: 'upsert', table: 'settings', row: { name: 'n', value } });
      await store.commit(unit('before', [setting('0')], ['key:1']));
      const guard = { entities: ['key:1', 'principal:p'], afterSeq: store.changeSeq };
      const outcomes = await Promise.all([
        store.commit({ ...unit('holds', [setting('1')], ['other']), guard }),
        store.commit(unit('revokes', [setting('2')], ['principal:p'])),
        store.commit({ ...unit('too late', [setting('3')], ['key:1']), guard }),
      ]);
      deepEqual(
        outcomes.map((outcome) => outcome.kind),
        ['committed', 'committed', 'conflict'],
      );
      deepEqual(outcomes[2], { kind: 'conflict', table: 'changes' });
      equal(await store.reads.setting('n'), '2');
      deepEqual(await eventsOf(store, 'fe-1'), ['before', 'holds', 'revokes']);
    }),
};

const closedStore: ContractCase = {
  name: 'closing writes what is queued; a closed store refuses',
  run: async (harness) => {
    const store = await harness.open('fe-1');
    const queued = Array.from({ length: 50 }, (_, index) => store.commit(unit(String(index))));
    await store.close();
    await store.close();
    ok((await Promise.all(queued)).every((outcome) => outcome.kind === 'committed'));
    await rejects(store.commit(unit('late')), StoreUnavailableError);
    await withStore(harness, 'fe-2', async (again) => {
      equal((await eventsOf(again, 'fe-1')).length, 50);
    });
  },
};

export const COMMIT_CASES: readonly ContractCase[] = [
  conflictKeepsNothing,
  rowCounts,
  nullMatches,
  keysHoldTheirParts,
  upserts,
  changesBeforeOutcome,
  otherFrontEnds,
  survivesReopening,
  callersBugs,
  largestEvent,
  guards,
  closedStore,
];
