/** `strongroom grant`, as people and as scripts use it. */
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { GrantListEntry } from '@strongroom/proto/gen/kms-types.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createAlias, createKey } from '../harness/fixtures.js';
import type { TestGrant } from '../harness/grants.js';
import { strongroom } from '../harness/strongroom.js';

describe('strongroom grant', () => {
  const ready = inject('ready');
  const readyFile = inject('readyFile');
  const tenant = must(ready.tenants[0], 'a tenant');
  const other = must(ready.tenants[1], 'another tenant');
  const door = new GrpcDoor(ready);
  afterAll(() => door.close());

  async function run(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await strongroom(readyFile, ['grant', ...args, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  }

  it('creates, lists, retires and revokes grants on a key that is named by its alias', async () => {
    const key = await createKey(door, tenant);
    const alias = await createAlias(door, tenant, key);
    const flags = ['--grantee', other.arn, '--operation', 'Encrypt', '--operation', 'Decrypt'];
    const constrained = [...flags, '--context-subset', 'department=finance', '--retiring', tenant.arn];
    const one = (await run('create', alias, ...constrained)) as TestGrant;
    const two = (await run('create', key.arn, ...flags, '--name', 'two')) as TestGrant;
    const three = (await run('create', key.keyId, ...flags)) as TestGrant;
    const listed = (await run('list', alias, '--grantee', other.arn)) as GrantListEntry[];
    expect(listed).toHaveLength(3);
    expect(listed.find((grant) => grant.grantId === one.grantId)).toMatchObject({
      retiringPrincipal: tenant.arn,
      constraints: { encryptionContextSubset: { department: 'finance' } },
    });
    await run('revoke', alias, one.grantId);
    await run('retire', '--grant-token', two.grantToken);
    await run('retire', key.arn, three.grantId);
    const { stdout } = await strongroom(readyFile, ['grant', 'list', alias]);
    expect(stdout).toBe('no grants\n');
  });

  it('says how it is used', async () => {
    for (const args of [['list'], ['retire'], ['retire', 'key']]) {
      expect((await strongroom(readyFile, ['grant', ...args])).code).toBe(2);
    }
  });
});
