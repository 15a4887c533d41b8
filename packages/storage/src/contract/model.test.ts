/**
 * Random histories, run on an engine and on the store in memory: outcomes, rows, feed and events must agree after every
 * step.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryStore } from '../memory/memory-store.js';
import type { CommitUnit, Store, StoreReads, Write } from '../store.js';
import { eventsOf } from './commit-cases.js';
import { type StoreHarness, withStore } from './harness.js';
import { libsqlHarness } from './harnesses.js';
import { ACCOUNT, insert, keyRow, materialRow, REGION } from './sample-rows.js';

const RUNS = 25;
const KEY_IDS = ['k1', 'k2', 'k3'];
const NAMES = ['alias/a', 'alias/b'];

const keyId = fc.constantFrom(...KEY_IDS);
const rows = fc.constantFrom<(number | 'any')[]>('any', 0, 1, 2);
const version = fc.integer({ min: 1, max: 3 });
const bytes = fc.uint8Array({ maxLength: 40 });

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ keyId, version }).map((v) => insert('kms_keys', keyRow(v.keyId, { version: v.version }))),
  fc.record({ keyId, version, rows, policy: fc.string({ unit: 'grapheme', maxLength: 8 }) }).map((v): Write => {
    const match = { region: REGION, key_id: v.keyId, version: v.version };
    return {
      kind: 'update',
      table: 'kms_keys',
      match,
      set: { version: v.version + 1, policy: v.policy },
      rows: v.rows,
    };
  }),
  fc
    .record({ keyId, rows })
    .map((v): Write => ({ kind: 'delete', table: 'kms_keys', match: { key_id: v.keyId }, rows: v.rows })),
  fc
    .record({ keyId, bytes, id: fc.constantFrom('m1', 'm2') })
    .map((v) => insert('key_materials', materialRow(v.id, v.keyId, { ekt: v.bytes }))),
  fc
    .record({ keyId, rows })
    .map((v): Write => ({ kind: 'delete', table: 'key_materials', match: { key_id: v.keyId }, rows: v.rows })),
  fc.record({ keyId, name: fc.constantFrom(...NAMES), at: version }).map((v): Write => {
    const row = { region: REGION, account_id: ACCOUNT, alias_name: v.name, target_key_id: v.keyId };
    return { kind: 'upsert', table: 'aliases', row: { ...row, created_at: v.at, updated_at: v.at } };
  }),
  fc
    .record({ name: fc.constantFrom(...NAMES), rows })
    .map((v): Write => ({ kind: 'delete', table: 'aliases', match: { alias_name: v.name }, rows: v.rows })),
);

const commitUnit: fc.Arbitrary<CommitUnit> = fc
  .record({
    event: fc.uint8Array({ maxLength: 20 }).map((raw) => raw.map((byte) => 97 + (byte % 26))),
    writes: fc.array(write, { maxLength: 4 }),
    entities: fc.array(keyId, { maxLength: 2 }),
  })
  .map((unit) => (unit.writes.length === 0 ? { ...unit, entities: [] } : unit));

/** Each inner array is committed within one turn, so that it may become one group. */
const history = fc.array(fc.array(commitUnit, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 });

/** Everything that a history can have touched; of the feed, what came after `since`. */
async function dump(reads: StoreReads, since: number): Promise<unknown> {
  const keys = await Promise.all(
    KEY_IDS.map(async (id) => [
      await reads.kmsKey(REGION, id),
      await reads.keyMaterials(REGION, id),
      await reads.listAliasesOfKey(REGION, id, '', 10),
    ]),
  );
  const changes = await reads.changesAfter(since, 1000);
  const entities = changes.map((change) => change.entity);
  return { keys, ids: await reads.listKeyIds(REGION, ACCOUNT, '', 10), entities };
}

/** Runs one history on both and compares. */
async function compare(
  harness: StoreHarness,
  frontEnd: string,
  steps: readonly (readonly CommitUnit[])[],
): Promise<void> {
  const model = new MemoryStore({ frontEndId: frontEnd, clock: { now: () => 0 } });
  await withStore(harness, frontEnd, async (store) => {
    await empty(store);
    const since = await store.reads.changeSeq();
    for (const units of steps) {
      const outcomes = await Promise.all(units.map((unit) => outcomeOf(store, unit)));
      expect(outcomes).toEqual(await Promise.all(units.map((unit) => outcomeOf(model, unit))));
    }
    expect(await dump(store.reads, since)).toEqual(await dump(model.reads, 0));
    expect(await eventsOf(store, frontEnd)).toEqual(await eventsOf(model, frontEnd));
  });
}

it.each([['libsql', libsqlHarness]])(
  'random histories on %s end as they do on the store in memory',
  { timeout: 60_000 },
  async (_engine, harnessOf) => {
    const harness = harnessOf();
    try {
      const property = fc.asyncProperty(history, fc.uuid(), (steps, frontEnd) => compare(harness, frontEnd, steps));
      await fc.assert(property, { numRuns: RUNS });
    } finally {
      await harness.dispose();
    }
  },
);

async function outcomeOf(store: Store, unit: CommitUnit): Promise<unknown> {
  const outcome = await store.commit(unit);
  return outcome.kind === 'conflict' ? outcome : outcome.kind;
}

/** Runs share one database: each starts by removing what the one before left. */
async function empty(store: Store): Promise<void> {
  const all = { match: { region: REGION }, rows: 'any' } as const;
  const writes: Write[] = [
    { kind: 'delete', table: 'key_materials', ...all },
    { kind: 'delete', table: 'aliases', ...all },
    { kind: 'delete', table: 'key_tags', ...all },
    { kind: 'delete', table: 'kms_keys', ...all },
  ];
  await store.commit({ event: new Uint8Array(0), writes, entities: [] });
}
