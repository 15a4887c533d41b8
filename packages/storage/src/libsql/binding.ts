/**
 * The one module that imports libsql. The native library aborts the whole process on some binds (a boolean anywhere, a
 * lone object), so every statement here takes exactly one array, and only values that are safe get through. What is
 * used is the subset that better-sqlite3 shares, so that the engine can be swapped in this file.
 */
import Database from 'libsql';

/** What may be bound. Booleans become 0 or 1. */
export type Bindable = string | number | bigint | boolean | Uint8Array | null;

/** What a column yields. Integers beyond 2^53 do not occur in our tables. */
export type Column = string | number | Uint8Array | null;

export type RowOf = Readonly<Record<string, Column>>;

/** An error that SQLite reported. `resultCode` is the extended result code (https://www.sqlite.org/rescode.html). */
export class SqliteFailure extends Error {
  override readonly name = 'SqliteFailure';
  readonly resultCode: number;

  constructor(message: string, resultCode: number, options?: ErrorOptions) {
    super(message, options);
    this.resultCode = resultCode;
  }

  /** The low byte: the primary result code. */
  get primaryCode(): number {
    return this.resultCode & 0xff;
  }
}

export class Statement {
  readonly #statement: Database.Statement;

  constructor(statement: Database.Statement) {
    this.#statement = statement;
  }

  /** True when the statement yields rows. */
  get reader(): boolean {
    return this.#statement.reader;
  }

  /** Runs to completion. @returns how many rows an INSERT, UPDATE or DELETE touched. @throws SqliteFailure */
  run(values: readonly Bindable[]): number {
    return translating(() => this.#statement.run(bind(values)).changes);
  }

  /**
   * The first row, or undefined. The statement is reset before this returns, so it holds no snapshot. @throws
   * SqliteFailure
   */
  first(values: readonly Bindable[]): RowOf | undefined {
    return this.all(values)[0];
  }

  /** @throws SqliteFailure */
  all(values: readonly Bindable[]): RowOf[] {
    return translating(() => {
      const rows = this.#statement.all(bind(values)) as Record<string, Column | ArrayBuffer>[];
      for (const row of rows) {
        for (const name in row) {
          const value = row[name];
          // libsql hands blobs out as bare ArrayBuffers.
          if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
        }
      }
      return rows as RowOf[];
    });
  }
}

/** One connection, used by one thread. */
export class Connection {
  readonly #database: Database.Database;

  /** Opens or creates `file`. @throws SqliteFailure */
  constructor(file: string, busyTimeoutMs: number) {
    this.#database = translating(() => new Database(file, { timeout: busyTimeoutMs }));
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  prepare(sql: string): Statement {
    return new Statement(translating(() => this.#database.prepare(sql)));
  }

  /** Runs statements without parameters. Only constant texts come here. @throws SqliteFailure */
  exec(sql: string): void {
    translating(() => this.#database.exec(sql));
  }

  /** The first column of the first row that `PRAGMA name` yields, e.g. `pragma('synchronous')`. */
  pragma(name: string): Column | undefined {
    const row = this.prepare(`PRAGMA ${name}`).first([]);
    return row === undefined ? undefined : Object.values(row)[0];
  }

  close(): void {
    this.#database.close();
  }
}

type Bound = string | number | bigint | Uint8Array | null;

function bind(values: readonly Bindable[]): Bound[] {
  return values.map((value) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    // Callers' types say so already; but a wrong value here would not throw, it would end the process.
    if (!isBound(value)) throw new TypeError('"bind" expected a SQL value');
    return value;
  });
}

function isBound(value: unknown): value is Bound {
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'bigint' || value === null || value instanceof Uint8Array;
}

function translating<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    const raw = (error as { rawCode?: unknown }).rawCode;
    if (error instanceof Error && typeof raw === 'number') {
      throw new SqliteFailure(error.message, raw, { cause: error });
    }
    throw error;
  }
}
