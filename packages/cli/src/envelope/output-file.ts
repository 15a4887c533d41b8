/**
 * A file that appears whole or not at all: written under another name beside its place, synced, and moved there at the
 * end. After a failure nothing is left; after kill -9 at most the file with `.partial-` in its name, which no command
 * takes for a result.
 */
import { rmSync } from 'node:fs';
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toHex } from '@strongroom/core/bytes.js';
import type { Rng } from '@strongroom/core/rng.js';
import { CliError } from '../cli-error.js';
import { isErrno, syncFolder } from '../files.js';

export interface OutputFileOptions {
  readonly path: string;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly mode: number;
  readonly rng: Rng;
}

/**
 * Calls `produce` with a writer and puts the result in place when it returns. @throws CliError when the file exists
 * already.
 */
export async function writeOutputFile(
  options: OutputFileOptions,
  produce: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { path } = options;
  const partial = join(dirname(path), `.${basename(path)}.partial-${toHex(options.rng.bytes(6))}`);
  const handle = await open(partial, 'wx', options.mode);
  const removeOnExit = removeWhenEnded(partial);
  try {
    await produceInto(handle, produce);
    if (options.force) await rename(partial, path);
    else await linkNew(partial, path);
    syncFolder(dirname(path));
  } finally {
    removeOnExit.off();
    await rm(partial, { force: true });
  }
}

async function produceInto(
  handle: FileHandle,
  produce: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await produce(async (bytes) => {
      await handle.writeFile(bytes);
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Like rename, but never over a file that is there: checking before would leave a moment in between. */
async function linkNew(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw existsError(path);
    throw error;
  }
}

export function existsError(path: string): CliError {
  return new CliError(`${path} exists already`, { hints: ['replace it with --force, or name another: --output FILE'] });
}

/** Removes the partial file also when a signal or a bug ends the process. */
function removeWhenEnded(partial: string): { off: () => void } {
  const onExit = (): void => {
    rmSync(partial, { force: true });
  };
  process.on('exit', onExit);
  return { off: () => process.off('exit', onExit) };
}
