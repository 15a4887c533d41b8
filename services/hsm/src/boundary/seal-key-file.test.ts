import { chmodSync, existsSync, linkSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SystemRng } from '@strongroom/core/rng.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { createSealKey, destroySealKey, readSealKey, SealKeyError } from './seal-key-file.js';

const rng = new SystemRng();
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seal-'));
  path = join(folder, 'fuses', 'seal.key');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a key that was made is read back', () => {
  expect(readSealKey(path)).toBeUndefined();
  const made = createSealKey(path, rng);
  expect(readSealKey(path)?.expose(SECRET_ACCESS)).toEqual(made.expose(SECRET_ACCESS));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a key that others may read, or of another length, is refused', () => {
  createSealKey(path, rng);
  chmodSync(path, 0o640);
  expect(() => readSealKey(path)).toThrow(SealKeyError);
  chmodSync(path, 0o600);
  writeFileSync(path, 'short');
  expect(() => readSealKey(path)).toThrow(SealKeyError);
});

test('destruction overwrites the bytes before it removes the name, and may be repeated', () => {
  createSealKey(path, rng);
  const link = join(folder, 'second-name');
  linkSync(path, link);
  destroySealKey(path);
  destroySealKey(path);
  expect(existsSync(path)).toBe(false);
  expect(readFileSync(link).every((byte) => byte === 0)).toBe(true);
});
