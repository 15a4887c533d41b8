/** STS on the AWS endpoint, through the AWS SDK, the AWS CLI and raw requests. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  STSServiceException,
  type AssumeRoleCommandInput,
  type Credentials,
} from '@aws-sdk/client-sts';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { CliDoor } from '../harness/doors/cli-door.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createKey } from '../harness/fixtures.js';
import { send, signedHeaders, type RawAnswer } from '../harness/raw-http.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { findProgram, requireProgram } from '../harness/require-program.js';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

describe('STS', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const b = must(ready.tenants[1], 'two tenants');
  const admin = adminClient(ready);
  const grpc = new GrpcDoor(ready);
  const suffix = String(Date.now());
  const userArn = `arn:aws:iam::${a.accountId}:user/sts-${suffix}`;
  const strangerArn = `arn:aws:iam::${b.accountId}:user/sts-${suffix}`;
  const roleName = `reader-${suffix}`;
  const roleArn = `arn:aws:iam::${a.accountId}:role/${roleName}`;
  let user: Keys;
  let stranger: Keys;

  const accessKeyOf = async (principalArn: string): Promise<Keys> => {
    const made = await admin.createAccessKey({ principalArn });
    return { accessKeyId: must(made.accessKeyId, 'an id'), secretAccessKey: must(made.secretAccessKey, 'a secret') };
  };
  const policyOf = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } });
  const trustOf = (principals: readonly string[]): string =>
    policyOf({ Principal: { AWS: principals }, Action: ['sts:AssumeRole', 'sts:TagSession'] });

  beforeAll(async () => {
    for (const accountId of [a.accountId, b.accountId]) {
      await admin.createPrincipal({ accountId, userName: `sts-${suffix}` });
    }
    await admin.createRole({ accountId: a.accountId, roleName, trustPolicy: trustOf([userArn, strangerArn]) });
    const document = policyOf({ Action: 'kms:DescribeKey', Resource: '*' });
    await admin.putPrincipalPolicy({ principalArn: roleArn, policyName: 'describe', document });
    [user, stranger] = [await accessKeyOf(userArn), await accessKeyOf(strangerArn)];
  });
  afterAll(async () => {
    for (const principalArn of [userArn, strangerArn, roleArn]) await admin.deletePrincipal({ principalArn });
    admin.close();
    await grpc.close();
  });

  async function sts<T>(credentials: Keys, action: (client: STSClient) => Promise<T>): Promise<T> {
    const client = new STSClient({ endpoint: ready.kms.http, region: ready.region, credentials, maxAttempts: 1 });
    try {
      return await action(client);
    } finally {
      client.destroy();
    }
  }
  const whoAmI = (credentials: Keys) => sts(credentials, (client) => client.send(new GetCallerIdentityCommand({})));
  const assume = (credentials: Keys, more: Partial<AssumeRoleCommandInput> = {}) =>
    sts(credentials, (client) =>
      client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'nightly', ...more })),
    );
  const keysOf = (made: Credentials | undefined): Keys => ({
    accessKeyId: must(made?.AccessKeyId, 'an id'),
    secretAccessKey: must(made?.SecretAccessKey, 'a secret'),
    sessionToken: must(made?.SessionToken, 'a token'),
  });
  const errorOf = async (attempt: Promise<unknown>): Promise<STSServiceException> => {
    const error: unknown = await attempt.then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (error instanceof STSServiceException) return error;
    throw new Error('STS did not refuse', { cause: error });
  };

  it('GetCallerIdentity tells a root and a user', async () => {
    expect(await whoAmI(a)).toMatchObject({ Account: a.accountId, Arn: a.arn, UserId: a.accountId });
    expect(await whoAmI(user)).toMatchObject({
      Account: a.accountId,
      Arn: userArn,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{16}$/) as string,
    });
  });

  it('AssumeRole gives credentials that work on KMS and STS until they are made inactive', async () => {
    const { keyId } = await createKey(grpc, a);
    const before = Date.now();
    const answer = await assume(user, {
      DurationSeconds: 900,
      Tags: [{ Key: 'team', Value: 'rot + grün = 1/2' }],
      Policy: policyOf({ Action: 'kms:*', Resource: '*' }),
    });
    expect(answer.AssumedRoleUser).toMatchObject({
      Arn: `arn:aws:sts::${a.accountId}:assumed-role/${roleName}/nightly`,
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{16}:nightly$/) as string,
    });
    const expiresInMs = must(answer.Credentials?.Expiration, 'a time').getTime() - before;
    expect(expiresInMs).toBeGreaterThan(800_000);
    const session = keysOf(answer.Credentials);
    expect(await whoAmI(session)).toMatchObject({ Arn: answer.AssumedRoleUser?.Arn, Account: a.accountId });
    const kms = new KMSClient({ endpoint: ready.kms.http, region: ready.region, credentials: session, maxAttempts: 1 });
    await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    const { sessionToken: _none, ...withoutToken } = session;
    expect((await errorOf(whoAmI(withoutToken))).name).toBe('InvalidClientTokenId');
    await admin.setAccessKeyActive({ accessKeyId: session.accessKeyId, active: false });
    expect((await errorOf(whoAmI(session))).name).toBe('InvalidClientTokenId');
    await expect(kms.send(new DescribeKeyCommand({ KeyId: keyId }))).rejects.toThrow(/security token/);
    kms.destroy();
  });

  it('AssumeRole across accounts needs a policy of the caller as well', async () => {
    const refused = await errorOf(assume(stranger));
    expect([refused.name, refused.$metadata.httpStatusCode]).toEqual(['AccessDenied', 403]);
    expect(refused.message).toBe(
      `User: ${strangerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
    const document = policyOf({ Action: 'sts:AssumeRole', Resource: roleArn });
    await admin.putPrincipalPolicy({ principalArn: strangerArn, policyName: 'assume', document });
    expect((await assume(stranger)).AssumedRoleUser?.Arn).toContain(`:${a.accountId}:assumed-role/`);
  });

  it('a session ends when its role goes, and does not come back with a role of the same name', async () => {
    const name = `brief-${suffix}`;
    const arn = `arn:aws:iam::${a.accountId}:role/${name}`;
    const create = () => admin.createRole({ accountId: a.accountId, roleName: name, trustPolicy: trustOf([userArn]) });
    await create();
    const session = keysOf((await assume(user, { RoleArn: arn })).Credentials);
    await whoAmI(session);
    await admin.deletePrincipal({ principalArn: arn });
    expect((await errorOf(whoAmI(session))).name).toBe('InvalidClientTokenId');
    await create();
    expect((await errorOf(whoAmI(session))).name).toBe('InvalidClientTokenId');
    await admin.deletePrincipal({ principalArn: arn });
  });

  it.each([
    ['a bad session name', 'ValidationError', { RoleSessionName: 'a b' }],
    ['more than the role allows', 'ValidationError', { DurationSeconds: 3601 }],
    ['managed policies', 'ValidationError', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }],
    ['a bad policy', 'MalformedPolicyDocument', { Policy: '{"Version":"2012-10-17","Statement":[{}]}' }],
    ['a long policy', 'PackedPolicyTooLarge', { Policy: `{${' '.repeat(2048)}}` }],
  ])('AssumeRole refuses %s → %s', async (_what, code, more: Partial<AssumeRoleCommandInput>) => {
    const refused = await errorOf(assume(user, more));
    // The SDK calls modelled errors by their shape's name: `MalformedPolicyDocumentException`.
    expect(refused.name.replace(/Exception$/, '')).toBe(code);
    expect(refused.$metadata.httpStatusCode).toBe(400);
  });

  it('GetSessionToken gives temporary credentials of the caller', async () => {
    const made = await sts(user, (client) => client.send(new GetSessionTokenCommand({ DurationSeconds: 900 })));
    const session = keysOf(made.Credentials);
    expect((await whoAmI(session)).Arn).toBe(userArn);
    const again = sts(session, (client) => client.send(new GetSessionTokenCommand({})));
    expect((await errorOf(again)).name).toBe('AccessDenied');
  });

  it('a wrong secret is SignatureDoesNotMatch, an unknown access key InvalidClientTokenId', async () => {
    expect((await errorOf(whoAmI({ ...user, secretAccessKey: 'x' }))).name).toBe('SignatureDoesNotMatch');
    expect((await errorOf(whoAmI({ ...user, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }))).name).toBe('InvalidClientTokenId');
  });

  function raw(body: string, options: { service?: string; contentType?: string } = {}): Promise<RawAnswer> {
    const headers = signedHeaders(ready, user, undefined, body, { service: 'sts', contentType: FORM, ...options });
    return send(ready, { headers, body });
  }
  const GOOD = 'Action=GetCallerIdentity&Version=2011-06-15';

  it('answers XML, and refuses in XML', async () => {
    const good = await raw(GOOD);
    expect([good.status, good.headers['content-type']]).toEqual([200, 'text/xml']);
    expect(good.body).toMatch(
      /^<GetCallerIdentityResponse xmlns="https:\/\/[^"]*\/2011-06-15\/"><GetCallerIdentityResult><Arn>/,
    );
    const unsigned = await send(ready, { headers: { 'content-type': FORM }, body: GOOD });
    expect(unsigned.status).toBe(403);
    expect(unsigned.body).toContain('<Type>Sender</Type><Code>MissingAuthenticationToken</Code>');
  });

  it.each([
    ['a parameter twice', `${GOOD}&Action=AssumeRole`, 400, 'ValidationError'],
    ['an unknown parameter', `${GOOD}&Surprise=1`, 400, 'ValidationError'],
    ['an unknown action', 'Action=<b>&Version=2011-06-15', 400, 'MalformedQueryString|InvalidAction'],
    ['another version', 'Action=GetCallerIdentity&Version=2010-01-01', 400, 'InvalidAction'],
    ['nothing', '', 400, 'InvalidAction'],
    ['a broken escape', 'Action=%', 400, 'MalformedQueryString'],
    ['too much', `${GOOD}&A=${'a'.repeat(131_072)}`, 413, 'RequestEntityTooLarge'],
  ])('refuses %s', async (_what, body, status, code) => {
    const answer = await raw(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(new RegExp(`<Code>(?:${code})</Code><Message>[^<>]*</Message>`));
  });

  it('is not reached by a signature for KMS', async () => {
    const answer = await raw(GOOD, { service: 'kms' });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('the AWS CLI asks who it is, and assumes a role', async (context) => {
    requireProgram(context, 'aws');
    const door = new CliDoor(ready, findProgram('aws') ?? 'aws');
    const caller: ReadyTenant = { ...a, ...user };
    const identity = JSON.parse(await door.run(['sts', 'get-caller-identity', '--output', 'json'], caller)) as object;
    expect(identity).toMatchObject({ Arn: userArn, Account: a.accountId });
    const assumed = await door.run(
      ['sts', 'assume-role', '--role-arn', roleArn, '--role-session-name', 'cli', '--output', 'json'],
      caller,
    );
    expect(JSON.parse(assumed)).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${a.accountId}:assumed-role/${roleName}/cli` },
    });
    await door.close();
  });
});
