/** The change feed, audit segments and the rows derived from them, over {@link MemoryData}. */
import { SEGMENT_PAGE_MAX_ROWS } from '../limits.js';
import { pageLimit, pageOf } from '../page.js';
import type { AuditEventRow, IndexedEvent } from '../schema.js';
import type { AuditEventFilter } from '../store.js';
import type { Part } from './direct-reads.js';
import type { MemoryData } from './memory-data.js';
import { compareText, sortedBy } from './memory-order.js';

export function memoryAuditReads(
  data: MemoryData,
): Part<'changeSeq' | 'changesAfter' | 'auditFrontEnds' | 'auditSegments' | 'auditEvents'> {
  return {
    changeSeq: () => data.changes.at(-1)?.seq ?? 0,
    changesAfter: (seq, limit) => data.changes.filter((change) => change.seq > seq).slice(0, pageLimit(limit)),
    auditFrontEnds: () => sortedBy([...new Set(data.segments.map((row) => row.front_end))], (name) => name),
    auditSegments: (frontEnd, after, limit) =>
      data.segments
        .filter((row) => row.front_end === frontEnd && row.sequence > after)
        .slice(0, pageLimit(limit, SEGMENT_PAGE_MAX_ROWS)),
    auditEvents: (filter) => {
      const matching = [...data.events.values()].filter((row) => matches(row, filter));
      const newestFirst = matching
        .map(withoutResources)
        .sort((a, b) => b.event_time - a.event_time || compareText(b.event_id, a.event_id));
      return pageOf(newestFirst, pageLimit(filter.limit));
    },
  };
}

function withoutResources({ resources: _, ...row }: IndexedEvent): AuditEventRow {
  return row;
}

function matches(row: IndexedEvent, filter: AuditEventFilter): boolean {
  const { before } = filter;
  return (
    row.account_id === filter.accountId &&
    row.region === filter.region &&
    row.event_time >= (filter.from ?? row.event_time) &&
    row.event_time <= (filter.to ?? row.event_time) &&
    row.event_name === (filter.eventName ?? row.event_name) &&
    row.event_id === (filter.eventId ?? row.event_id) &&
    row.event_source === (filter.eventSource ?? row.event_source) &&
    row.username === (filter.username ?? row.username) &&
    (filter.accessKeyId === undefined || (row.access_key_id !== '' && row.access_key_id === filter.accessKeyId)) &&
    row.read_only === Number(filter.readOnly ?? row.read_only === 1) &&
    (filter.withResource === undefined || row.resource_name !== '') &&
    (filter.resourceName === undefined || row.resources.includes(filter.resourceName)) &&
    (before === undefined ||
      row.event_time < before.eventTime ||
      (row.event_time === before.eventTime && compareText(row.event_id, before.eventId) < 0))
  );
}
