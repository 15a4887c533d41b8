/** The change feed, audit segments and the rows derived from them. */
import { COLUMNS } from '../columns.js';
import { SEGMENT_PAGE_MAX_ROWS } from '../limits.js';
import { pageLimit, pageOf } from '../page.js';
import type { AuditEventRow, AuditSegmentRow } from '../schema.js';
import type { AuditEventFilter, Change, Page, StoreReads } from '../store.js';
import type { Bindable } from './binding.js';
import { selectFrom, type Selects } from './selects.js';

const SEGMENTS = `${selectFrom('audit_segments', COLUMNS.audit_segments)}
  WHERE front_end = ? AND sequence > ? ORDER BY sequence LIMIT ?`;
const EVENTS = selectFrom('audit_events', COLUMNS.audit_events);
/** Walks from one name to the next: a DISTINCT would visit every segment. */
const FRONT_ENDS = `WITH RECURSIVE front_ends (front_end) AS (
    SELECT min(front_end) FROM audit_segments
    UNION ALL
    SELECT (SELECT min(s.front_end) FROM audit_segments s WHERE s.front_end > f.front_end)
    FROM front_ends f WHERE f.front_end IS NOT NULL
  ) SELECT front_end FROM front_ends WHERE front_end IS NOT NULL`;

export type AuditReads = Pick<
  StoreReads,
  'changeSeq' | 'changesAfter' | 'auditFrontEnds' | 'auditSegments' | 'auditEvents'
>;

export function auditReads(db: Selects): AuditReads {
  return {
    changeSeq: async () => (await db.first<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes'))?.seq ?? 0,
    changesAfter: async (seq, limit) =>
      db.all<Change>('SELECT seq, entity FROM changes WHERE seq > ? ORDER BY seq LIMIT ?', seq, pageLimit(limit)),
    auditFrontEnds: async () => (await db.all<{ front_end: string }>(FRONT_ENDS)).map((row) => row.front_end),
    auditSegments: async (frontEnd, afterSequence, limit) =>
      db.all<AuditSegmentRow>(SEGMENTS, frontEnd, afterSequence, pageLimit(limit, SEGMENT_PAGE_MAX_ROWS)),
    auditEvents: (filter) => auditEvents(db, filter),
  };
}

async function auditEvents(db: Selects, filter: AuditEventFilter): Promise<Page<AuditEventRow>> {
  const conditions = ['account_id = ?', 'region = ?'];
  const values: Bindable[] = [filter.accountId, filter.region];
  const add = (condition: string, ...bound: Bindable[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (filter.from !== undefined) add('event_time >= ?', filter.from);
  if (filter.to !== undefined) add('event_time <= ?', filter.to);
  if (filter.eventName !== undefined) add('event_name = ?', filter.eventName);
  // Spelled out so that the partial index applies.
  if (filter.resourceName !== undefined) add("resource_name = ? AND resource_name <> ''", filter.resourceName);
  if (filter.before !== undefined) {
    add('(event_time, event_id) < (?, ?)', filter.before.eventTime, filter.before.eventId);
  }
  const sql = `${EVENTS} WHERE ${conditions.join(' AND ')} ORDER BY event_time DESC, event_id DESC LIMIT ?`;
  return pageOf(await db.all<AuditEventRow>(sql, ...values, pageLimit(filter.limit) + 1), filter.limit);
}
