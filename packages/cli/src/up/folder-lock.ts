/**
 * The lock of a data folder: a file that names its holder. It appears with its content in one step (link), so that it
 * is never empty. The lock of a
 * process that has ended is taken over; two starts that see the same dead holder race by rename, which only one of them
 * wins.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@strongroom/core/bytes.js';
import type { Rng } from '@strongroom/core/rng.js';
import { delay, type Monotonic } from '@strongroom/core/time.js';
import { CliError } from '../cli-error.js';
import { isErrno, PRIVATE_FILE_MODE, readSmallFile } from '../files.js';
import { identifyProcess, isAlive, type ProcessIdentity } from '../processes.js';

export const LOCK_WAIT_MS = 10_000;
const POLL_MS = 50;
/** After a take-over the winner looks again: a racing start may have moved its lock aside and put it back by then. */
const SETTLE_MS = 20;

interface LockContent extends ProcessIdentity {
  readonly host: string;
  readonly nonce: string;
}

export interface FolderLock {
  /** Gives the folder free. A second call does nothing. */
  release(): void;
}

export interface LockSources {
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  readonly waitMs?: number;
  /** Ends the wait. */
  readonly stop?: AbortSignal;
}

/**
 * Waits at most `waitMs` (10 s). @throws CliError naming the holder when it keeps the lock longer, or when told to
 * stop.
 */
export async function lockFolder(folder: string, sources: LockSources): Promise<FolderLock> {
  const file = join(folder, 'lock');
  const own = ownContent(sources.rng);
  const endMs = sources.monotonic.now() + (sources.waitMs ?? LOCK_WAIT_MS);
  for (;;) {
    const holder = await tryLock(file, own, sources.monotonic);
    if (holder === undefined) return { release: releaser(file, own) };
    if (sources.monotonic.now() >= endMs || sources.stop?.aborted === true) throw heldError(folder, holder);
    await delay(sources.monotonic, POLL_MS, sources.stop);
  }
}

/** Undefined when the lock is ours now, else who has it. */
async function tryLock(file: string, own: LockContent, monotonic: Monotonic): Promise<LockContent | undefined> {
  if (create(file, own)) return undefined;
  const text = readSmallFile(file);
  if (text === undefined) return tryOnce(file, own);
  const holder = parseLock(text);
  if (holder !== undefined && (holder.host !== own.host || isAlive(holder))) return holder;
  if (!moveAside(file, text, own)) return holder ?? unknownHolder(own);
  if (!create(file, own)) return parseLock(readSmallFile(file) ?? '') ?? unknownHolder(own);
  await delay(monotonic, SETTLE_MS);
  const settled = parseLock(readSmallFile(file) ?? '');
  return settled?.nonce === own.nonce ? undefined : (settled ?? unknownHolder(own));
}

function tryOnce(file: string, own: LockContent): LockContent | undefined {
  return create(file, own) ? undefined : (parseLock(readSmallFile(file) ?? '') ?? unknownHolder(own));
}

function create(file: string, own: LockContent): boolean {
  const draft = `${file}.${own.nonce}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: PRIVATE_FILE_MODE });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the dead holder's lock away. False when another start was faster; then its live lock is put back. */
function moveAside(file: string, expected: string, own: LockContent): boolean {
  const aside = `${file}.dead-${own.nonce}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
  try {
    if (readFileSync(aside, 'utf8') === expected) return true;
    linkSync(aside, file);
    return false;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaser(file: string, own: LockContent): () => void {
  let released = false;
  return () => {
    if (released) return;
    released = true;
    if (parseLock(readSmallFile(file) ?? '')?.nonce === own.nonce) rmSync(file, { force: true });
  };
}

function ownContent(rng: Rng): LockContent {
  const self = identifyProcess(process.pid) ?? { pid: process.pid, startTime: '' };
  return { ...self, host: hostname(), nonce: toHex(rng.bytes(8)) };
}

function unknownHolder(own: LockContent): LockContent {
  return { pid: 0, startTime: '', host: own.host, nonce: '' };
}

function parseLock(text: string): LockContent | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockContent> | null;
    if (typeof value?.pid !== 'number' || typeof value.nonce !== 'string') return undefined;
    return { pid: value.pid, startTime: String(value.startTime), host: String(value.host), nonce: value.nonce };
  } catch {
    return undefined;
  }
}

function heldError(folder: string, holder: LockContent): CliError {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new CliError(`the data folder ${folder} is in use by process ${String(holder.pid)}${where}`, {
    hints: [
      `stop that process (kill ${String(holder.pid)}), or wait until it has ended`,
      'or use another folder: strongroom up --data-dir DIR',
      'or a temporary one: strongroom up --ephemeral',
      ...(where === '' ? [] : [`if that machine is gone for good, remove ${join(folder, 'lock')}`]),
    ],
  });
}
