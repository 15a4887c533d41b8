import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackEvents } from '../audit/chain.js';
import { unit } from '../contract/sample-rows.js';
import { EVENT_MAX_BYTES, GROUP_MAX_BYTES, GROUP_MAX_UNITS } from '../limits.js';
import type { CommitUnit } from '../store.js';
import { CommitQueue } from './commit-queue.js';

const nothing = (): void => undefined;
const offer = (queue: CommitQueue, each: CommitUnit): boolean => queue.offer(each, nothing, nothing);
const settings = (value: string): CommitUnit =>
  unit('', [{ kind: 'upsert', table: 'settings', row: { name: 'n', value } }], ['setting:n']);

describe('CommitQueue', () => {
  it('packs events in order and tells where the event of each writing unit lies', () => {
    const units = fc.array(
      fc.record({ event: fc.uint8Array({ maxLength: 50 }), writes: fc.boolean() }).map(({ event, writes }) => ({
        ...settings('v'),
        event,
        ...(writes ? {} : { writes: [], entities: [] }),
      })),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(units, (all) => {
        const queue = new CommitQueue({ maxUnits: 100, maxBytes: 100_000 });
        for (const each of all) expect(offer(queue, each)).toBe(true);
        const group = queue.take();
        const events = all.map((each) => each.event).filter((event) => event.length > 0);
        expect(unpackEvents(group.events).map((event) => new Uint8Array(event))).toEqual(events);
        expect(group.eventCount).toBe(events.length);
        const writing = all.filter((each) => each.writes.length > 0);
        expect(group.units).toHaveLength(writing.length);
        for (const [index, { eventStart, eventEnd }] of group.units.entries()) {
          const own = unpackEvents(group.events.subarray(eventStart, eventEnd)).map((event) => new Uint8Array(event));
          const event = writing[index]?.event;
          expect(own).toEqual(event?.length === 0 ? [] : [event]);
        }
        expect(queue.length).toBe(0);
      }),
    );
  });

  it('is bounded in units and in bytes, events and writes alike, and has room again when a group is taken', () => {
    const byUnits = new CommitQueue({ maxUnits: 2, maxBytes: 1000 });
    expect([1, 2, 3].map(() => offer(byUnits, unit('e')))).toEqual([true, true, false]);
    byUnits.take();
    expect(offer(byUnits, unit('e'))).toBe(true);

    const byBytes = new CommitQueue({ maxUnits: 100, maxBytes: 1000 });
    expect(offer(byBytes, unit('x'.repeat(600)))).toBe(true);
    expect(offer(byBytes, settings('x'.repeat(600)))).toBe(false);
    expect(offer(byBytes, unit('x'.repeat(400)))).toBe(true);
    expect(offer(byBytes, unit('x'))).toBe(false);
    byBytes.take();
    expect(offer(byBytes, settings('x'.repeat(600)))).toBe(true);
    expect(offer(byBytes, unit('x'.repeat(600)))).toBe(false);
    byBytes.takeAll();
    expect(offer(byBytes, settings('x'.repeat(600)))).toBe(true);
  });

  it('takes groups of bounded units and bytes, oldest first, losing none', () => {
    const queue = new CommitQueue({ maxUnits: 10_000, maxBytes: 1_000_000_000 });
    for (let index = 0; index < GROUP_MAX_UNITS + 10; index++) offer(queue, unit(String(index)));
    const first = queue.take();
    expect(first.eventCount).toBe(GROUP_MAX_UNITS);
    expect(unpackEvents(queue.take().events).map(String)).toHaveLength(10);

    const large = { ...unit(''), event: new Uint8Array(EVENT_MAX_BYTES) };
    const perGroup = GROUP_MAX_BYTES / EVENT_MAX_BYTES;
    for (let index = 0; index < perGroup + 1; index++) offer(queue, large);
    expect([queue.take().eventCount, queue.take().eventCount]).toEqual([perGroup, 1]);
  });

  it('keeps copies of writes, cut to their length, so that no neighbouring bytes travel along', () => {
    const queue = new CommitQueue({ maxUnits: 10, maxBytes: 100_000 });
    const pool = Buffer.alloc(4096, 0x5e);
    const token = pool.subarray(8, 16);
    const row = { region: 'r', tenant: 't', token, created_at: 1 };
    offer(queue, unit('', [{ kind: 'insert', table: 'slot_tokens', row }]));
    token.fill(0);
    const [write] = queue.take().units[0]?.writes ?? [];
    const kept = write?.kind === 'insert' ? write.row['token'] : undefined;
    expect(kept).toEqual(new Uint8Array(8).fill(0x5e));
    expect((kept as Uint8Array).buffer.byteLength).toBe(8);
  });
});
