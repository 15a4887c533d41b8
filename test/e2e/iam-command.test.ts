/** `strongroom iam` as an operator uses it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { must } from '@strongroom/core/assert.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { strongroom } from '../harness/strongroom.js';

const ALLOW = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
});

/** What the commands print that a test reads; the rest is matched. */
interface Shown {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly AWS_ACCESS_KEY_ID?: string;
  readonly AWS_SECRET_ACCESS_KEY?: string;
  readonly AWS_SESSION_TOKEN?: string;
  readonly token?: string;
  readonly principals?: readonly object[];
}

describe('strongroom iam', () => {
  const ready = inject('ready');
  const readyFile = inject('readyFile');
  const a = must(ready.tenants[0], 'a tenant');
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-iam-'));
  const policyFile = join(folder, 'policy.json');
  const trustFile = join(folder, 'trust.json');
  const suffix = String(Date.now());
  const [user, role] = [`alice-${suffix}`, `reader-${suffix}`];
  const arnOf = (name: string): string => `arn:aws:iam::${a.accountId}:${name}`;

  beforeAll(() => {
    writeFileSync(policyFile, ALLOW);
    const statement = { Effect: 'Allow', Principal: { AWS: a.accountId }, Action: 'sts:AssumeRole' };
    writeFileSync(trustFile, JSON.stringify({ Version: '2012-10-17', Statement: statement }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function iam(...parameters: string[]): Promise<Shown> {
    const { code, stdout, stderr } = await strongroom(readyFile, ['iam', ...parameters, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Shown;
  }
  async function whoAmI(made: Shown): Promise<string | undefined> {
    const client = new STSClient({
      endpoint: ready.kms.http,
      region: ready.region,
      maxAttempts: 1,
      credentials: {
        accessKeyId: made.accessKeyId ?? made.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: made.secretAccessKey ?? made.AWS_SECRET_ACCESS_KEY ?? '',
        ...(made.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: made.AWS_SESSION_TOKEN }),
      },
    });
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Arn;
    } finally {
      client.destroy();
    }
  }

  it('makes a user with policies, boundary, tags and credentials, and takes all of it away', async () => {
    expect(await iam('user', 'create', user)).toMatchObject({ arn: arnOf(`user/${user}`), kind: 'user' });
    const name = `user/${user}`;
    await iam('policy', 'put', name, 'use-keys', policyFile);
    expect(await iam('policy', 'list', name)).toMatchObject({ policyNames: ['use-keys'] });
    const printed = await strongroom(readyFile, ['iam', 'policy', 'get', name, 'use-keys']);
    expect(printed.stdout).toBe(`${ALLOW}\n`);
    await iam('boundary', 'set', name, policyFile);
    expect(await iam('tag', name, 'team=red', 'site=north')).toMatchObject({ permissionsBoundary: ALLOW });
    await iam('untag', name, 'site');
    expect(await iam('show', name)).toMatchObject({ policies: { 'use-keys': ALLOW }, tags: { team: 'red' } });
    const made = await iam('access-key', 'create', name);
    expect(await whoAmI(made)).toBe(arnOf(name));
    const listed = await iam('access-key', 'list', name);
    expect(listed).toMatchObject({ accessKeys: [{ accessKeyId: made.accessKeyId, active: true }] });
    expect(JSON.stringify(listed)).not.toContain('secret');
    await iam('access-key', 'deactivate', made.accessKeyId ?? '');
    await expect(whoAmI(made)).rejects.toThrow(/security token/);
    await iam('access-key', 'activate', made.accessKeyId ?? '');
    const { token } = await iam('token', 'create', name);
    const grpc = new GrpcDoor(ready);
    await grpc.call('ListKeys', {}, { ...a, token: token ?? '' });
    await iam('policy', 'delete', name, 'use-keys');
    await iam('boundary', 'clear', name);
    await iam('user', 'delete', user);
    await expect(whoAmI(made)).rejects.toThrow(/security token/);
    await expect(grpc.call('ListKeys', {}, { ...a, token: token ?? '' })).rejects.toThrow();
    await grpc.close();
  });

  it('makes a role, and a session of it for the operator', async () => {
    await iam('role', 'create', role, '--trust', trustFile);
    expect(await iam('role', 'update', role, '--max-session', '2h')).toMatchObject({ maxSessionSeconds: 7200 });
    const made = await iam('assume-role', role, '--session-name', 'debugging', '--duration', '2h', '--tag', 'a=b');
    const arn = `arn:aws:sts::${a.accountId}:assumed-role/${role}/debugging`;
    expect(made).toMatchObject({ arn });
    expect(await whoAmI(made)).toBe(arn);
    const exported = await strongroom(readyFile, ['iam', 'assume-role', role]);
    expect(exported.stdout).toMatch(/^export AWS_ACCESS_KEY_ID='ASIA.*\n.*\nexport AWS_SESSION_TOKEN='[^']+'\n$/);
    await iam('access-key', 'delete', made.AWS_ACCESS_KEY_ID ?? '');
    await expect(whoAmI(made)).rejects.toThrow(/security token/);
    await iam('role', 'delete', role);
  });

  it('makes credentials of a service that acts for an account', async () => {
    const flags = ['--service', 's3', '--account', a.accountId];
    const made = await iam('service-credential', 'create', ...flags);
    expect(await whoAmI(made)).toBe(arnOf('service/s3.amazonaws.com'));
    const { principals } = await iam('user', 'list');
    expect(principals).toContainEqual(expect.objectContaining({ kind: 'service', name: 's3.amazonaws.com' }));
    expect(principals).toContainEqual(expect.objectContaining({ kind: 'root', arn: a.arn }));
    await iam('access-key', 'delete', made.accessKeyId ?? '');
  });

  it.each([
    ['a name that is none', ['show', 'alice'], 2, 'names no principal'],
    ['a principal that is not there', ['show', 'user/nobody'], 4, 'There is no principal'],
    ['the end of a root', ['user', 'delete', 'x/../root'], 4, 'There is no principal'],
    ['a policy of the root', ['boundary', 'clear', 'root'], 4, 'takes no policies'],
    ['a policy that is none', ['role', 'create', 'x', '--trust', '/dev/null'], 4, 'not valid'],
  ])('refuses %s', async (_what, parameters, code, message) => {
    const refused = await strongroom(readyFile, ['iam', ...parameters]);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toContain(message);
  });
});
