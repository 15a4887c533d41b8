/** Rotation of KMS keys, the state of each of their materials, import, and when a key was last used. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addRotation(db: Kysely<unknown>, words: DialectWords): Promise<void> {
  for (const statement of [...keys(words), ...materials(words), ...lastUsages(words)]) {
    await sql.raw(statement).execute(db);
  }
}

/** Only an enabled key rotates: a paused one is not in the index, so that a pass never meets it. */
function keys(w: DialectWords): string[] {
  return [
    `alter table kms_keys add column rotation_period_days ${w.integer}`,
    `alter table kms_keys add column next_rotation_at ${w.integer}`,
    `alter table kms_keys add column on_demand_rotations ${w.integer} not null default 0`,
    `create index kms_keys_by_rotation on kms_keys (region, next_rotation_at, key_id)
      where next_rotation_at is not null and key_state = 'Enabled'`,
  ];
}

function materials(w: DialectWords): string[] {
  return [
    `alter table key_materials add column material_state text not null${w.byteOrder} default 'CURRENT'`,
    `alter table key_materials add column rotated_at ${w.integer}`,
    'alter table key_materials add column rotation_type text',
    'alter table key_materials add column import_state text',
    'alter table key_materials add column description text',
    'alter table key_materials add column expiration_model text',
    `alter table key_materials add column valid_to ${w.integer}`,
    `create index key_materials_by_expiry on key_materials (region, valid_to, material_id)
      where valid_to is not null and import_state = 'IMPORTED'`,
  ];
}

/** Beside the key's row, because a use is no change of the key and must not outdate what is cached of it. */
function lastUsages(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table key_last_usages (
      region ${text},
      key_id ${text},
      operation ${text},
      used_at ${w.integer} not null,
      event_id ${text},
      request_id ${text},
      primary key (region, key_id),
      foreign key (region, key_id) references kms_keys (region, key_id)
    ) ${w.keyedTable}`,
  ];
}
