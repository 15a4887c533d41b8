import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insert, keyRow, unit } from './contract/sample-rows.js';
import { Connection } from './libsql/binding.js';
import { openStore, type OpenStoreOptions } from './open-store.js';
import { StoreFileError } from './store-file-error.js';
import { StoreUnavailableError } from './store.js';

describe('openStore', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-open-'));
    file = join(folder, 'data', 'strongroom.db');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const open = (options: Partial<OpenStoreOptions> = {}) =>
    openStore({ file, frontEndId: 'fe-1', clock: systemRealTime, monotonic: systemMonotonic, ...options });

  const modeOf = (path: string): number => statSync(path).mode & 0o777;

  it('makes a private folder and private files', async () => {
    const store = await open();
    await store.commit(unit('e'));
    expect(modeOf(join(folder, 'data'))).toBe(0o700);
    const files = readdirSync(join(folder, 'data'));
    expect(files).toContain('strongroom.db-wal');
    for (const name of files) expect(modeOf(join(folder, 'data', name)), name).toBe(0o600);
    await store.close();
  });

  it('close moves everything into the database file', async () => {
    const store = await open();
    await store.commit(unit('', [insert('kms_keys', keyRow('k'))]));
    await store.close();
    expect(() => statSync(`${file}-wal`).size).toSatisfy((size: () => number) => {
      try {
        return size() === 0;
      } catch {
        return true;
      }
    });
    await expect(store.reads.kmsKey('eu-central-1', 'k')).rejects.toThrow();
  });

  it('refuses a folder or a file that others can read', async () => {
    mkdirSync(join(folder, 'data'), { mode: 0o755 });
    await expect(open()).rejects.toThrow(/chmod 700/);
    chmodSync(join(folder, 'data'), 0o700);
    writeFileSync(file, '', { mode: 0o644 });
    await expect(open()).rejects.toThrow(/chmod 600/);
    chmodSync(file, 0o600);
    await (await open()).close();
  });

  it('refuses a symbolic link in place of the file or the folder', async () => {
    mkdirSync(join(folder, 'real'), { mode: 0o700 });
    symlinkSync(join(folder, 'real'), join(folder, 'data'));
    await expect(open()).rejects.toThrow(StoreFileError);
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'real', 'linked.db'));
    await expect(open({ file: join(folder, 'real', 'linked.db') })).rejects.toThrow(StoreFileError);
  });

  it('refuses what is no database, and leaves it as it is', async () => {
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    writeFileSync(file, 'not a database at all, but long enough to have a header of its own'.repeat(20), {
      mode: 0o600,
    });
    const before = statSync(file).mtimeMs;
    await expect(open()).rejects.toThrow(/is not a store of Strongroom/);
    expect(statSync(file).mtimeMs).toBe(before);
  });

  it("refuses another application's database, and changes nothing in it", async () => {
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    const other = new Connection(file, 0);
    other.exec('CREATE TABLE theirs (a)');
    chmodSync(file, 0o600);
    await expect(open()).rejects.toThrow(/another application/);
    expect(other.pragma('journal_mode')).toBe('delete');
    other.exec('DROP TABLE theirs; PRAGMA application_id=12345');
    await expect(open()).rejects.toThrow(/another application/);
    other.close();
  });

  it('finds damage when asked to look', async () => {
    const store = await open();
    const rows = Array.from({ length: 200 }, (_, index) => insert('kms_keys', keyRow(`k${String(index)}`)));
    await store.commit(unit('e', rows));
    await store.close();
    await (await open({ integrity: 'quick' })).close();
    const size = statSync(file).size;
    const handle = openSync(file, 'r+');
    for (let page = 2; page < size / 4096; page++) writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, page * 4096);
    await expect(open({ integrity: 'quick' })).rejects.toThrow(StoreFileError);
  });

  it('takes any front end id of its alphabet and no other', async () => {
    for (const frontEndId of ['', 'a b', 'x'.repeat(65), 'ä', 'a/b']) {
      await expect(open({ frontEndId })).rejects.toThrow(/front end id/);
    }
  });

  it('fails when the writer cannot start, and leaves nothing running', async () => {
    const spawned: string[] = [];
    const attempt = open({
      spawn: (_data, listener) => {
        spawned.push('writer');
        queueMicrotask(() => {
          listener.down(new Error('no thread'));
        });
        return { post: () => undefined, terminate: () => undefined };
      },
    });
    await expect(attempt).rejects.toThrow(StoreUnavailableError);
    expect(spawned).toHaveLength(1);
  });

  it('opens at once in two places', async () => {
    const stores = await Promise.all([open({ frontEndId: 'fe-1' }), open({ frontEndId: 'fe-2' })]);
    await Promise.all(stores.map((store, index) => store.commit(unit(`e${String(index)}`))));
    expect(await stores[0].reads.auditFrontEnds()).toEqual(['fe-1', 'fe-2']);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('two writers of one front end continue one chain', async () => {
    const [a, b] = [await open(), await open()];
    for (let round = 0; round < 5; round++) await Promise.all([a.commit(unit('a')), b.commit(unit('b'))]);
    const segments = await a.reads.auditSegments('fe-1', 0, 16);
    expect(segments.map((segment) => segment.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await a.close();
    await b.close();
  });
});
