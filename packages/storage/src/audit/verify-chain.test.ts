import { systemMonotonic } from '@strongroom/core/time.js';
import { describe, expect, it } from 'vitest';
import { unit } from '../contract/sample-rows.js';
import { emptyMemoryData } from '../memory/memory-data.js';
import { MemoryStore } from '../memory/memory-store.js';
import type { AuditSegmentRow } from '../schema.js';
import { packEvents, segmentHash } from './chain.js';
import { type ChainReport, verifyChain } from './verify-chain.js';

const SEGMENTS = 40;

/** Verifies a chain of {@link SEGMENTS} after `tamper` has had its way with it. */
async function verifyAfter(tamper: (segments: AuditSegmentRow[]) => void): Promise<ChainReport> {
  const data = emptyMemoryData();
  const store = new MemoryStore({ frontEndId: 'fe-1', clock: { now: () => 1_700_000_000_000 }, data });
  for (let index = 1; index <= SEGMENTS; index++) await store.commit(unit(`event ${String(index)}`));
  tamper(data.segments);
  return verifyChain(store.reads, 'fe-1', systemMonotonic);
}

/** Replaces the segment of a sequence. */
function change(sequence: number, changes: Partial<AuditSegmentRow>): (segments: AuditSegmentRow[]) => void {
  return (segments) => {
    const before = segments[sequence - 1];
    if (before !== undefined) segments[sequence - 1] = { ...before, ...changes };
  };
}

/** As an attacker would who knows the encoding: the changed segment hashes well. */
function forge(sequence: number, events: Uint8Array): (segments: AuditSegmentRow[]) => void {
  return (segments) => {
    const before = segments[sequence - 1];
    if (before === undefined) return;
    const head = { frontEnd: before.front_end, sequence, prevHash: before.prev_hash, createdAt: before.created_at };
    segments[sequence - 1] = { ...before, events, hash: segmentHash(head, events) };
  };
}

const flipped = packEvents([Buffer.from('Event 20')]);

describe('verifyChain', () => {
  it('accepts a whole chain, page after page, and an empty one', async () => {
    const report = await verifyAfter(() => undefined);
    expect(report).toMatchObject({ segments: SEGMENTS, events: SEGMENTS, broken: undefined });
    expect(report.head.sequence).toBe(SEGMENTS);
    expect(await verifyAfter((segments) => segments.splice(0))).toMatchObject({ segments: 0, broken: undefined });
  });

  it.each([
    ['a changed event', change(20, { events: flipped }), 20, 'hash'],
    ['a changed time', change(20, { created_at: 1_700_000_000_001 }), 20, 'hash'],
    ['a changed hash', change(20, { hash: new Uint8Array(32) }), 20, 'hash'],
    ['a forged segment', forge(20, flipped), 21, 'prev_hash'],
    ['a changed previous hash', change(20, { prev_hash: new Uint8Array(32) }), 20, 'prev_hash'],
    ['a first segment that follows something', change(1, { prev_hash: new Uint8Array(32).fill(1) }), 1, 'prev_hash'],
    ['a removed segment', (segments: AuditSegmentRow[]) => segments.splice(19, 1), 21, 'gap'],
    ['a removed beginning', (segments: AuditSegmentRow[]) => segments.splice(0, 3), 4, 'gap'],
    ['a wrong count', change(20, { event_count: 2 }), 20, 'events'],
    ['events that do not unpack', forge(20, new Uint8Array([0, 0, 0, 9, 1])), 20, 'events'],
  ] as const)('finds %s', async (_what, tamper, sequence, fault) => {
    const report = await verifyAfter(tamper);
    expect(report.broken).toEqual({ sequence, fault });
    expect(report.head.sequence).toBe(fault === 'gap' ? sequence - (sequence === 4 ? 4 : 2) : sequence - 1);
  });
});
