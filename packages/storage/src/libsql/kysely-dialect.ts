/**
 * kysely over our binding, for migrations. kysely's own dialect would pass parameters through to libsql, and says no to
 * transactional DDL.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';
import type { Bindable, Connection } from './binding.js';

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite rolls DDL back; without this a migration that fails leaves half of its tables. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  /** A deferred transaction that first reads cannot be upgraded while another process writes. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

export class LibsqlDialect extends SqliteDialect {
  readonly #database: { prepare(sql: string): SqliteStatement; close(): void };

  /** The connection stays open when kysely is destroyed: whoever opened it closes it. */
  constructor(connection: Connection) {
    const database = {
      prepare: (sql: string): SqliteStatement => statementOf(connection, sql),
      close: (): void => undefined,
    };
    super({ database });
    this.#database = database;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#database });
  }
}

function statementOf(connection: Connection, sql: string): SqliteStatement {
  const statement = connection.prepare(sql);
  const values = (parameters: readonly unknown[]): readonly Bindable[] => parameters as readonly Bindable[];
  return {
    reader: statement.reader,
    all: (parameters) => statement.all(values(parameters)),
    run: (parameters) => ({ changes: statement.run(values(parameters)), lastInsertRowid: 0 }),
    iterate: (parameters) => statement.all(values(parameters)).values(),
  };
}
