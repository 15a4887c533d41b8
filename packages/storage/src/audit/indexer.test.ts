import { fromUtf8 } from '@strongroom/core/bytes.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { describe, expect, it } from 'vitest';
import { unit } from '../contract/sample-rows.js';
import { INDEX_BATCH_MAX_ROWS } from '../limits.js';
import { emptyMemoryData, type MemoryData } from '../memory/memory-data.js';
import { MemoryStore } from '../memory/memory-store.js';
import { SILENT_LOG } from '../store-log.js';
import type { IndexProgress } from '../store.js';
import { packEvents } from './chain.js';
import { AuditIndexer, type DecodedEvent } from './indexer.js';

const LAST = { accountId: 'a', region: 'r', limit: 1000 };

function decode(event: Uint8Array): DecodedEvent[] {
  const text = fromUtf8(event);
  if (text === 'internal') return [];
  if (text === 'damaged') throw new Error('no event');
  return [
    {
      event_id: text,
      event_time: Number(text),
      region: 'r',
      account_id: 'a',
      event_name: 'Encrypt',
      username: 'root',
      access_key_id: '',
      read_only: 1,
      resource_name: '',
      event: text,
      event_source: 'kms.amazonaws.com',
      resources: [],
    },
  ];
}

/** A store whose index writes are recorded and can be made to fail. */
class RecordedStore extends MemoryStore {
  readonly batches: { readonly rows: number; readonly progress: IndexProgress }[] = [];
  failAt = Number.POSITIVE_INFINITY;

  constructor(frontEndId: string, data: MemoryData) {
    super({ frontEndId, clock: systemRealTime, data });
  }

  override async writeAuditIndex(...args: Parameters<MemoryStore['writeAuditIndex']>): Promise<void> {
    if (this.batches.length === this.failAt) throw new Error('disk full');
    this.batches.push({ rows: args[0].length, progress: args[1] });
    await super.writeAuditIndex(...args);
  }
}

const indexerOf = (store: RecordedStore): AuditIndexer =>
  new AuditIndexer({ store, decode, monotonic: systemMonotonic, log: SILENT_LOG });

const indexed = async (store: RecordedStore): Promise<string[]> =>
  (await store.reads.auditEvents(LAST)).rows.map((row) => `${row.front_end}/${String(row.sequence)}/${row.event_id}`);

describe('AuditIndexer', () => {
  it('indexes every front end, each event once, and goes on where it was', async () => {
    const data = emptyMemoryData();
    const [one, two] = [new RecordedStore('fe-1', data), new RecordedStore('fe-2', data)];
    await one.commit(unit('1'));
    await two.commit(unit('2'));
    await one.commit(unit('3'));
    expect(await indexerOf(one).runOnce()).toBe(3);
    expect(await indexed(one)).toEqual(['fe-1/2/3', 'fe-2/1/2', 'fe-1/1/1']);
    await one.commit(unit('4'));
    const second = indexerOf(two);
    expect(await second.runOnce()).toBe(1);
    expect(await second.runOnce()).toBe(0);
    expect(await indexed(one)).toHaveLength(4);
  });

  it('skips what has no row, cannot be decoded or does not unpack, and passes on', async () => {
    const data = emptyMemoryData();
    const store = new RecordedStore('fe-1', data);
    for (const event of ['1', 'internal', 'damaged', '2', '3']) await store.commit(unit(event));
    const segment = data.segments[3];
    if (segment !== undefined) data.segments[3] = { ...segment, events: new Uint8Array([1]) };
    expect(await indexerOf(store).runOnce()).toBe(2);
    expect(await store.reads.setting('audit_indexed_sequence:fe-1')).toBe('5');
  });

  it('keeps batches small and claims progress only for whole segments', async () => {
    const data = emptyMemoryData();
    const store = new RecordedStore('fe-1', data);
    await store.commit(unit('0'));
    const segment = data.segments[0];
    const events = Array.from({ length: 300 }, (_, index) => Buffer.from(String(index)));
    if (segment !== undefined) data.segments[0] = { ...segment, events: packEvents(events), event_count: 300 };
    store.failAt = 2;
    await expect(indexerOf(store).runOnce()).rejects.toThrow('disk full');
    expect(store.batches.map((batch) => [batch.rows, batch.progress.sequence])).toEqual([
      [INDEX_BATCH_MAX_ROWS, 0],
      [INDEX_BATCH_MAX_ROWS, 0],
    ]);
    store.failAt = Number.POSITIVE_INFINITY;
    expect(await indexerOf(store).runOnce()).toBe(300);
    expect(await indexed(store)).toHaveLength(300);
    expect(store.batches.at(-1)?.progress).toEqual({ frontEnd: 'fe-1', sequence: 1 });
  });

  it('catches up at once, whatever else there is to do, and no longer than it may', async () => {
    const data = emptyMemoryData();
    const store = new RecordedStore('fe-1', data);
    for (let n = 0; n < 20; n += 1) await store.commit(unit(String(n)));
    const indexer = new AuditIndexer({ store, decode, busy: () => true, monotonic: systemMonotonic, log: SILENT_LOG });
    await indexer.catchUp(10_000);
    expect(await indexed(store)).toHaveLength(20);
    await store.commit(unit('20'));
    await indexer.catchUp(0);
    expect((await indexed(store)).length).toBeGreaterThanOrEqual(20);
  });

  it('shares one pass among all who ask while another one runs', async () => {
    const store = new RecordedStore('fe-1', emptyMemoryData());
    await store.commit(unit('1'));
    const indexer = indexerOf(store);
    const asked = Array.from({ length: 100 }, () => indexer.catchUp(10_000));
    expect(new Set(asked).size).toBe(1);
    await Promise.all(asked);
    const first = indexer.catchUp(10_000);
    await Promise.resolve();
    await store.commit(unit('2'));
    await Promise.all([first, indexer.catchUp(10_000)]);
    expect(await indexed(store)).toHaveLength(2);
  });

  it('starts over from a progress that is no number', async () => {
    const store = new RecordedStore('fe-1', emptyMemoryData());
    const row = { name: 'audit_indexed_sequence:fe-1', value: 'x' };
    await store.commit(unit('1', [{ kind: 'upsert', table: 'settings', row }]));
    expect(await indexerOf(store).runOnce()).toBe(1);
  });

  it('runs in the background, survives a failing store, and stops', async () => {
    const store = new RecordedStore('fe-1', emptyMemoryData());
    await store.commit(unit('1'));
    const indexer = indexerOf(store);
    indexer.start();
    indexer.start();
    while ((await indexed(store)).length === 0) {
      await new Promise<void>((resolve) => {
        systemMonotonic.nextTurn(resolve);
      });
    }
    await indexer.stop();
    await indexer.stop();
    await store.commit(unit('2'));
    expect(await indexed(store)).toHaveLength(1);
  });
});
