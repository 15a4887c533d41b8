/**
 * Every read of the store over one read-only connection, in the calling thread: a point read costs microseconds, a
 * thread hop more.
 */
import { COLUMNS } from '../columns.js';
import type { DomainTokenRow, SlotTokenRow } from '../schema.js';
import { pageLimit, pageOf } from '../page.js';
import type { StoreReads } from '../store.js';
import { type AuditReads, auditReads } from './audit-reads.js';
import type { Connection } from './binding.js';
import { type GrantReads, grantReads } from './grant-reads.js';
import { type IdentityReads, identityReads } from './identity-reads.js';
import { type KeyReads, keyReads } from './key-reads.js';
import { type KeyStoreReads, keyStoreReads } from './key-store-reads.js';
import { selectFrom, Selects } from './selects.js';

type FleetReads = Pick<StoreReads, 'slotToken' | 'slotTokens' | 'latestDomainToken' | 'setting'>;

export interface LibsqlReads extends StoreReads {
  /** Releases the connection; reads after it reject. */
  close(): void;
}

/** @param connection from openReading(); closed by `close()`. */
export function libsqlReads(connection: Connection): LibsqlReads {
  const db = new Selects(connection);
  const reads: IdentityReads & KeyReads & KeyStoreReads & GrantReads & AuditReads & FleetReads = {
    ...identityReads(db),
    ...keyReads(db),
    ...keyStoreReads(db),
    ...grantReads(db),
    ...auditReads(db),
    ...fleetReads(db),
  };
  return {
    ...reads,
    close: () => {
      connection.close();
    },
  };
}

const SLOT_TOKENS = selectFrom('slot_tokens', COLUMNS.slot_tokens);
const LIST_SLOT_TOKENS = `${SLOT_TOKENS} WHERE region = ? AND tenant > ? ORDER BY tenant LIMIT ?`;
const DOMAIN_TOKENS = selectFrom('domain_tokens', COLUMNS.domain_tokens);

function fleetReads(db: Selects): FleetReads {
  return {
    slotToken: (region, tenant) =>
      db.first<SlotTokenRow>(`${SLOT_TOKENS} WHERE region = ? AND tenant = ?`, region, tenant),
    slotTokens: async (region, after, limit) =>
      pageOf(await db.all<SlotTokenRow>(LIST_SLOT_TOKENS, region, after, pageLimit(limit) + 1), limit),
    latestDomainToken: (region) =>
      db.first<DomainTokenRow>(`${DOMAIN_TOKENS} WHERE region = ? ORDER BY version DESC LIMIT 1`, region),
    setting: async (name) =>
      (await db.first<{ value: string }>('SELECT value FROM settings WHERE name = ?', name))?.value,
  };
}
