/**
 * Rows in memory with the constraints of the migrations: the plainest reading of what a unit does, to check engines
 * against.
 */
import { PRIMARY_KEYS, type Value, type Values } from '../columns.js';
import type { PlainWrite } from '../plain-write.js';
import type { AllTables, Tables } from '../schema.js';

type Undo = () => void;

/** What refers to a key's row: its columns, in the order (region, key_id). */
const REFERENCES: readonly { readonly table: keyof Tables; readonly columns: readonly [string, string] }[] = [
  { table: 'key_materials', columns: ['region', 'key_id'] },
  { table: 'key_last_usages', columns: ['region', 'key_id'] },
  { table: 'aliases', columns: ['region', 'target_key_id'] },
  { table: 'key_tags', columns: ['region', 'key_id'] },
  { table: 'grants', columns: ['region', 'key_id'] },
];

export class MemoryTables {
  readonly #rows = new Map<string, Map<string, Values>>();

  /** All rows of a table, in no order. The caller must not change them. */
  rows<T extends keyof AllTables>(table: T): readonly AllTables[T][] {
    return [...this.#table(table).values()] as unknown as AllTables[T][];
  }

  /** Applies all writes or none. @returns the table at which it met a conflict, or undefined. */
  apply(writes: readonly PlainWrite[]): keyof Tables | undefined {
    const undo: Undo[] = [];
    for (const write of writes) {
      if (this.#apply(write, undo)) continue;
      for (const step of undo.reverse()) step();
      return write.table;
    }
    return undefined;
  }

  #table(name: string): Map<string, Values> {
    let table = this.#rows.get(name);
    if (table === undefined) {
      table = new Map();
      this.#rows.set(name, table);
    }
    return table;
  }

  #apply(write: PlainWrite, undo: Undo[]): boolean {
    switch (write.kind) {
      case 'insert':
        return !this.#table(write.table).has(keyOf(write.table, write.row)) && this.#put(write.table, write.row, undo);
      case 'upsert':
        return this.#put(write.table, write.row, undo);
      case 'update': {
        const matched = this.#matching(write.table, write.match);
        if (write.rows !== 'any' && write.rows !== matched.length) return false;
        return matched.every((row) => this.#replace(write.table, row, { ...row, ...write.set }, undo));
      }
      case 'delete': {
        const matched = this.#matching(write.table, write.match);
        if (write.rows !== 'any' && write.rows !== matched.length) return false;
        for (const row of matched) this.#remove(write.table, row, undo);
        return matched.every((row) => write.table !== 'kms_keys' || !this.#isReferred(row));
      }
    }
  }

  #put(table: keyof Tables, row: Values, undo: Undo[]): boolean {
    const rows = this.#table(table);
    const primary = keyOf(table, row);
    const before = rows.get(primary);
    rows.set(primary, row);
    undo.push(() => (before === undefined ? rows.delete(primary) : rows.set(primary, before)));
    return this.#refersWell(table, row);
  }

  #replace(table: keyof Tables, before: Values, after: Values, undo: Undo[]): boolean {
    if (keyOf(table, before) === keyOf(table, after)) return this.#put(table, after, undo);
    if (this.#table(table).has(keyOf(table, after))) return false;
    this.#remove(table, before, undo);
    return this.#put(table, after, undo) && (table !== 'kms_keys' || !this.#isReferred(before));
  }

  #remove(table: keyof Tables, row: Values, undo: Undo[]): void {
    const rows = this.#table(table);
    const primary = keyOf(table, row);
    rows.delete(primary);
    undo.push(() => rows.set(primary, row));
  }

  #matching(table: keyof Tables, match: Values): Values[] {
    const wanted = Object.entries(match);
    return [...this.#table(table).values()].filter((row) =>
      wanted.every(([column, value]) => sameValue(row[column] ?? null, value)),
    );
  }

  #refersWell(table: keyof Tables, row: Values): boolean {
    const reference = REFERENCES.find((candidate) => candidate.table === table);
    if (reference === undefined) return true;
    const [region, keyId] = reference.columns;
    return this.#table('kms_keys').has(JSON.stringify([row[region], row[keyId]]));
  }

  #isReferred(key: Values): boolean {
    return REFERENCES.some(({ table, columns: [region, keyId] }) =>
      [...this.#table(table).values()].some((row) => row[region] === key['region'] && row[keyId] === key['key_id']),
    );
  }
}

function keyOf(table: keyof Tables, row: Values): string {
  return JSON.stringify(PRIMARY_KEYS[table].map((column) => row[column]));
}

function sameValue(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
