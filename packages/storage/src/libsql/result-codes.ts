/** SQLite result codes that change what the store does (https://www.sqlite.org/rescode.html). */
import { SqliteFailure } from './binding.js';

const CONSTRAINT = 19;
const NOTADB = 26;
const CORRUPT = 11;

/** Unique key, primary key, rowid and foreign key: the rows are not what the caller believed. */
const CONFLICTS: ReadonlySet<number> = new Set([2067, 1555, 2579, 787, 1811]);

/**
 * `conflict`: decide again from fresh rows. `bug`: the write can never succeed (NOT NULL, CHECK, a type).
 * `unavailable`: the engine or the disk failed, and with it the whole group.
 */
export function classify(error: unknown): 'conflict' | 'bug' | 'unavailable' {
  if (!(error instanceof SqliteFailure)) return 'bug';
  if (CONFLICTS.has(error.resultCode)) return 'conflict';
  return error.primaryCode === CONSTRAINT ? 'bug' : 'unavailable';
}

export function isNotADatabase(error: unknown): boolean {
  return error instanceof SqliteFailure && error.primaryCode === NOTADB;
}

export function isCorrupt(error: unknown): boolean {
  return error instanceof SqliteFailure && error.primaryCode === CORRUPT;
}
