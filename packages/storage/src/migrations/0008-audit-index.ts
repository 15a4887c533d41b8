/** The audit index under every attribute of LookupEvents. No build before this one has written a row of it. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function extendAuditIndex(db: Kysely<unknown>, w: DialectWords): Promise<void> {
  const text = `text not null${w.byteOrder}`;
  const statements = [
    `alter table audit_events add column event_source ${text} default 'kms.amazonaws.com'`,
    // An event has any number of resources: the column of audit_events holds the first.
    'drop index audit_events_by_resource',
    `create table audit_event_resources (
      account_id ${text},
      region ${text},
      resource_name ${text},
      event_time ${w.integer} not null,
      event_id ${text},
      primary key (account_id, region, resource_name, event_time, event_id)
    ) ${w.keyedTable}`,
    'create index audit_events_by_user on audit_events (account_id, region, username, event_time, event_id)',
    `create index audit_events_by_access_key on audit_events (account_id, region, access_key_id, event_time, event_id)
      where access_key_id <> ''`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
