/** Users, roles and service principals with their policies and tags, and sessions of assumed roles. */
import { type Kysely, sql } from 'kysely';
import type { DialectWords } from './words.js';

export async function addIdentities(db: Kysely<unknown>, words: DialectWords): Promise<void> {
  for (const statement of [...principals(words), ...policies(words), ...sessions(words)]) {
    await sql.raw(statement).execute(db);
  }
}

/** Principals so far are users and the roots of accounts, whose unique id is the account's. */
function principals(w: DialectWords): string[] {
  return [
    `alter table principals add column kind text not null${w.byteOrder} default 'user'`,
    'alter table principals add column trust_policy text',
    `alter table principals add column max_session_seconds ${w.integer}`,
    'alter table principals add column permissions_boundary text',
    "update principals set kind = 'root' where principal_id = account_id",
  ];
}

function policies(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table principal_policies (
      principal_arn ${text},
      policy_name ${text},
      document ${text},
      primary key (principal_arn, policy_name)
    ) ${w.keyedTable}`,
    `create table principal_tags (
      principal_arn ${text},
      tag_key ${text},
      tag_value ${text},
      primary key (principal_arn, tag_key)
    ) ${w.keyedTable}`,
  ];
}

/** The other credentials are found by principal, to go with it. */
function sessions(w: DialectWords): string[] {
  const text = `text not null${w.byteOrder}`;
  return [
    `create table role_sessions (
      access_key_id ${text} primary key,
      role_arn ${text},
      role_id ${text},
      session_name ${text},
      session_policy text,
      tags ${text},
      transitive_tag_keys ${text},
      source_identity text
    ) ${w.keyedTable}`,
    `create index access_keys_by_expiry on access_keys (expires_at, access_key_id) where expires_at is not null`,
    'create index bearer_tokens_by_principal on bearer_tokens (principal_arn, token_sha256)',
    'create index client_certificates_by_principal on client_certificates (principal_arn, spki_sha256)',
  ];
}
