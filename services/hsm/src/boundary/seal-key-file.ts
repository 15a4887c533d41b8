/**
 * The file that stands for hardware fuses: 32 random bytes, 0600, read only by the root worker. Whoever has both it and
 * the sealed identity has the node; THREAT-MODEL says so.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Rng } from '@strongroom/core/rng.js';
import { AES_256_KEY_BYTES } from '@strongroom/crypto/engine.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';

/** The seal key cannot be used; the message says why and is for the operator. */
export class SealKeyError extends Error {
  override readonly name = 'SealKeyError';
}

/** Undefined when there is no file. @throws SealKeyError when it is open to others or has another length. */
export function readSealKey(path: string): SecretBytes | undefined {
  const file = openIfPresent(path);
  if (file === undefined) return undefined;
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & 0o077) !== 0) throw new SealKeyError('the seal key file is open to others: chmod 600 it');
    if (size !== AES_256_KEY_BYTES) throw new SealKeyError('the seal key file does not hold 32 bytes');
    const bytes = new Uint8Array(AES_256_KEY_BYTES);
    if (readSync(file, bytes) !== AES_256_KEY_BYTES) throw new SealKeyError('the seal key file cannot be read');
    return SecretBytes.own(bytes);
  } finally {
    closeSync(file);
  }
}

/** Makes a new key, durable before it is used: an identity sealed under a key that is lost would be lost with it. */
export function createSealKey(path: string, rng: Pick<Rng, 'bytes'>): SecretBytes {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const bytes = rng.bytes(AES_256_KEY_BYTES);
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return SecretBytes.own(bytes);
}

/** Overwrites and removes the key. Once this has returned, every copy of the sealed identity is worthless. */
export function destroySealKey(path: string): void {
  let size: number;
  try {
    size = readFileSync(path).length;
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const file = openSync(path, 'r+');
  try {
    writeSync(file, new Uint8Array(Math.max(size, AES_256_KEY_BYTES)), 0, undefined, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  unlinkSync(path);
  syncFolder(dirname(path));
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
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
