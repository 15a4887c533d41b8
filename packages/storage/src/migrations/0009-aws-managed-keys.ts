/** Who manages a KMS key: its account, or AWS on behalf of one of its services. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addKeyManagers(db: Kysely<unknown>, w: DialectWords): Promise<void> {
  const column = `key_manager text not null${w.byteOrder} default 'CUSTOMER'`;
  await sql.raw(`alter table kms_keys add column ${column}`).execute(db);
}
