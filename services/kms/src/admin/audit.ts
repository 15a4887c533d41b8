/** The audit trail as an operator reads it: events of any account, and the chain itself. */
import { KmsError } from '@strongroom/core/errors.js';
import type { FindAuditEventsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/FindAuditEventsRequest.js';
import type { ListAuditSegmentsRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/ListAuditSegmentsRequest.js';
import { PAGE_MAX_ROWS } from '@strongroom/storage/limits.js';
import type { AuditEventRow, AuditSegmentRow } from '@strongroom/storage/schema.js';
import type { AuditEventFilter } from '@strongroom/storage/store.js';
import type { AdminCall, Unary } from './admin-call.js';

const LIMIT_DEFAULT = 50;
const CATCH_UP_MS = 3000;
/** Far below what a client takes in one message, and more than one segment as a rule. */
const SEGMENTS_PER_READ = 16;
const ANSWER_MAX_BYTES = 2 * 1024 * 1024;

export function auditHandlers(unary: Unary) {
  return { FindAuditEvents: unary(findAuditEvents), ListAuditSegments: unary(listAuditSegments) };
}

async function findAuditEvents({ services }: AdminCall, request: FindAuditEventsRequest__Output) {
  await services.auditIndex.catchUp(CATCH_UP_MS);
  const { rows, more } = await services.store.reads.auditEvents(filterOf(request));
  const last = rows.at(-1);
  return {
    events: rows.map(eventMessage),
    ...(more && last !== undefined ? { next: { eventTimeMs: last.event_time, eventId: last.event_id } } : {}),
  };
}

function filterOf(request: FindAuditEventsRequest__Output): AuditEventFilter {
  const { accountId = '', region = '', eventId, eventName, username, accessKeyId, resourceName, readOnly } = request;
  const { fromMs, toMs, before, limit = LIMIT_DEFAULT } = request;
  if (limit < 1 || limit > PAGE_MAX_ROWS) {
    throw new KmsError('ValidationException', `limit must be 1 to ${String(PAGE_MAX_ROWS)}.`);
  }
  return {
    accountId,
    region,
    limit,
    ...(eventId === undefined ? {} : { eventId }),
    ...(eventName === undefined ? {} : { eventName }),
    ...(username === undefined ? {} : { username }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(fromMs === undefined ? {} : { from: fromMs }),
    ...(toMs === undefined ? {} : { to: toMs }),
    ...(before === undefined ? {} : { before: { eventTime: before.eventTimeMs ?? 0, eventId: before.eventId ?? '' } }),
  };
}

function eventMessage(row: AuditEventRow) {
  return {
    eventId: row.event_id,
    eventTimeMs: row.event_time,
    eventName: row.event_name,
    username: row.username,
    readOnly: row.read_only === 1,
    frontEnd: row.front_end,
    sequence: row.sequence,
    record: row.event,
  };
}

async function listAuditSegments({ services }: AdminCall, request: ListAuditSegmentsRequest__Output) {
  const { reads } = services.store;
  const { frontEnd = '', afterSequence = 0 } = request;
  const frontEnds = [...(await reads.auditFrontEnds())];
  const rows = frontEnd === '' ? [] : await reads.auditSegments(frontEnd, afterSequence, SEGMENTS_PER_READ);
  return { frontEnds, segments: bounded(rows).map(segmentMessage) };
}

/** One segment can be larger than the bound; it travels alone. */
function bounded(rows: readonly AuditSegmentRow[]): readonly AuditSegmentRow[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += row.events.length;
    return index > 0 && bytes > ANSWER_MAX_BYTES;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function segmentMessage(row: AuditSegmentRow) {
  return {
    sequence: row.sequence,
    prevHash: Buffer.from(row.prev_hash),
    hash: Buffer.from(row.hash),
    events: Buffer.from(row.events),
    eventCount: row.event_count,
    createdAtMs: row.created_at,
  };
}
