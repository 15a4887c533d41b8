import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDemoTenants } from './demo-tenants.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-tenants-'));
  file = join(folder, 'credentials.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const DAY_S = 86_400;

/** A service that keeps tenants and access keys, and counts what is made. */
function fakeService() {
  const tenants: { accountId: string; name: string; rootArn: string }[] = [];
  const accessKeys: { accessKeyId: string; principalArn: string }[] = [];
  const counts = { accessKeys: 0, tokens: 0 };
  const clock = { seconds: 1_800_000_000 };
  const admin = {
    listTenants: () => Promise.resolve({ tenants }),
    createTenant: ({ accountId, name }: { accountId: string; name: string }) => {
      const tenant = { accountId, name, rootArn: `arn:aws:iam::${accountId}:root` };
      tenants.push(tenant);
      return Promise.resolve(tenant);
    },
    listAccessKeys: ({ principalArn }: { principalArn: string }) =>
      Promise.resolve({ accessKeys: accessKeys.filter((each) => each.principalArn === principalArn) }),
    createAccessKey: ({ principalArn }: { principalArn: string }) => {
      counts.accessKeys += 1;
      const accessKeyId = `AKIA${String(counts.accessKeys)}`;
      accessKeys.push({ accessKeyId, principalArn });
      return Promise.resolve({ accessKeyId, secretAccessKey: `secret-${String(counts.accessKeys)}` });
    },
    createBearerToken: ({ validDays }: { validDays: number }) => {
      counts.tokens += 1;
      const expiresAt = { seconds: clock.seconds + validDays * DAY_S };
      return Promise.resolve({ token: `token-${String(counts.tokens)}`, expiresAt });
    },
    getClock: () => Promise.resolve({ now: { seconds: clock.seconds } }),
  };
  return { admin: admin as unknown as AdminClient, counts, clock, accessKeys };
}

describe('demo tenants', () => {
  it('are made once and are the same at the next start', async () => {
    const { admin, counts } = fakeService();
    const first = await ensureDemoTenants(admin, file);
    expect(first).toEqual([
      {
        accountId: '111122223333',
        name: 'demo-a',
        arn: 'arn:aws:iam::111122223333:root',
        accessKeyId: 'AKIA1',
        secretAccessKey: 'secret-1',
        token: 'token-1',
      },
      expect.objectContaining({ accountId: '444455556666', name: 'demo-b', accessKeyId: 'AKIA2' }),
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await ensureDemoTenants(admin, file)).toEqual(first);
    expect(counts).toEqual({ accessKeys: 2, tokens: 2 });
  });

  it('get new credentials when the service does not know the old ones', async () => {
    const { admin, accessKeys } = fakeService();
    await ensureDemoTenants(admin, file);
    accessKeys.length = 0;
    const [a] = await ensureDemoTenants(admin, file);
    expect(a?.accessKeyId).toBe('AKIA3');
  });

  it('keep the access key and renew a token that is about to expire', async () => {
    const { admin, clock } = fakeService();
    const [before] = await ensureDemoTenants(admin, file);
    clock.seconds += 3640 * DAY_S;
    const [after] = await ensureDemoTenants(admin, file);
    expect(after?.accessKeyId).toBe(before?.accessKeyId);
    expect(after?.secretAccessKey).toBe(before?.secretAccessKey);
    expect(after?.token).not.toBe(before?.token);
  });

  it('survive a crash between the two: the first is kept', async () => {
    const { admin, counts } = fakeService();
    const broken = { ...admin, createTenant: admin.createTenant } as AdminClient;
    let made = 0;
    Object.assign(broken, {
      createAccessKey: (request: { principalArn: string }) => {
        made += 1;
        return made > 1 ? Promise.reject(new Error('killed')) : admin.createAccessKey(request);
      },
    });
    await expect(ensureDemoTenants(broken, file)).rejects.toThrow('killed');
    const [a] = await ensureDemoTenants(admin, file);
    expect(a?.accessKeyId).toBe('AKIA1');
    expect(counts.accessKeys).toBe(2);
  });

  it('do not start on a damaged file: it may hold the only copy', async () => {
    writeFileSync(file, '{"tenants":[');
    await expect(ensureDemoTenants(fakeService().admin, file)).rejects.toThrow('is damaged');
  });
});
