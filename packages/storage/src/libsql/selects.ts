/**
 * Prepared reads of one connection. A statement runs to its end within one call, so each sees the newest commit and
 * holds up no checkpoint.
 */
import type { Bindable, Connection, Statement } from './binding.js';

/** Reads typed by the row that the SQL selects; the SQL and its row type stand side by side at every use. */
export class Selects {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws SqliteFailure (as a rejection, like every read of the store). */
  first<Row>(sql: string, ...values: Bindable[]): Promise<Row | undefined> {
    return promised(() => this.#prepared(sql).first(values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: Bindable[]): Promise<Row[]> {
    return promised(() => this.#prepared(sql).all(values) as Row[]);
  }

  /** `sql` is one of a fixed set of texts: the cache cannot grow beyond the reads that exist. */
  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function promised<T>(read: () => T): Promise<T> {
  try {
    return Promise.resolve(read());
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** `SELECT` with a table's columns in schema order. */
export function selectFrom(table: string, columns: Readonly<Record<string, unknown>>): string {
  return `SELECT ${Object.keys(columns).join(', ')} FROM ${table}`;
}
