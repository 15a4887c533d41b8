/** Grants on KMS keys. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addGrants(db: Kysely<unknown>, w: DialectWords): Promise<void> {
  const text = `text not null${w.byteOrder}`;
  const statements = [
    `create table grants (
      region ${text},
      grant_id ${text},
      key_id ${text},
      account_id ${text},
      issuing_account_id ${text},
      grantee ${text},
      retiree text${w.byteOrder},
      operations ${text},
      constraints text,
      name text,
      request_sha256 text${w.byteOrder},
      token_mac_key ${w.blob} not null,
      created_at ${w.integer} not null,
      primary key (region, grant_id),
      foreign key (region, key_id) references kms_keys (region, key_id)
    ) ${w.keyedTable}`,
    'create index grants_by_key on grants (region, key_id, grant_id)',
    'create index grants_by_grantee on grants (region, key_id, grantee, grant_id)',
    'create index grants_by_retiree on grants (region, retiree, grant_id) where retiree is not null',
    'create index grants_by_request on grants (request_sha256) where request_sha256 is not null',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
