/** Pages: one row more than asked for tells whether there are more. */
import { assert } from '@strongroom/core/assert.js';
import { PAGE_MAX_ROWS } from './limits.js';
import type { Page } from './store.js';

/** Asserts that a caller's page size is within bounds; doors check their users' numbers before. */
export function pageLimit(limit: number, max = PAGE_MAX_ROWS): number {
  assert(Number.isSafeInteger(limit) && limit >= 1 && limit <= max, `a page has 1 to ${String(max)} rows`);
  return limit;
}

/** Makes a page of `limit` rows from up to `limit + 1`. */
export function pageOf<Row>(rows: readonly Row[], limit: number): Page<Row> {
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}
