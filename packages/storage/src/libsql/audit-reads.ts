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
const EVENT_COLUMNS = COLUMNS.audit_events;
const EVENTS = `SELECT ${Object.keys(EVENT_COLUMNS)
  .map((column) => `e.${column}`)
  .join(', ')} FROM`;
const BY_EVENT = `${EVENTS} audit_events e`;
/** The resource's own list gives the order: its index is walked, and each event looked up. */
const BY_RESOURCE = `${EVENTS} audit_event_resources r CROSS JOIN audit_events e ON e.event_id = r.event_id`;
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
  const { sql, values } = auditEventsQuery(filter);
  return pageOf(await db.all<AuditEventRow>(sql, ...values, pageLimit(filter.limit) + 1), filter.limit);
}

/** The query without the value of its limit. */
export function auditEventsQuery(filter: AuditEventFilter): { readonly sql: string; readonly values: Bindable[] } {
  const { eventId, eventName, username, accessKeyId, readOnly, resourceName, before } = filter;
  const [from, of] = resourceName === undefined ? [BY_EVENT, 'e'] : [BY_RESOURCE, 'r'];
  const conditions = [`${of}.account_id = ?`, `${of}.region = ?`];
  const values: Bindable[] = [filter.accountId, filter.region];
  const add = (condition: string, ...bound: Bindable[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (resourceName !== undefined) add('r.resource_name = ?', resourceName);
  if (filter.from !== undefined) add(`${of}.event_time >= ?`, filter.from);
  if (filter.to !== undefined) add(`${of}.event_time <= ?`, filter.to);
  if (eventId !== undefined) add('e.event_id = ?', eventId);
  if (eventName !== undefined) add('e.event_name = ?', eventName);
  if (filter.eventSource !== undefined) add('e.event_source = ?', filter.eventSource);
  if (username !== undefined) add('e.username = ?', username);
  // Spelled out so that the partial index applies.
  if (accessKeyId !== undefined) add("e.access_key_id = ? AND e.access_key_id <> ''", accessKeyId);
  if (readOnly !== undefined) add('e.read_only = ?', Number(readOnly));
  if (filter.withResource === true) add("e.resource_name <> ''");
  if (before !== undefined) add(`(${of}.event_time, ${of}.event_id) < (?, ?)`, before.eventTime, before.eventId);
  const order = `ORDER BY ${of}.event_time DESC, ${of}.event_id DESC`;
  return { sql: `${from} WHERE ${conditions.join(' AND ')} ${order} LIMIT ?`, values };
}
