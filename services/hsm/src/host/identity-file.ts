/**
 * The sealed identity on disk. Written beside, synced, renamed, and the folder synced: after kill -9 the file is the
 * old one or the new one, and once `write` has returned it is the new one.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Far above any identity; a larger file is not ours. */
const IDENTITY_MAX_BYTES = 1024 * 1024;

export class IdentityFile {
  readonly #folder: string;
  readonly #path: string;

  /** Makes the folder (0700) if there is none. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#path = join(folder, 'identity.sealed');
  }

  /** Undefined when the node has none yet. @throws Error when it cannot be read or is absurdly large. */
  read(): Uint8Array | undefined {
    try {
      if (statSync(this.#path).size > IDENTITY_MAX_BYTES) throw new RangeError('the sealed identity file is too large');
      return readFileSync(this.#path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** @throws Error when the disk refuses: nothing has changed then. */
  write(sealed: Uint8Array): void {
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeFully(file, sealed);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
    syncFolder(this.#folder);
  }

  remove(): void {
    for (const path of [this.#path, `${this.#path}.new`]) {
      try {
        unlinkSync(path);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    syncFolder(this.#folder);
  }
}

function writeFully(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
