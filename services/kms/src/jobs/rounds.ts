/**
 * Everything that is due, of all jobs together, in order of time. A walk goes from the oldest on to the end; what
 * cannot be done now stays behind it, for the next walk.
 */
import type { Region } from '@strongroom/core/ids.js';
import { DUE_START, type DuePosition } from '@strongroom/storage/store.js';
import { DAY_MS } from '../keys/rotation.js';
import type { Due, TimedJob } from './timed-job.js';

const PAGE_ITEMS = 100;
/**
 * Just shorter than the shortest rotation period (90 days): what an item of a round makes due again comes after the
 * whole round, so that the walk still meets it, in order.
 */
const ROUND_SPAN_MS = 90 * DAY_MS - 1;

export interface DueItem {
  readonly job: TimedJob;
  readonly due: Due;
}

/** Yields rounds of at most {@link PAGE_ITEMS} per job, each sorted by time and before the next one. */
export async function* rounds(jobs: readonly TimedJob[], region: Region, until: number): AsyncGenerator<DueItem[]> {
  const positions = new Map<TimedJob, DuePosition>(jobs.map((job) => [job, DUE_START]));
  for (;;) {
    const pages = await Promise.all(
      [...positions].map(async ([job, after]) => ({ job, items: await job.due(region, until, after, PAGE_ITEMS) })),
    );
    const horizon = horizonOf(pages.map((page) => page.items));
    const round: DueItem[] = [];
    for (const { job, items } of pages) {
      const taken = items.filter((due) => due.at <= horizon);
      const last = taken.at(-1);
      if (last !== undefined) positions.set(job, { at: last.at, id: last.id });
      round.push(...taken.map((due) => ({ job, due })));
    }
    if (round.length === 0) return;
    yield round.sort((a, b) => a.due.at - b.due.at);
  }
}

/** Up to where the pages are complete: a full page says nothing about what follows its last item. */
function horizonOf(pages: readonly (readonly Due[])[]): number {
  const firsts = pages.flatMap((items) => items.slice(0, 1)).map((due) => due.at);
  const ends = pages.filter((items) => items.length === PAGE_ITEMS).flatMap((items) => items.slice(-1));
  return Math.min(Math.min(...firsts) + ROUND_SPAN_MS, ...ends.map((due) => due.at));
}
