/** `strongroom encrypt|decrypt`: envelope encryption of files of any size, and nothing left behind of what fails. */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createAlias, createKey, flipBit } from '../harness/fixtures.js';
import { strongroom as runStrongroom } from '../harness/strongroom.js';

const LARGE_FILE_BYTES = 100 * 1024 * 1024;

describe('strongroom encrypt and decrypt', () => {
  const ready = inject('ready');
  const readyFile = inject('readyFile');
  const tenant = must(ready.tenants[0], 'a tenant');
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-files-'));
  const door = new GrpcDoor(ready);
  let alias: string;

  beforeAll(async () => {
    alias = await createAlias(door, tenant, await createKey(door, tenant));
  });
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function strongroom(...parameters: string[]): Promise<{ readonly code: number; readonly output: string }> {
    const { code, stdout, stderr } = await runStrongroom(readyFile, parameters, folder);
    return { code, output: stdout + stderr };
  }

  async function digest(file: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }

  it('a file of 100 MB comes back as it was', async () => {
    const [plain, sealed, back] = ['large', 'large.sealed', 'large.back'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const file = openSync(plain, 'w');
    for (let written = 0; written < LARGE_FILE_BYTES; written += 1 << 20) writeSync(file, randomBytes(1 << 20));
    closeSync(file);
    const encrypted = await strongroom(
      'encrypt',
      plain,
      '--key',
      alias,
      '--context',
      'purpose=test',
      '--output',
      sealed,
    );
    expect(encrypted, encrypted.output).toMatchObject({ code: 0 });
    expect(statSync(sealed).size).toBeGreaterThan(LARGE_FILE_BYTES);
    const decrypted = await strongroom('decrypt', sealed, '--context', 'purpose=test', '--output', back);
    expect(decrypted, decrypted.output).toMatchObject({ code: 0 });
    expect(await digest(back)).toBe(await digest(plain));
    for (const each of [plain, sealed, back]) rmSync(each);
  });

  describe('refuses with a clear error and leaves nothing behind', () => {
    const plain = join(folder, 'small');
    const sealed = join(folder, 'small.sealed');
    const back = join(folder, 'small.back');
    beforeAll(async () => {
      writeFileSync(plain, randomBytes(300_000));
      const { code, output } = await strongroom(
        'encrypt',
        plain,
        '--key',
        alias,
        '--context',
        'a=1',
        '--output',
        sealed,
      );
      expect(code, output).toBe(0);
    });

    async function refused(file: string, context: string): Promise<string> {
      const before = readdirSync(folder).sort();
      const { code, output } = await strongroom('decrypt', file, '--context', context, '--output', back);
      expect(code, output).not.toBe(0);
      expect(existsSync(back)).toBe(false);
      expect(readdirSync(folder).sort()).toEqual(before);
      expect(output).not.toMatch(/\n\s+at .*\.js:\d+/);
      return output;
    }

    it('another context', async () => {
      expect(await refused(sealed, 'a=2')).toMatch(/context/i);
    });

    it.each(['the header', 'the middle', 'the last byte'])('a bit flipped in %s', async (where) => {
      const content = readFileSync(sealed);
      const bit = { 'the header': 8 * 40, 'the middle': content.length * 4, 'the last byte': content.length * 8 - 1 }[
        where
      ];
      const changed = join(folder, 'changed');
      writeFileSync(changed, flipBit(content, must(bit, 'a place')));
      await refused(changed, 'a=1');
      rmSync(changed);
    });

    it('a file that was cut short', async () => {
      const cut = join(folder, 'cut');
      const content = readFileSync(sealed);
      for (const length of [content.length - 1, 70_000, 10, 0]) {
        writeFileSync(cut, content.subarray(0, length));
        await refused(cut, 'a=1');
      }
      rmSync(cut);
    });
  });
});
