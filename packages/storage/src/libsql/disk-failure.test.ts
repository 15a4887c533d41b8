import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@strongroom/core/assert.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../audit/verify-chain.js';
import { eventsOf } from '../contract/commit-cases.js';
import { insert, keyRow, unit } from '../contract/sample-rows.js';
import { openStore } from '../open-store.js';
import { type Store, StoreUnavailableError } from '../store.js';
import type { Connection } from './binding.js';
import { inlineWriter } from './test-writers.js';

const UNLIMITED_PAGES = 1_073_741_823;

describe('a disk that fails', () => {
  let folder: string;
  let connection: Connection | undefined;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-full-'));
    store = await openStore({
      file: join(folder, 'strongroom.db'),
      frontEndId: 'fe-1',
      clock: systemRealTime,
      monotonic: systemMonotonic,
      spawn: inlineWriter((opened) => (connection = opened)),
    });
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const limitPages = (extra: number): void => {
    const opened = must(connection, 'the store has its writer');
    const pages = opened.pragma('page_count');
    opened.exec(`PRAGMA max_page_count=${String(Number(pages) + extra)}`);
  };

  it('when full, refuses whole groups, and commits again by itself when there is space', async () => {
    await store.commit(unit('before'));
    limitPages(2);
    const large = 'x'.repeat(20_000);
    const group = [
      store.commit(unit(large, [insert('kms_keys', keyRow('k1'))], ['key:k1'])),
      store.commit(unit(large)),
      store.commit(unit('small')),
    ];
    const outcomes = await Promise.allSettled(group);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailableError', kept: 'nothing' } });
    }
    await expect(store.commit(unit(large))).rejects.toThrow(StoreUnavailableError);
    await expect(store.writeAuditIndex([], { frontEnd: 'fe-1', sequence: 1 })).resolves.toBeUndefined();

    must(connection, 'the writer').exec(`PRAGMA max_page_count=${String(UNLIMITED_PAGES)}`);
    const outcome = await store.commit(unit('after', [insert('kms_keys', keyRow('k1'))], ['key:k1']));
    expect(outcome).toEqual({ kind: 'committed', changeSeq: 1 });
    expect(await eventsOf(store, 'fe-1')).toEqual(['before', 'after']);
    expect(await verifyChain(store.reads, 'fe-1', systemMonotonic)).toMatchObject({ segments: 2, broken: undefined });
  });

  it('stays consistent when it is the COMMIT itself that fails', async () => {
    await store.commit(unit('before'));
    // Deferred for one transaction, the violation is found by COMMIT, after everything else has succeeded.
    must(connection, 'the writer').exec('PRAGMA defer_foreign_keys=ON');
    const orphan = insert('key_tags', { region: 'r', key_id: 'none', tag_key: 'a', tag_value: 'b' });
    const group = [store.commit(unit('lost', [orphan], ['key:none'])), store.commit(unit('lost too'))];
    for (const outcome of await Promise.allSettled(group)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailableError', kept: 'nothing' } });
    }
    expect(await store.commit(unit('after'))).toEqual({ kind: 'committed', changeSeq: 0 });
    expect(await eventsOf(store, 'fe-1')).toEqual(['before', 'after']);
    expect((await verifyChain(store.reads, 'fe-1', systemMonotonic)).broken).toBeUndefined();
  });

  it('refuses an index batch without harm', async () => {
    limitPages(1);
    const row = {
      event_time: 1,
      region: 'r',
      account_id: 'a',
      event_name: 'n',
      username: 'u',
      access_key_id: '',
      read_only: 1,
      resource_name: '',
      front_end: 'fe-1',
      sequence: 1,
      event: 'x'.repeat(5000),
      event_source: 's',
      resources: ['k'],
    };
    const rows = Array.from({ length: 20 }, (_, index) => ({ ...row, event_id: String(index) }));
    await expect(store.writeAuditIndex(rows, { frontEnd: 'fe-1', sequence: 1 })).rejects.toThrow(StoreUnavailableError);
    expect((await store.reads.auditEvents({ accountId: 'a', region: 'r', limit: 10 })).rows).toEqual([]);
    expect(await store.reads.setting('audit_indexed_sequence:fe-1')).toBeUndefined();
  });
});
