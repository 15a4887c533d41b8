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
import { type Change, type CommitOutcome, type Store, StoreBusyError, StoreUnavailableError } from '../store.js';
import type { SpawnWriter, WriterListener, WriterPort } from './writer-port.js';
import { recordedWriterThread } from './test-writers.js';

describe('a writer thread that dies', () => {
  let folder: string;
  let store: Store | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-crash-'));
  });

  afterEach(async () => {
    await store?.close();
    store = undefined;
    rmSync(folder, { recursive: true });
  });

  const open = async (spawn: SpawnWriter, maxUnits = 1000): Promise<Store> => {
    store = await openStore({
      file: join(folder, 'strongroom.db'),
      frontEndId: 'fe-1',
      clock: systemRealTime,
      monotonic: systemMonotonic,
      spawn,
      queueLimits: { maxUnits, maxBytes: 1_000_000 },
    });
    return store;
  };

  it('is replaced; every acknowledged unit is there once, and the chain is whole', { timeout: 30_000 }, async () => {
    const ports: WriterPort[] = [];
    const opened = await open(recordedWriterThread(ports));
    const changes: Change[] = [];
    opened.onChanges((delivered) => changes.push(...delivered));
    const acknowledged: string[] = [];
    const unknown: string[] = [];
    let next = 0;
    const commitOne = async (): Promise<void> => {
      const id = `k${String(next++)}`;
      try {
        const outcome = await opened.commit(unit(id, [insert('kms_keys', keyRow(id))], [id]));
        expect(outcome.kind).toBe('committed');
        acknowledged.push(id);
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailableError);
        if ((error as StoreUnavailableError).kept === 'unknown') unknown.push(id);
      }
    };
    for (let round = 0; round < 5; round++) {
      const commits = Array.from({ length: 40 }, commitOne);
      must(ports.at(-1), 'a writer runs').terminate();
      await Promise.all(commits);
      // Queued while the next writer starts, and answered by it.
      await commitOne();
    }
    expect(ports.length).toBe(6);
    expect(acknowledged.length).toBeGreaterThanOrEqual(5);
    const events = await eventsOf(opened, 'fe-1');
    expect(new Set(events).size).toBe(events.length);
    for (const id of acknowledged) expect(events).toContain(id);
    for (const id of events) {
      expect([...acknowledged, ...unknown]).toContain(id);
      expect(await opened.reads.kmsKey('eu-central-1', id)).toBeDefined();
    }
    expect(changes.map((change) => change.entity).toSorted()).toEqual(events.toSorted());
    expect((await verifyChain(opened.reads, 'fe-1', systemMonotonic)).broken).toBeUndefined();
  });

  /** A writer that starts and then does only what the test says. */
  const puppet = (): { readonly spawn: SpawnWriter; listener(): WriterListener; readonly posted: unknown[] } => {
    const listeners: WriterListener[] = [];
    const posted: unknown[] = [];
    return {
      posted,
      listener: () => must(listeners.at(-1), 'a writer was started'),
      spawn: (_data, listener) => {
        listeners.push(listener);
        queueMicrotask(() => {
          listener.reply({ kind: 'ready', changeSeq: 0 });
        });
        return {
          post: (request) => {
            posted.push(request);
            if (request.kind === 'close')
              queueMicrotask(() => {
                listener.down(undefined);
              });
          },
          terminate: () => undefined,
        };
      },
    };
  };

  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      systemMonotonic.nextTurn(resolve);
    });

  it('bounds what waits for it', async () => {
    const writer = puppet();
    const opened = await open(writer.spawn, 3);
    const settled: Promise<CommitOutcome | Error>[] = [];
    const commit = (): void => {
      settled.push(opened.commit(unit('e')).catch((error: unknown) => error as Error));
    };
    for (let index = 0; index < 4; index++) commit();
    await turn();
    expect(writer.posted).toMatchObject([{ kind: 'group', eventCount: 3 }]);
    for (let index = 0; index < 4; index++) commit();
    await turn();
    expect(writer.posted).toHaveLength(1);
    for (const index of [3, 7]) expect(await settled[index]).toBeInstanceOf(StoreBusyError);
    writer.listener().reply({ kind: 'committed', refusals: [], changes: [] });
    expect(await settled[0]).toEqual({ kind: 'committed', changeSeq: 0 });
    await turn();
    expect(writer.posted).toHaveLength(2);
    writer.listener().reply({ kind: 'failed', message: 'disk I/O error' });
    expect(await settled[4]).toMatchObject({ name: 'StoreUnavailableError', kept: 'nothing' });
  });

  it('rejects the group when the listener of changes throws, and delivers the same changes again', async () => {
    const writer = puppet();
    const opened = await open(writer.spawn);
    const delivered: (readonly Change[])[] = [];
    opened.onChanges((changes) => {
      delivered.push(changes);
      if (delivered.length === 1) throw new Error('a bug in the cache');
    });
    const first = opened.commit(unit('e'));
    await turn();
    const changes = [{ seq: 7, entity: 'key:1' }];
    writer.listener().reply({ kind: 'committed', refusals: [], changes });
    await expect(first).rejects.toMatchObject({ name: 'StoreUnavailableError', kept: 'unknown' });
    const second = opened.commit(unit('e'));
    await turn();
    expect(writer.posted).toMatchObject([{ knownSeq: 0 }, { knownSeq: 0 }]);
    writer.listener().reply({ kind: 'committed', refusals: [], changes });
    expect(await second).toEqual({ kind: 'committed', changeSeq: 7 });
    expect(delivered).toEqual([changes, changes]);
  });
});
