/** Files that are either the old or the new version after a crash, never a part of one. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export const PRIVATE_FILE_MODE = 0o600;
export const PUBLIC_FILE_MODE = 0o644;
export const PRIVATE_FOLDER_MODE = 0o700;
/** Of the small files that this program keeps: more is not its own. */
const SMALL_FILE_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Replaces `file` by rename. A crash leaves the old version, and at most a `.tmp` beside it that the next write
 * replaces. Callers hold the folder's lock.
 */
export function writeFileAtomic(file: string, content: string, mode: number = PRIVATE_FILE_MODE): void {
  const temporary = `${file}.tmp`;
  rmSync(temporary, { force: true }); // a left-over could have another mode
  const descriptor = openSync(temporary, 'wx', mode);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** Makes a rename or a removal in `folder` survive a power failure. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
}

/**
 * The text of a small file; undefined when there is none. @throws Error when it is unreadable or larger than any that
 * this program writes.
 */
export function readSmallFile(file: string): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > SMALL_FILE_MAX_BYTES) throw new Error(`${file} is larger than any file that belongs there`);
    return bytes.toString('utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
