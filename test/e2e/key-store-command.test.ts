/** `strongroom key-store` and keys in a store, as a user types it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { XksTestProxy } from '@strongroom/kms/testing/xks-proxy.js';
import { strongroom, type CommandResult } from '../harness/strongroom.js';
import { PROXY_HOST, startProxy } from '../harness/xks-ground.js';

describe('strongroom key-store', () => {
  const ready = inject('ready');
  const b = must(ready.tenants[1], 'two tenants');
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-key-store-'));
  const secretFile = join(folder, 'secret.txt');
  let proxy: XksTestProxy;
  beforeAll(async () => {
    proxy = await startProxy(inject('xks'));
  });
  afterAll(async () => {
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...parameters: string[]): Promise<CommandResult> =>
    strongroom(inject('readyFile'), [...parameters, '--tenant', b.accountId]);

  async function create(name: string) {
    const tenant = proxy.addTenant();
    const { accessKeyId, rawSecretAccessKey } = tenant.credential;
    writeFileSync(secretFile, `${rawSecretAccessKey}\n`);
    const where = ['--endpoint', `https://${PROXY_HOST}`, '--path', tenant.uriPath];
    const made = await run(
      'key-store',
      'create',
      name,
      ...where,
      '--access-key',
      accessKeyId,
      '--secret-file',
      secretFile,
    );
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).not.toContain(rawSecretAccessKey);
    return { tenant, id: made.stdout.trim() };
  }

  it('creates, connects, uses, renames, disconnects', async () => {
    const { tenant, id } = await create('by hand');
    expect(id).toMatch(/^cks-/);
    expect((await run('key-store', 'connect', 'by hand')).stdout).toBe('CONNECTED\n');
    const xksKey = tenant.addKey();
    const key = await run('key', 'create', '--key-store', 'by hand', '--xks-key', xksKey);
    expect(key.stdout).toMatch(/^arn:aws:kms:/);
    const shown = await run('key', 'describe', key.stdout.trim(), '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      keyMetadata: { customKeyStoreId: id, xksKeyConfiguration: { id: xksKey } },
    });
    expect((await run('key-store', 'update', id, '--name', 'renamed')).code).toBe(0);
    expect((await run('key-store', 'list')).stdout).toMatch(new RegExp(`${id} +renamed +CONNECTED +https://`));
    expect((await run('key-store', 'disconnect', 'renamed')).stdout).toBe('DISCONNECTED\n');
    const kept = await run('key-store', 'delete', id);
    expect(kept).toMatchObject({ code: 4, stderr: expect.stringContaining('CustomKeyStoreHasCMKs') as string });
  });

  it('says why a store does not connect, and deletes it', async () => {
    const { tenant, id } = await create('failing');
    tenant.mode = 'unavailable';
    const failed = await run('key-store', 'connect', 'failing');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('FAILED: XKS_PROXY_NOT_REACHABLE');
    expect((await run('key-store', 'disconnect', id)).code).toBe(0);
    expect(await run('key-store', 'delete', id)).toMatchObject({ code: 0, stdout: `${id}\n` });
  });

  it('half a credential is wrong usage', async () => {
    const half = await run('key-store', 'update', 'any', '--access-key', 'ABCDEFGHIJ2345672345');
    expect(half).toMatchObject({ code: 2, stderr: expect.stringContaining('--secret-file') as string });
  });
});
