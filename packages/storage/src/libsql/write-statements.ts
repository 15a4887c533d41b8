/**
 * Turns writes into prepared statements, cached by shape. Names come from columns.ts alone; values are always bound.
 */
import { assert, must } from '@strongroom/core/assert.js';
import { columnsOf, PRIMARY_KEYS, type Values } from '../columns.js';
import type { PlainWrite } from '../plain-write.js';
import type { Bindable, Connection, Statement } from './binding.js';

/** Shapes are few (one per call site); beyond this the cache starts anew rather than grow. */
const CACHED_SHAPES_MAX = 512;

export class WriteStatements {
  readonly #connection: Connection;
  readonly #byShape = new Map<string, Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Executes one write. @returns the number of rows touched. @throws SqliteFailure */
  run(write: PlainWrite): number {
    const { shape, values } = shapeOf(write);
    return this.#prepared(shape, write).run(values);
  }

  #prepared(shape: string, write: PlainWrite): Statement {
    const cached = this.#byShape.get(shape);
    if (cached !== undefined) return cached;
    if (this.#byShape.size >= CACHED_SHAPES_MAX) this.#byShape.clear();
    const statement = this.#connection.prepare(sqlOf(write));
    this.#byShape.set(shape, statement);
    return statement;
  }
}

/** Rows that `write` must touch. */
export function expectedRows(write: PlainWrite): number | 'any' {
  return 'row' in write ? 1 : write.rows;
}

function shapeOf(write: PlainWrite): { readonly shape: string; readonly values: Bindable[] } {
  switch (write.kind) {
    case 'insert':
    case 'upsert':
      return {
        shape: `${write.kind} ${write.table} ${Object.keys(write.row).join()}`,
        values: Object.values(write.row),
      };
    case 'update':
      return {
        shape: `update ${write.table} ${Object.keys(write.set).join()} ${matchShape(write.match)}`,
        values: [...Object.values(write.set), ...matchValues(write.match)],
      };
    case 'delete':
      return { shape: `delete ${write.table} ${matchShape(write.match)}`, values: matchValues(write.match) };
  }
}

/** A null in a match is a shape of its own: `= NULL` is never true in SQL. */
function matchShape(match: Values): string {
  return Object.entries(match)
    .map(([column, value]) => (value === null ? `${column}?` : column))
    .join();
}

function matchValues(match: Values): Bindable[] {
  return Object.values(match).filter((value) => value !== null);
}

function sqlOf(write: PlainWrite): string {
  const columns = must(columnsOf(write.table), 'the table is known');
  const known = (column: string): string => {
    assert(Object.hasOwn(columns, column), `${write.table} has no column "${column}"`);
    return column;
  };
  switch (write.kind) {
    case 'insert':
      return insertSql(write.table, Object.keys(write.row).map(known));
    case 'upsert':
      return upsertSql(write.table, Object.keys(write.row).map(known));
    case 'update': {
      const set = Object.keys(write.set).map((column) => `${known(column)} = ?`);
      return `UPDATE ${write.table} SET ${set.join(', ')} WHERE ${whereSql(write.match, known)}`;
    }
    case 'delete':
      return `DELETE FROM ${write.table} WHERE ${whereSql(write.match, known)}`;
  }
}

function insertSql(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

function upsertSql(table: PlainWrite['table'], columns: readonly string[]): string {
  const primary: readonly string[] = PRIMARY_KEYS[table];
  const rest = columns.filter((column) => !primary.includes(column)).map((column) => `${column} = excluded.${column}`);
  return `${insertSql(table, columns)} ON CONFLICT (${primary.join(', ')}) DO UPDATE SET ${rest.join(', ')}`;
}

function whereSql(match: Values, known: (column: string) => string): string {
  return Object.entries(match)
    .map(([column, value]) => (value === null ? `${known(column)} IS NULL` : `${known(column)} = ?`))
    .join(' AND ');
}
