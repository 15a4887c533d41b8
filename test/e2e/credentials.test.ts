/**
 * Every kind of credential from its making to its end: bearer tokens, access keys, session credentials, client
 * certificates.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { GenerateRandomCommand } from '@aws-sdk/client-kms';
import { createClient } from '@strongroom/client/client.js';
import { createAdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import { adminClient, clientCertificate, newToken } from '../harness/admin.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor, sdkClient } from '../harness/doors/sdk-door.js';
import { createKey } from '../harness/fixtures.js';
import { refusalOf } from '../harness/suite.js';

describe('Credentials', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const b = must(ready.tenants[1], 'two tenants');
  const admin = adminClient(ready);
  const grpc = new GrpcDoor(ready);
  const sdk = new SdkDoor(ready);
  afterAll(async () => {
    admin.close();
    await grpc.close();
    await sdk.close();
  });

  it('a bearer token works until it is revoked, and not one request longer', async () => {
    const { tenant, sha256 } = await newToken(admin, a);
    await grpc.call('ListKeys', {}, tenant);
    const revoked = await admin.revokeBearerToken({ tokenSha256: sha256 });
    expect(revoked.revokedAt).toBeDefined();
    expect((await refusalOf(grpc.call('ListKeys', {}, tenant))).exception).toBe('UnrecognizedClientException');
  });

  it('an access key works until it is made inactive, and again when it is active', async () => {
    const made = await admin.createAccessKey({ principalArn: a.arn });
    const accessKeyId = must(made.accessKeyId, 'an id');
    const tenant = { ...a, accessKeyId, secretAccessKey: must(made.secretAccessKey, 'the secret, once') };
    await sdk.call('ListKeys', {}, tenant);
    await admin.setAccessKeyActive({ accessKeyId, active: false });
    expect((await refusalOf(sdk.call('ListKeys', {}, tenant))).exception).toBe('UnrecognizedClientException');
    await admin.setAccessKeyActive({ accessKeyId, active: true });
    await sdk.call('ListKeys', {}, tenant);
    const listed = await admin.listAccessKeys({ principalArn: a.arn });
    const shown = must(listed.accessKeys, 'a list').find((each) => each.accessKeyId === accessKeyId);
    expect(must(shown, 'the key is listed').secretAccessKey).toBeUndefined();
  });

  it('session credentials need their session token', async () => {
    const made = await admin.createSessionCredentials({ principalArn: a.arn, durationSeconds: 900 });
    const credentials = {
      accessKeyId: must(made.accessKeyId, 'an id'),
      secretAccessKey: must(made.secretAccessKey, 'a secret'),
    };
    const sessionToken = must(made.sessionToken, 'a session token');
    expect(credentials.accessKeyId).toMatch(/^ASIA/);
    const attempt = async (token: string | undefined): Promise<string> => {
      const given = token === undefined ? credentials : { ...credentials, sessionToken: token };
      const client = sdkClient(ready, a, { credentials: given });
      try {
        await client.send(new GenerateRandomCommand({ NumberOfBytes: 8 }));
        return 'ok';
      } catch (error) {
        return (error as Error).name;
      } finally {
        client.destroy();
      }
    };
    expect(await attempt(sessionToken)).toBe('ok');
    expect(await attempt(undefined)).toMatch(/^(UnrecognizedClient|InvalidClientTokenId)Exception$/);
    expect(await attempt(`${sessionToken}x`)).toMatch(/^(UnrecognizedClient|InvalidClientTokenId)Exception$/);
  });

  it('a user’s credentials act in the user’s account, as far as its policies allow', async () => {
    const principal = await admin.createPrincipal({ accountId: b.accountId, userName: 'alice' });
    expect(principal.arn).toBe(`arn:aws:iam::${b.accountId}:user/alice`);
    const made = await admin.createBearerToken({ principalArn: must(principal.arn, 'an ARN') });
    const alice = { ...b, token: must(made.token, 'a token') };
    expect((await refusalOf(createKey(grpc, alice))).exception).toBe('AccessDeniedException');
    await admin.putPrincipalPolicy({
      principalArn: must(principal.arn, 'an ARN'),
      policyName: 'keys',
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
      }),
    });
    const { keyId } = await createKey(grpc, alice);
    expect((await grpc.call('DescribeKey', { keyId }, b)).keyMetadata.awsAccountId).toBe(b.accountId);
    expect((await refusalOf(grpc.call('DescribeKey', { keyId }, a))).exception).toBe('NotFoundException');
  });

  it('a client certificate acts as its principal once it is bound; another one does not', async () => {
    const ca = readFileSync(ready.kms.caFile, 'utf8');
    const [bound, stranger] = await Promise.all([
      clientCertificate(ready, 'workload'),
      clientCertificate(ready, 'stranger'),
    ]);
    await admin.bindClientCertificate({ principalArn: a.arn, certificatePem: bound.certificatePem });
    const client = createClient({ address: ready.kms.grpc, ca, certificate: bound, ownConnection: true });
    const { keyMetadata } = await client.createKey({});
    expect(keyMetadata?.awsAccountId).toBe(a.accountId);
    client.close();
    const unbound = createClient({ address: ready.kms.grpc, ca, certificate: stranger, ownConnection: true });
    await expect(unbound.listKeys({})).rejects.toMatchObject({ name: expect.stringMatching(/Exception$/) as string });
    unbound.close();
  });

  it('the admin door takes the operator’s certificate and no other', async () => {
    const ca = readFileSync(ready.kms.caFile, 'utf8');
    const certificate = await clientCertificate(ready, 'not the operator');
    const intruder = createAdminClient({ address: ready.kms.admin, ca, certificate });
    await expect(intruder.listTenants({})).rejects.toThrow();
    await expect(intruder.createBearerToken({ principalArn: a.arn })).rejects.toThrow();
    intruder.close();
  });
});
