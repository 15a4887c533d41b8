/** The first schema: every table of schema.ts, with the indexes that the reads of store.ts need. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function createTables(db: Kysely<unknown>, words: DialectWords): Promise<void> {
  for (const statement of [...identities(words), ...keys(words), ...fleet(words), ...audit(words)]) {
    await sql.raw(statement).execute(db);
  }
}

function identities(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table accounts (
      account_id ${text} primary key,
      name ${text},
      created_at ${w.integer} not null
    ) ${w.keyedTable}`,
    `create table principals (
      arn ${text} primary key,
      account_id ${text},
      principal_id ${text},
      name ${text},
      created_at ${w.integer} not null
    ) ${w.keyedTable}`,
    'create index principals_by_account on principals (account_id, arn)',
    `create table access_keys (
      access_key_id ${text} primary key,
      principal_arn ${text},
      secret_material_id ${text},
      secret_ekt ${w.blob} not null,
      region ${text},
      active ${w.integer} not null check (active in (0, 1)),
      created_at ${w.integer} not null,
      expires_at ${w.integer},
      session_token_sha256 text
    ) ${w.keyedTable}`,
    'create index access_keys_by_principal on access_keys (principal_arn, access_key_id)',
    `create table bearer_tokens (
      token_sha256 ${text} primary key,
      principal_arn ${text},
      created_at ${w.integer} not null,
      expires_at ${w.integer} not null,
      revoked_at ${w.integer}
    ) ${w.keyedTable}`,
    `create table client_certificates (
      spki_sha256 ${text} primary key,
      principal_arn ${text},
      created_at ${w.integer} not null
    ) ${w.keyedTable}`,
  ];
}

/**
 * Material, aliases and tags refer to their key: a key's row cannot go while anything of it stays behind. For material
 * that is a security property: deleting a key removes its tokens (DESIGN §4), and a deletion that forgets one is
 * refused.
 */
function keys(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table kms_keys (
      region ${text},
      key_id ${text},
      account_id ${text},
      key_state ${text},
      description ${text},
      key_spec ${text},
      key_usage ${text},
      origin ${text},
      multi_region ${w.integer} not null check (multi_region in (0, 1)),
      current_material_id text,
      policy ${text},
      created_at ${w.integer} not null,
      deletion_at ${w.integer},
      version ${w.integer} not null,
      primary key (region, key_id)
    ) ${w.keyedTable}`,
    'create index kms_keys_by_account on kms_keys (region, account_id, key_id)',
    `create index kms_keys_by_deletion on kms_keys (region, deletion_at, key_id) where deletion_at is not null`,
    `create table key_materials (
      region ${text},
      material_id ${text},
      key_id ${text},
      ekt ${w.blob} not null,
      created_at ${w.integer} not null,
      primary key (region, material_id),
      foreign key (region, key_id) references kms_keys (region, key_id)
    ) ${w.keyedTable}`,
    'create index key_materials_by_key on key_materials (region, key_id, material_id)',
    `create table aliases (
      region ${text},
      account_id ${text},
      alias_name ${text},
      target_key_id ${text},
      created_at ${w.integer} not null,
      updated_at ${w.integer} not null,
      primary key (region, account_id, alias_name),
      foreign key (region, target_key_id) references kms_keys (region, key_id)
    ) ${w.keyedTable}`,
    'create index aliases_by_key on aliases (region, target_key_id, alias_name)',
    `create table key_tags (
      region ${text},
      key_id ${text},
      tag_key ${text},
      tag_value ${text},
      primary key (region, key_id, tag_key),
      foreign key (region, key_id) references kms_keys (region, key_id)
    ) ${w.keyedTable}`,
  ];
}

function fleet(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table slot_tokens (
      region ${text},
      tenant ${text},
      token ${w.blob} not null,
      created_at ${w.integer} not null,
      primary key (region, tenant)
    ) ${w.keyedTable}`,
    `create table domain_tokens (
      region ${text},
      version ${w.integer} not null,
      token ${w.blob} not null,
      created_at ${w.integer} not null,
      primary key (region, version)
    ) ${w.heapTable}`,
    `create table settings (
      name ${text} primary key,
      value ${text}
    ) ${w.keyedTable}`,
    `create table changes (
      seq ${w.growingKey},
      entity ${text}
    ) ${w.heapTable}`,
    'create index changes_by_entity on changes (entity, seq)',
  ];
}

function audit(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table audit_segments (
      front_end ${text},
      sequence ${w.integer} not null check (sequence > 0),
      prev_hash ${w.blob} not null check (length(prev_hash) = 32),
      hash ${w.blob} not null check (length(hash) = 32),
      events ${w.blob} not null,
      event_count ${w.integer} not null check (event_count > 0),
      created_at ${w.integer} not null,
      primary key (front_end, sequence)
    ) ${w.heapTable}`,
    `create table audit_events (
      event_id ${text} primary key,
      event_time ${w.integer} not null,
      region ${text},
      account_id ${text},
      event_name ${text},
      username ${text},
      access_key_id ${text},
      read_only ${w.integer} not null,
      resource_name ${text},
      front_end ${text},
      sequence ${w.integer} not null,
      event ${text}
    ) ${w.heapTable}`,
    'create index audit_events_by_time on audit_events (account_id, region, event_time, event_id)',
    'create index audit_events_by_name on audit_events (account_id, region, event_name, event_time, event_id)',
    `create index audit_events_by_resource on audit_events (account_id, region, resource_name, event_time, event_id)
      where resource_name <> ''`,
  ];
}
