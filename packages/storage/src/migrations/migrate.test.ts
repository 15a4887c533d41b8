import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { COLUMNS, PRIMARY_KEYS } from '../columns.js';
import type { Connection } from '../libsql/binding.js';
import { openWriting } from '../libsql/connections.js';
import { GRANT_READS } from '../libsql/grant-reads.js';
import { DUE_READS } from '../libsql/key-reads.js';
import { auditEventsQuery } from '../libsql/audit-reads.js';
import { KEY_STORE_READS } from '../libsql/key-store-reads.js';
import { LibsqlDialect } from '../libsql/kysely-dialect.js';
import type { AllTables } from '../schema.js';
import { StoreFileError } from '../store-file-error.js';
import { allMigrations, migrate } from './migrate.js';
import type { AuditEventFilter } from '../store.js';
import { LIBSQL_WORDS } from './words.js';

describe('migrations on libsql', () => {
  let folder: string;
  let connection: Connection;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-migrate-'));
    connection = openWriting(join(folder, 'a.db'));
  });

  afterEach(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });

  const tables = (): string[] =>
    connection
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .all([])
      .map((row) => String(row['name']))
      .filter((name) => !name.startsWith('kysely_'));

  it('make exactly the tables, columns, types and primary keys of schema.ts, all of them strict', async () => {
    await migrate(new LibsqlDialect(connection), allMigrations(LIBSQL_WORDS));
    expect(tables()).toEqual(Object.keys(COLUMNS).toSorted());
    for (const table of Object.keys(COLUMNS) as (keyof AllTables)[]) {
      const columns = connection.prepare(`PRAGMA table_info(${table})`).all([]);
      const found = columns.map((column) => {
        const nullable = column['notnull'] === 0 && column['pk'] === 0 ? '?' : '';
        return [column['name'], String(column['type']).toLowerCase() + nullable];
      });
      expect(Object.fromEntries(found), table).toEqual(COLUMNS[table]);
      const primary = columns
        .filter((column) => column['pk'] !== 0)
        .toSorted((a, b) => Number(a['pk']) - Number(b['pk']));
      expect(
        primary.map((column) => column['name']),
        table,
      ).toEqual(PRIMARY_KEYS[table]);
      const list = connection.prepare(`PRAGMA table_list(${table})`).first([]);
      expect(list?.['strict'], table).toBe(1);
    }
  });

  it('run once', async () => {
    let runs = 0;
    const counted = {
      '0001-a': {
        up: () => {
          runs += 1;
          return Promise.resolve();
        },
      },
    };
    await migrate(new LibsqlDialect(connection), counted);
    await migrate(new LibsqlDialect(connection), counted);
    expect(runs).toBe(1);
  });

  it('leave nothing behind when one fails, and succeed when it is mended', async () => {
    const good = allMigrations(LIBSQL_WORDS);
    const failing = {
      up: async (db: Parameters<(typeof good)[string]['up']>[0]) => {
        await sql`create table half_done (a integer)`.execute(db);
        await sql`create table half_done (a integer)`.execute(db);
      },
    };
    const attempt = migrate(new LibsqlDialect(connection), { ...good, '9999-bad': failing });
    await expect(attempt).rejects.toThrow(/9999-bad failed/);
    await expect(attempt).rejects.toThrow(StoreFileError);
    expect(tables()).toEqual([]);
    await migrate(new LibsqlDialect(connection), good);
    expect(tables()).toContain('kms_keys');
  });

  it('keep the keys of an older build: they do not rotate, and their material is current', async () => {
    const all = allMigrations(LIBSQL_WORDS);
    await migrate(new LibsqlDialect(connection), { '0001-tables': must(all['0001-tables'], 'the first migration') });
    connection.exec(`INSERT INTO kms_keys VALUES ('r', 'k', 'a', 'Enabled', '', 's', 'u', 'o', 0, 'm', '', 1, NULL, 7);
      INSERT INTO key_materials VALUES ('r', 'm', 'k', x'00ff', 1)`);
    await migrate(new LibsqlDialect(connection), all);
    expect(connection.prepare('SELECT * FROM kms_keys').first([])).toMatchObject({
      key_id: 'k',
      version: 7,
      rotation_period_days: null,
      next_rotation_at: null,
      on_demand_rotations: 0,
      primary_region: null,
      pending_window_days: null,
      key_manager: 'CUSTOMER',
      custom_key_store_id: null,
      xks_key_id: null,
    });
    expect(connection.prepare('SELECT * FROM key_materials').first([])).toMatchObject({
      material_id: 'm',
      ekt: new Uint8Array([0, 255]),
      material_state: 'CURRENT',
      rotated_at: null,
      import_state: null,
    });
  });

  it('keep the principals of an older build, and know which of them are roots', async () => {
    const all = allMigrations(LIBSQL_WORDS);
    await migrate(new LibsqlDialect(connection), { '0001-tables': must(all['0001-tables'], 'the first migration') });
    connection.exec(`INSERT INTO principals VALUES ('arn:aws:iam::1:root', '1', '1', 'root', 1);
      INSERT INTO principals VALUES ('arn:aws:iam::1:user/root', '1', 'AIDAX', 'root', 1)`);
    await migrate(new LibsqlDialect(connection), all);
    const rows = connection.prepare('SELECT * FROM principals ORDER BY arn').all([]);
    expect(rows.map((row) => row['kind'])).toEqual(['root', 'user']);
    expect(rows[1]).toMatchObject({ trust_policy: null, max_session_seconds: null, permissions_boundary: null });
  });

  it('refuse a database that a newer build has migrated', async () => {
    const good = allMigrations(LIBSQL_WORDS);
    const later = { ...good, '9999-later': { up: () => Promise.resolve() } };
    await migrate(new LibsqlDialect(connection), later);
    await expect(migrate(new LibsqlDialect(connection), good)).rejects.toThrow(/newer Strongroom .*9999-later/);
  });

  it('serve the reads from their indexes', async () => {
    await migrate(new LibsqlDialect(connection), allMigrations(LIBSQL_WORDS));
    const events = (filter: Partial<AuditEventFilter>): string =>
      auditEventsQuery({ accountId: 'a', region: 'r', limit: 1, before: { eventTime: 1, eventId: '' }, ...filter }).sql;
    const plans: readonly (readonly [string, RegExp])[] = [
      [
        'SELECT key_id FROM kms_keys WHERE region=? AND account_id=? AND key_id>? ORDER BY key_id',
        /kms_keys_by_account/,
      ],
      [DUE_READS[0], /SEARCH kms_keys USING INDEX kms_keys_by_deletion \(region=\? AND \(deletion_at,key_id\)>/],
      [DUE_READS[1], /SEARCH kms_keys USING INDEX kms_keys_by_rotation \(region=\? AND \(next_rotation_at,key_id\)>/],
      [DUE_READS[2], /SEARCH m USING INDEX key_materials_by_expiry \(region=\? AND \(valid_to,material_id\)>/],
      [DUE_READS[3], /SEARCH kms_keys USING (COVERING )?INDEX kms_keys_by_transition \(region=\? AND key_state=\? AND/],
      [DUE_READS[4], /SEARCH kms_keys USING INDEX kms_keys_related \(key_id=\?\)/],
      [KEY_STORE_READS[0], /custom_key_stores_by_account/],
      [KEY_STORE_READS[1], /custom_key_stores_by_state/],
      [KEY_STORE_READS[2], /kms_keys_by_custom_key_store/],
      [KEY_STORE_READS[3], /kms_keys_by_custom_key_store/],
      [
        'SELECT * FROM aliases WHERE region=? AND target_key_id=? AND alias_name>? ORDER BY alias_name',
        /aliases_by_key/,
      ],
      [GRANT_READS.OF_KEY, /grants_by_key/],
      [GRANT_READS.OF_GRANTEE, /grants_by_grantee/],
      [GRANT_READS.OF_RETIREE, /grants_by_retiree/],
      [GRANT_READS.OF_REQUEST, /grants_by_request/],
      [GRANT_READS.COUNT, /COVERING INDEX grants_by_/],
      [
        'SELECT access_key_id FROM access_keys WHERE expires_at <= ? ORDER BY expires_at, access_key_id',
        /access_keys_by_expiry/,
      ],
      ['SELECT * FROM bearer_tokens WHERE principal_arn=? ORDER BY token_sha256', /bearer_tokens_by_principal/],
      ['SELECT * FROM client_certificates WHERE principal_arn=? ORDER BY spki_sha256', /client_certificates_by_pri/],
      [events({}), /audit_events_by_time/],
      [events({ resourceName: 'k' }), /SEARCH r USING PRIMARY KEY.*resource_name=.*SEARCH e USING INDEX/],
      [events({ eventName: 'Encrypt' }), /audit_events_by_name/],
      [events({ username: 'alice' }), /audit_events_by_user/],
      [events({ accessKeyId: 'AKIA' }), /audit_events_by_access_key/],
      [events({ eventId: 'x' }), /SEARCH e USING INDEX sqlite_autoindex_audit_events_1/],
    ];
    for (const [query, index] of plans) {
      const plan = connection
        .prepare(`EXPLAIN QUERY PLAN ${query}`)
        .all([])
        .map((row) => String(row['detail']))
        .join('; ');
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
  });
});
