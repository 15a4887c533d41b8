/** Brings a database to this build's schema. */
import { type Dialect, Kysely, type Migration, Migrator } from 'kysely';
import { StoreFileError } from '../store-file-error.js';
import { createTables } from './0001-tables.js';
import { addRotation } from './0002-rotation.js';
import { addMultiRegion } from './0003-multi-region.js';
import { addIdentities } from './0004-identities.js';
import { addGrants } from './0005-grants.js';
import { addCustomKeyStores } from './0006-custom-key-stores.js';
import { extendAuditIndex } from './0008-audit-index.js';
import { addKeyManagers } from './0009-aws-managed-keys.js';
import type { DialectWords } from './words.js';

/** Every migration by name, in order. A migration that has shipped never changes. */
export function allMigrations(words: DialectWords): Readonly<Record<string, Migration>> {
  return {
    '0001-tables': { up: (db) => createTables(db, words) },
    '0002-rotation': { up: (db) => addRotation(db, words) },
    '0003-multi-region': { up: (db) => addMultiRegion(db, words) },
    '0004-identities': { up: (db) => addIdentities(db, words) },
    '0005-grants': { up: (db) => addGrants(db, words) },
    '0006-custom-key-stores': { up: (db) => addCustomKeyStores(db, words) },
    '0008-audit-index': { up: (db) => extendAuditIndex(db, words) },
    '0009-aws-managed-keys': { up: (db) => addKeyManagers(db, words) },
  };
}

/**
 * Runs what is missing, all in one transaction: a failed migration leaves nothing behind.
 * @throws StoreFileError when the database has migrations that this build does not know, or a migration fails.
 */
export async function migrate(dialect: Dialect, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const db = new Kysely<unknown>({ dialect });
  try {
    const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
    await refuseNewer(db, migrations);
    const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
    if (error === undefined) return;
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'its preparation';
    throw new StoreFileError(`The store could not be migrated: ${failed} failed, and nothing of it was kept.`, {
      cause: error,
    });
  } finally {
    await db.destroy();
  }
}

async function refuseNewer(db: Kysely<unknown>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const rows = await (db as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  const unknown = rows.map((row) => row.name).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new StoreFileError(
    `The store was written by a newer Strongroom (it has ${unknown.join(', ')}). ` +
      'Start that version, or use another data folder.',
  );
}
