/** What the audit index keeps of a stored event: one row for each account whose trail has it. */
import { fromUtf8 } from '@strongroom/core/bytes.js';
import type { DecodedEvent } from '@strongroom/storage/audit/indexer.js';
import type { StoredEvent } from '../pipeline/audit-event.js';
import { cloudTrailRecord, eventSourceOf, recipientsOf } from './cloudtrail-record.js';
import { usernameOf } from './user-identity.js';

/** @throws SyntaxError when the bytes are no event. */
export function indexEvent(bytes: Uint8Array): readonly DecodedEvent[] {
  if (bytes.length === 0) return [];
  const event = JSON.parse(fromUtf8(bytes)) as StoredEvent;
  const resources = event.resources ?? [];
  return recipientsOf(event).map((recipient) => {
    const record = cloudTrailRecord(event, recipient);
    return {
      event_id: record.eventID,
      event_time: event.time,
      region: event.region,
      account_id: recipient,
      event_name: event.name,
      username: usernameOf(event),
      access_key_id: recipient === event.account ? (event.accessKeyId ?? '') : '',
      read_only: event.readOnly ?? 0,
      resource_name: resources[0] ?? '',
      resources: [...new Set(resources)],
      event: JSON.stringify(record),
      event_source: eventSourceOf(event),
    };
  });
}
