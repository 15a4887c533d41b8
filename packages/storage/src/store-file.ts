/** The store's file on disk: private, and ours. */
import { chmodSync, closeSync, fsyncSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { Connection } from './libsql/binding.js';
import { isCorrupt, isNotADatabase } from './libsql/result-codes.js';
import { StoreFileError } from './store-file-error.js';

/** `STRM` in the file's header (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x5354524d;

const OTHERS = 0o077;

/**
 * Creates the folder (0700) and an empty file (0600) where they are missing. SQLite gives its log files the mode of the
 * database file.
 * @throws StoreFileError when what exists can be read by others, or is not a plain file.
 */
export function prepareFile(file: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseOpenToOthers(lstatOf(folder), folder, '700');
  try {
    closeSync(openSync(file, 'wx', 0o600));
    // A umask can only have taken bits away; the owner's own must be there.
    chmodSync(file, 0o600);
    syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stats = lstatSync(file);
  if (!stats.isFile()) throw new StoreFileError(`${file} is not a plain file.`);
  refuseOpenToOthers(stats, file, '600');
}

/** A new file is only sure to be found after a power failure when its folder is on disk too. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function lstatOf(folder: string): Stats {
  const stats = lstatSync(folder);
  if (!stats.isDirectory()) throw new StoreFileError(`${folder} is not a folder of its own (a symbolic link?).`);
  return stats;
}

function refuseOpenToOthers(stats: Stats, path: string, mode: string): void {
  // Windows has no such bits; what it reports means nothing.
  if (process.platform === 'win32' || (stats.mode & OTHERS) === 0) return;
  throw new StoreFileError(`${path} is open to other users. Run: chmod ${mode} '${path}'`);
}

/** Marks a new database as ours, or checks the mark. @throws StoreFileError for a file of another application. */
export function claim(connection: Connection, file: string): void {
  const id = connection.pragma('application_id');
  if (id === APPLICATION_ID) return;
  const tables = connection.prepare('SELECT count(*) AS n FROM sqlite_master').first([])?.['n'];
  if (id !== 0 || tables !== 0) throw new StoreFileError(`${file} belongs to another application.`);
  connection.exec(`PRAGMA application_id=${String(APPLICATION_ID)}`);
}

/** @throws StoreFileError with SQLite's first findings when the file is damaged. */
export function checkIntegrity(connection: Connection, file: string): void {
  const findings = connection
    .prepare('PRAGMA quick_check(5)')
    .all([])
    .map((row) => String(row['quick_check']));
  if (findings.length !== 1 || findings[0] !== 'ok') throw damaged(file, findings.join('; '));
}

/**
 * What opening failed with, as a {@link StoreFileError} where the file itself is the reason. Any statement may be the
 * first to meet damage.
 */
export function fileErrorOf(error: unknown, file: string): unknown {
  if (isNotADatabase(error)) return new StoreFileError(`${file} is not a store of Strongroom.`, { cause: error });
  return isCorrupt(error) ? damaged(file, (error as Error).message, error) : error;
}

function damaged(file: string, finding: string, cause?: unknown): StoreFileError {
  return new StoreFileError(`${file} is damaged (${finding}). Restore it from a backup.`, { cause });
}
