/** Walks a front end's chain of audit segments and recomputes it. */
import { equalBytes } from '@strongroom/core/bytes.js';
import { PackedFormatError } from '@strongroom/core/packed.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { SEGMENT_PAGE_MAX_ROWS } from '../limits.js';
import type { AuditSegmentRow } from '../schema.js';
import type { StoreReads } from '../store.js';
import { GENESIS_HASH, segmentHash, unpackEvents } from './chain.js';

/**
 * What is wrong with a segment. `gap`: one or more before it are missing. `prev_hash`: it does not follow its
 * predecessor. `hash`: its content is not what was hashed. `events`: they do not unpack, or are not as many as it says.
 */
export type ChainFault = 'gap' | 'prev_hash' | 'hash' | 'events';

export interface ChainReport {
  readonly frontEnd: string;
  /** Whole segments and their events, up to the first break. */
  readonly segments: number;
  readonly events: number;
  /** The last good segment. A chain cut off at its end looks whole: compare this with a head noted elsewhere. */
  readonly head: { readonly sequence: number; readonly hash: Uint8Array };
  /** The first break; undefined for a good chain. */
  readonly broken: { readonly sequence: number; readonly fault: ChainFault } | undefined;
}

/** Verifies the whole chain, page by page until an empty one, letting other work run in between. */
export async function verifyChain(
  reads: Pick<StoreReads, 'auditSegments'>,
  frontEnd: string,
  monotonic: Monotonic,
): Promise<ChainReport> {
  let head = { sequence: 0, hash: GENESIS_HASH };
  let events = 0;
  for (;;) {
    const page = await reads.auditSegments(frontEnd, head.sequence, SEGMENT_PAGE_MAX_ROWS);
    for (const segment of page) {
      const fault = faultOf(segment, head);
      if (fault !== undefined) {
        const broken = { sequence: segment.sequence, fault };
        return { frontEnd, segments: head.sequence, events, head, broken };
      }
      head = { sequence: segment.sequence, hash: segment.hash };
      events += segment.event_count;
    }
    if (page.length === 0) {
      return { frontEnd, segments: head.sequence, events, head, broken: undefined };
    }
    // Reads answer without leaving the turn; a long chain would otherwise hold up everything else in this process.
    await new Promise<void>((resolve) => {
      monotonic.nextTurn(resolve);
    });
  }
}

function faultOf(
  segment: AuditSegmentRow,
  head: { readonly sequence: number; readonly hash: Uint8Array },
): ChainFault | undefined {
  if (segment.sequence !== head.sequence + 1) return 'gap';
  if (!equalBytes(segment.prev_hash, head.hash)) return 'prev_hash';
  const expected = segmentHash(
    {
      frontEnd: segment.front_end,
      sequence: segment.sequence,
      prevHash: segment.prev_hash,
      createdAt: segment.created_at,
    },
    segment.events,
  );
  if (!equalBytes(segment.hash, expected)) return 'hash';
  return countEvents(segment.events) === segment.event_count ? undefined : 'events';
}

function countEvents(packed: Uint8Array): number {
  try {
    return unpackEvents(packed).length;
  } catch (error) {
    if (error instanceof PackedFormatError) return -1;
    throw error;
  }
}
