import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { file, isGenerated, isTest, lineAt, readRepository, Repository } from './repository.js';

describe('repository', () => {
  const root = mkdtempSync(join(tmpdir(), 'tidy-'));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('reads an archive that has no history, and not what builds leave', () => {
    const manifest = JSON.stringify({ name: '@strongroom/core', dependencies: { zod: '1.0.0' } });
    const contents = {
      'packages/core/package.json': manifest,
      'packages/core/dist/a.js': '',
      'node_modules/b/c.js': '',
    };
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const repository = readRepository(root);
    expect([...repository.files.keys()]).toEqual(['packages/core/package.json']);
    expect(repository.workspaces.get('@strongroom/core')?.dependencies.get('zod')).toBe('1.0.0');
  });

  it('knows tests and generated files from the product', () => {
    expect(isTest('packages/rpc/src/a.test.ts')).toBe(true);
    expect(isTest('packages/hsm-client/src/testing/fake-node.ts')).toBe(true);
    expect(isTest('packages/rpc/src/a.ts')).toBe(false);
    expect(isGenerated('packages/proto/src/gen/kms-model.ts')).toBe(true);
    const repository = new Repository([file('packages/rpc/src/a.ts', ''), file('packages/rpc/src/a.test.ts', '')]);
    expect(repository.productSources().map((each) => each.path)).toEqual(['packages/rpc/src/a.ts']);
  });

  it('counts lines from 1', () => {
    expect([0, 1, 2, 3].map((index) => lineAt('a\nb\n', index))).toEqual([1, 1, 2, 2]);
  });
});
