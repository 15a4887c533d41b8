import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IdentityFile } from './identity-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('reads back what was written, in a folder and a file that are nobody else’s', () => {
  const file = new IdentityFile(join(folder, 'node'));
  expect(file.read()).toBeUndefined();
  file.write(new Uint8Array([1, 2, 3]));
  file.write(new Uint8Array([4, 5]));
  expect([...(file.read() ?? [])]).toEqual([4, 5]);
  expect(readdirSync(join(folder, 'node'))).toEqual(['identity.sealed']);
  expect(statSync(join(folder, 'node')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'node', 'identity.sealed')).mode & 0o777).toBe(0o600);
});

test('what a kill before the rename leaves is not read, and is overwritten by the next write', () => {
  const file = new IdentityFile(folder);
  file.write(new Uint8Array([1]));
  writeFileSync(join(folder, 'identity.sealed.new'), 'half a new ident');
  expect([...(file.read() ?? [])]).toEqual([1]);
  file.write(new Uint8Array([2]));
  expect([...(file.read() ?? [])]).toEqual([2]);
  expect(readdirSync(folder)).toEqual(['identity.sealed']);
});

test('removal leaves nothing, and may be repeated', () => {
  const file = new IdentityFile(folder);
  file.write(new Uint8Array([1]));
  writeFileSync(join(folder, 'identity.sealed.new'), 'x');
  file.remove();
  file.remove();
  expect(readdirSync(folder)).toEqual([]);
  expect(file.read()).toBeUndefined();
});

test('a file that is absurdly large is refused before it is read', () => {
  const file = new IdentityFile(folder);
  writeFileSync(join(folder, 'identity.sealed'), new Uint8Array(2 * 1024 * 1024));
  expect(() => file.read()).toThrow(/too large/);
});
