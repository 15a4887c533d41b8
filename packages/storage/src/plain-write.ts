/** A {@link Write} checked against the schema, with the types that statements are built from. */
import { assert, must } from '@strongroom/core/assert.js';
import { type ColumnType, columnsOf, type Value, type Values, WRITABLE_TABLES } from './columns.js';
import { UNIT_MAX_WRITE_BYTES, UNIT_MAX_WRITES } from './limits.js';
import type { Tables } from './schema.js';
import type { Write } from './store.js';

export type PlainWrite =
  | { readonly kind: 'insert' | 'upsert'; readonly table: keyof Tables; readonly row: Values }
  | {
      readonly kind: 'update';
      readonly table: keyof Tables;
      readonly match: Values;
      readonly set: Values;
      readonly rows: number | 'any';
    }
  | { readonly kind: 'delete'; readonly table: keyof Tables; readonly match: Values; readonly rows: number | 'any' };

/** What a row costs beyond its values, for the queue's account of memory. */
const WRITE_OVERHEAD_BYTES = 64;

/**
 * Checks table, columns and value types of every write, so that a caller's bug fails that caller alone and never a
 * whole group.
 * @returns copies, which the caller can no longer change, and the bytes of all values, roughly, for the queue's bound.
 * @throws AssertionFailure naming table and column, never a value.
 */
export function plainWrites(writes: readonly Write[]): { readonly writes: PlainWrite[]; readonly bytes: number } {
  assert(writes.length <= UNIT_MAX_WRITES, 'a unit has too many writes');
  const plain = writes as readonly unknown[] as readonly PlainWrite[];
  let bytes = 0;
  for (const write of plain) bytes += checkWrite(write);
  assert(bytes <= UNIT_MAX_WRITE_BYTES, 'the writes of a unit are too large');
  return { writes: plain.map(copyWrite), bytes };
}

function copyWrite(write: PlainWrite): PlainWrite {
  switch (write.kind) {
    case 'insert':
    case 'upsert':
      return { kind: write.kind, table: write.table, row: copyValues(write.row) };
    case 'update':
      return { ...write, match: copyValues(write.match), set: copyValues(write.set) };
    case 'delete':
      return { ...write, match: copyValues(write.match) };
  }
}

/**
 * Blobs become arrays of exactly their length: cloning a view to another thread would take its whole pool along, with
 * what lies beside it.
 */
function copyValues(values: Values): Values {
  const copy: Record<string, Value> = {};
  for (const [column, value] of Object.entries(values)) {
    copy[column] = value instanceof Uint8Array ? new Uint8Array(value) : value;
  }
  return copy;
}

function checkWrite(write: PlainWrite): number {
  const { table } = write;
  assert(WRITABLE_TABLES.has(table), `"${table}" is not a table that a unit may write`);
  const columns = must(columnsOf(table), 'a writable table has columns');
  switch (write.kind) {
    case 'insert':
    case 'upsert':
      for (const column of Object.keys(columns))
        assert(Object.hasOwn(write.row, column), `${table}.${column} is missing`);
      return WRITE_OVERHEAD_BYTES + checkValues(table, columns, write.row);
    case 'update':
      checkRows(write.rows);
      assert(Object.keys(write.match).length > 0, `an update of ${table} matches every row`);
      assert(Object.keys(write.set).length > 0, `an update of ${table} sets nothing`);
      return WRITE_OVERHEAD_BYTES + checkValues(table, columns, write.match) + checkValues(table, columns, write.set);
    case 'delete':
      checkRows(write.rows);
      assert(Object.keys(write.match).length > 0, `a delete from ${table} matches every row`);
      return WRITE_OVERHEAD_BYTES + checkValues(table, columns, write.match);
  }
}

function checkRows(rows: number | 'any'): void {
  assert(rows === 'any' || (Number.isSafeInteger(rows) && rows >= 0), 'rows is a count or "any"');
}

function checkValues(table: string, columns: Readonly<Record<string, ColumnType>>, values: Values): number {
  let bytes = 0;
  for (const [column, value] of Object.entries(values)) {
    const type = Object.hasOwn(columns, column) ? columns[column] : undefined;
    assert(type !== undefined, `${table} has no column "${column}"`);
    assert(fits(type, value), `${table}.${column} holds ${type}, got ${typeof value}`);
    bytes += typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.length : 8;
  }
  return bytes;
}

/** The engine reads a text up to its first NUL: what follows would be there and never be seen again. */
function isWhole(text: string): boolean {
  return !text.includes('\0');
}

function fits(type: ColumnType, value: Value): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && isWhole(value);
    case 'text?':
      return value === null || (typeof value === 'string' && isWhole(value));
    case 'integer':
      return Number.isSafeInteger(value);
    case 'integer?':
      return value === null || Number.isSafeInteger(value);
    case 'blob':
      return value instanceof Uint8Array;
  }
}
