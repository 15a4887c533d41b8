/** Multi-Region keys: which of the related keys is the primary, and what waits for a job of theirs. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addMultiRegion(db: Kysely<unknown>, words: DialectWords): Promise<void> {
  for (const statement of statements(words)) await sql.raw(statement).execute(db);
}

/** Few keys are being created or updated at any time: the index of these is as good as empty. */
function statements(w: DialectWords): string[] {
  return [
    `alter table kms_keys add column primary_region text${w.byteOrder}`,
    `alter table kms_keys add column pending_window_days ${w.integer}`,
    'create index kms_keys_related on kms_keys (key_id, region) where multi_region = 1',
    `create index kms_keys_by_transition on kms_keys (region, key_state, created_at, key_id)
      where key_state in ('Creating', 'Updating')`,
  ];
}
