import { describe, expect, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { GENESIS_HASH, packEvents, segmentHash } from '@strongroom/storage/audit/chain.js';
import type { AuditSegmentRow } from '@strongroom/storage/schema.js';
import { complaints, headOf, verifyOne, type Head } from './audit-verify.js';

const FRONT_END = 'kms-1';
const PAGE_ROWS = 2;

/** A chain of segments with one event each. */
function chain(length: number): AuditSegmentRow[] {
  const rows: AuditSegmentRow[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const prevHash = rows.at(-1)?.hash ?? GENESIS_HASH;
    const events = packEvents([utf8(`{"n":${String(sequence)}}`)]);
    rows.push({
      front_end: FRONT_END,
      sequence,
      prev_hash: prevHash,
      hash: segmentHash({ frontEnd: FRONT_END, sequence, prevHash, createdAt: sequence }, events),
      events,
      event_count: 1,
      created_at: sequence,
    });
  }
  return rows;
}

async function faults(rows: readonly AuditSegmentRow[], kept: readonly Head[] = []): Promise<string[]> {
  const read = (_frontEnd: string, after: number): Promise<readonly AuditSegmentRow[]> =>
    Promise.resolve(rows.filter((row) => row.sequence > after).slice(0, PAGE_ROWS));
  const { report, lost } = await verifyOne(read, FRONT_END, kept);
  return complaints(report, lost);
}

describe('audit verify', () => {
  it('finds a whole chain whole, also one that has grown since its end was kept', async () => {
    const rows = chain(7);
    const read = (_frontEnd: string, after: number): Promise<readonly AuditSegmentRow[]> =>
      Promise.resolve(rows.slice(0, 5).filter((row) => row.sequence > after));
    const head = headOf((await verifyOne(read, FRONT_END, [])).report);
    expect(head.sequence).toBe(5);
    expect(await faults(rows)).toEqual([]);
    expect(await faults(rows, [head])).toEqual([]);
  });

  it('finds every bit that was changed, and names its segment', async () => {
    const events = chain(3)[1]?.events ?? new Uint8Array();
    for (let bit = 0; bit < events.length * 8; bit += 1) {
      const rows = chain(3);
      const altered = rows[1]?.events ?? new Uint8Array();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await faults(rows)).toEqual([expect.stringContaining('kms-1, segment 2: ') as string]);
    }
  });

  it('finds a segment that was dropped, repeated or moved', async () => {
    const [one, two, three, four] = chain(4) as [AuditSegmentRow, AuditSegmentRow, AuditSegmentRow, AuditSegmentRow];
    expect(await faults([one, three, four])).toEqual(['kms-1, segment 3: one or more segments before it are missing']);
    const renumbered = [one, { ...three, sequence: 2 }, { ...two, sequence: 3 }, four];
    expect(await faults(renumbered)).toEqual(['kms-1, segment 2: it does not follow the segment before it']);
    expect(await faults([two, three, four])).toHaveLength(1);
  });

  it('finds an end that was cut off, if the end was kept', async () => {
    const rows = chain(6);
    const last = rows.at(-1);
    const head = { frontEnd: FRONT_END, sequence: 6, hash: Buffer.from(last?.hash ?? []).toString('hex') };
    const cut = rows.slice(0, 4);
    expect(await faults(cut)).toEqual([]);
    expect(await faults(cut, [head])).toEqual([expect.stringContaining('it was cut off or replaced') as string]);
    expect(await faults([], [head])).toHaveLength(1);
  });
});
