/** LookupEvents (CloudTrail API reference): the events of the caller's account in one Region, newest first. */
import { createHash } from 'node:crypto';
import { fromBase64, fromUtf8, toBase64, utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { AuditEventRow } from '@strongroom/storage/schema.js';
import type { AuditEventFilter, StoreReads } from '@strongroom/storage/store.js';
import type { LookupAttribute, LookupRequest } from './lookup-request.js';

const DAY_MS = 86_400_000;
/** "You can look up events that occurred in a Region within the last 90 days." */
const LOOKUP_DAYS = 90;

export interface LookupScope {
  readonly accountId: string;
  readonly region: string;
  /** Civil epoch milliseconds. */
  readonly now: number;
}

/** @throws KmsError InvalidNextTokenException. */
export async function lookupEvents(
  reads: Pick<StoreReads, 'auditEvents'>,
  scope: LookupScope,
  request: LookupRequest,
): Promise<Record<string, unknown>> {
  // AWS lists Insights events only for trails that enable them: there are none here.
  const filter = request.insight ? undefined : filterOf(request, scope);
  if (filter === undefined) return { Events: [] };
  const { rows, more } = await reads.auditEvents(filter);
  const last = rows.at(-1);
  return {
    Events: rows.map(eventMessage),
    ...(more && last !== undefined ? { NextToken: encodeToken(request, last) } : {}),
  };
}

/** Undefined where nothing can match. */
function filterOf(request: LookupRequest, scope: LookupScope): AuditEventFilter | undefined {
  const attribute = attributeFilter(request.attribute);
  if (attribute === undefined) return undefined;
  const oldest = scope.now - LOOKUP_DAYS * DAY_MS;
  return {
    accountId: scope.accountId,
    region: scope.region,
    from: Math.max(request.startTime ?? oldest, oldest),
    ...(request.endTime === undefined ? {} : { to: request.endTime }),
    ...attribute,
    ...(request.nextToken === undefined ? {} : { before: decodeToken(request, request.nextToken) }),
    limit: request.maxResults,
  };
}

function attributeFilter(attribute: LookupAttribute | undefined): Partial<AuditEventFilter> | undefined {
  if (attribute === undefined) return {};
  const { key, value } = attribute;
  switch (key) {
    case 'EventId':
      return { eventId: value };
    case 'EventName':
      return { eventName: value };
    case 'Username':
      return { username: value };
    case 'AccessKeyId':
      return { accessKeyId: value };
    case 'ResourceName':
      return { resourceName: value };
    case 'ReadOnly':
      return value === 'true' || value === 'false' ? { readOnly: value === 'true' } : undefined;
    case 'ResourceType':
      return value === 'AWS::KMS::Key' ? { withResource: true } : undefined;
    case 'EventSource':
      return { eventSource: value };
  }
}

function eventMessage(row: AuditEventRow): Record<string, unknown> {
  const record = JSON.parse(row.event) as {
    readonly eventSource: string;
    readonly resources: readonly { readonly type: string; readonly ARN: string }[];
  };
  return {
    EventId: row.event_id,
    EventName: row.event_name,
    ReadOnly: String(row.read_only === 1),
    ...(row.access_key_id === '' ? {} : { AccessKeyId: row.access_key_id }),
    EventTime: Math.floor(row.event_time / 1000),
    EventSource: record.eventSource,
    ...(row.username === '' ? {} : { Username: row.username }),
    Resources: record.resources.map(({ type, ARN }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: row.event,
  };
}

/** A token names the request that it continues. Position and digest are no secrets, and lead nobody to other events. */
function encodeToken(request: LookupRequest, last: AuditEventRow): string {
  return toBase64(utf8(JSON.stringify([digestOf(request), last.event_time, last.event_id])));
}

function decodeToken(request: LookupRequest, token: string): { eventTime: number; eventId: string } {
  try {
    const parsed: unknown = JSON.parse(fromUtf8(fromBase64(token) ?? new Uint8Array()));
    if (Array.isArray(parsed) && parsed.length === 3 && parsed[0] === digestOf(request)) {
      const [, eventTime, eventId] = parsed as unknown[];
      if (typeof eventTime === 'number' && typeof eventId === 'string') return { eventTime, eventId };
    }
  } catch {
    // Not something that encodeToken wrote.
  }
  throw new KmsError('InvalidNextTokenException', 'Invalid token in request.');
}

function digestOf({ attribute, startTime, endTime }: LookupRequest): string {
  const text = JSON.stringify([attribute?.key, attribute?.value, startTime, endTime]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
