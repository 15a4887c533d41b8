import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { refreshCaller } from '../identity/refresh.js';
import { adminFixture, type AdminFixture } from '../testing/admin-fixture.js';
import { ACCOUNT_A } from '../testing/front-end-fixture.js';

const ROOT = `arn:aws:iam::${ACCOUNT_A}:root`;
const ALICE = `arn:aws:iam::${ACCOUNT_A}:user/alice`;
const READER = `arn:aws:iam::${ACCOUNT_A}:role/reader`;
const DAY_MS = 86_400_000;

const ALLOW = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' },
});
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' },
});

function sized(chars: number): string {
  const empty = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Sid: '', Effect: 'Allow', Action: 'kms:*', Resource: '*' },
  });
  return empty.replace('"Sid":""', `"Sid":"${'x'.repeat(chars - empty.length)}"`);
}

async function withAlice(): Promise<AdminFixture> {
  const fixture = await adminFixture();
  await must(fixture.admin['CreatePrincipal'], 'a handler')({ accountId: ACCOUNT_A, userName: 'alice' });
  return fixture;
}

async function withReader(): Promise<AdminFixture> {
  const fixture = await adminFixture();
  await fixture.admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy: TRUST });
  return fixture;
}

/** The caller of a bearer token that was made for `arn`. */
async function callerOf({ admin, services }: AdminFixture, arn: string) {
  const made = must(await admin['CreateBearerToken']?.({ principalArn: arn }), 'an answer');
  const sha256 = createHash('sha256').update(String(made['token'])).digest('hex');
  const credential = must(await services.identities.bearerToken(sha256), 'a credential');
  return must(await services.identities.caller(credential, ''), 'a caller');
}

async function sessionOf({ admin, services }: AdminFixture, request: object = {}) {
  const made = await admin['CreateRoleSession']?.({ roleArn: READER, sessionName: 'nightly', ...request });
  const accessKeyId = String(must(made, 'an answer')['accessKeyId']);
  const credential = must(await services.identities.accessKey(accessKeyId), 'a credential');
  return must(await services.identities.caller(credential, accessKeyId), 'a caller');
}

describe('principals', () => {
  it('carry compiled policies, boundary and tags, and a change makes a new record', async () => {
    const fixture = await withAlice();
    const { admin, services } = fixture;
    const before = await callerOf(fixture, ALICE);
    expect(before.principal).toMatchObject({ kind: 'user', identityPolicies: [], permissionsBoundary: undefined });
    await admin['PutPrincipalPolicy']?.({ principalArn: ALICE, policyName: 'read', document: ALLOW });
    expect(before.principal.superseded).toBe(true);
    await admin['SetPermissionsBoundary']?.({ principalArn: ALICE, document: ALLOW });
    await admin['TagPrincipal']?.({ principalArn: ALICE, tags: { Team: 'red', team2: 'x' } });
    await admin['TagPrincipal']?.({ principalArn: ALICE, tags: { team: 'blue' } });
    const { principal } = await refreshCaller(services, before);
    expect(principal.identityPolicies).toHaveLength(1);
    expect(principal.permissionsBoundary).toBeDefined();
    expect([...principal.tags]).toEqual([
      ['team', 'blue'],
      ['team2', 'x'],
    ]);
    const described = await admin['DescribePrincipal']?.({ principalArn: ALICE });
    expect(described).toMatchObject({ policies: { read: ALLOW }, permissionsBoundary: ALLOW, tags: { team: 'blue' } });
    await admin['DeletePrincipalPolicy']?.({ principalArn: ALICE, policyName: 'read' });
    await admin['SetPermissionsBoundary']?.({ principalArn: ALICE });
    await admin['UntagPrincipal']?.({ principalArn: ALICE, tagKeys: ['TEAM'] });
    const last = await refreshCaller(services, before);
    expect(last.principal.identityPolicies).toEqual([]);
    expect(last.principal.permissionsBoundary).toBeUndefined();
    expect([...last.principal.tags.keys()]).toEqual(['team2']);
    expect(fixture.audited.map(({ name }) => name)).toEqual([
      'CreatePrincipal',
      'CreateBearerToken',
      'PutPrincipalPolicy',
      'SetPermissionsBoundary',
      'TagPrincipal',
      'TagPrincipal',
      'DeletePrincipalPolicy',
      'SetPermissionsBoundary',
      'UntagPrincipal',
    ]);
  });

  it('hold inline policies up to the quotas of IAM, all together, white space aside', async () => {
    const { admin } = await withAlice();
    await admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy: TRUST });
    const put = (principalArn: string, policyName: string, document: string) =>
      must(admin['PutPrincipalPolicy'], 'a handler')({ principalArn, policyName, document });
    await expect(put(ALICE, 'a', sized(2049))).rejects.toMatchObject({ exception: 'LimitExceededException' });
    await put(ALICE, 'a', sized(2048).replaceAll(',', ',\n   '));
    await expect(put(ALICE, 'b', ALLOW)).rejects.toMatchObject({ exception: 'LimitExceededException' });
    await put(ALICE, 'a', ALLOW);
    await put(ALICE, 'b', ALLOW);
    await expect(put(READER, 'a', sized(10_241))).rejects.toMatchObject({ exception: 'LimitExceededException' });
    await put(READER, 'a', sized(10_240));
    await expect(put(ALICE, 'c', ' '.repeat(131_072) + ALLOW)).rejects.toMatchObject({
      exception: 'LimitExceededException',
    });
  });

  it.each([
    ['CreatePrincipal', { accountId: ACCOUNT_A, userName: 'a/b' }],
    ['CreateRole', { accountId: ACCOUNT_A, roleName: 'x'.repeat(65), trustPolicy: TRUST }],
    ['CreateRole', { accountId: ACCOUNT_A, roleName: 'x', trustPolicy: TRUST, maxSessionSeconds: 3599 }],
    ['CreateServicePrincipal', { accountId: ACCOUNT_A, service: 's3.example.com' }],
    ['PutPrincipalPolicy', { principalArn: ALICE, policyName: 'a b', document: ALLOW }],
    ['PutPrincipalPolicy', { principalArn: ROOT, policyName: 'a', document: ALLOW }],
    ['SetPermissionsBoundary', { principalArn: ROOT, document: ALLOW }],
    ['TagPrincipal', { principalArn: ALICE, tags: { 'aws:x': '' } }],
    ['TagPrincipal', { principalArn: ALICE, tags: { a: '', A: '' } }],
    ['TagPrincipal', { principalArn: ALICE, tags: { 'a\0': '' } }],
    ['DeletePrincipal', { principalArn: ROOT }],
    ['CreateAccessKey', { principalArn: READER }],
    ['CreateBearerToken', { principalArn: READER }],
    ['CreateRoleSession', { roleArn: READER, sessionName: 'a b' }],
    ['CreateRoleSession', { roleArn: READER, sessionName: 'night', durationSeconds: 899 }],
    ['CreateRoleSession', { roleArn: READER, sessionName: 'night', durationSeconds: 3601 }],
  ])('%s refuses %j', async (name, request) => {
    const { admin } = await withAlice();
    await admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy: TRUST });
    await expect(admin[name]?.(request)).rejects.toMatchObject({ exception: 'ValidationException' });
  });

  it.each([
    ['CreateRole', { accountId: ACCOUNT_A, roleName: 'x', trustPolicy: ALLOW }],
    ['CreateRole', { accountId: ACCOUNT_A, roleName: 'x', trustPolicy: '' }],
    ['PutPrincipalPolicy', { principalArn: ALICE, policyName: 'a', document: TRUST }],
    ['CreateRoleSession', { roleArn: READER, sessionName: 'night', sessionPolicy: TRUST }],
  ])('%s refuses a policy of another kind', async (name, request) => {
    const { admin } = await withAlice();
    await admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy: TRUST });
    await expect(admin[name]?.(request)).rejects.toMatchObject({ exception: 'MalformedPolicyDocumentException' });
  });

  it('end with everything that belongs to them; one made anew under the same name is another', async () => {
    const fixture = await withAlice();
    const { admin, services, store } = fixture;
    const caller = await callerOf(fixture, ALICE);
    await admin['CreateAccessKey']?.({ principalArn: ALICE });
    await admin['PutPrincipalPolicy']?.({ principalArn: ALICE, policyName: 'read', document: ALLOW });
    await admin['DeletePrincipal']?.({ principalArn: ALICE });
    await expect(refreshCaller(services, caller)).rejects.toMatchObject({ exception: 'UnrecognizedClientException' });
    expect(await store.reads.accessKeysOf(ALICE)).toEqual([]);
    expect(await store.reads.bearerTokensOf(ALICE)).toEqual([]);
    await admin['CreatePrincipal']?.({ accountId: ACCOUNT_A, userName: 'alice' });
    expect(await admin['DescribePrincipal']?.({ principalArn: ALICE })).toMatchObject({ policies: {} });
    expect(await services.identities.caller(caller.credential, '')).toBeUndefined();
  });

  it('of a service stand for one account each', async () => {
    const fixture = await adminFixture();
    const request = { accountId: ACCOUNT_A, service: 's3.amazonaws.com' };
    const made = must(await fixture.admin['CreateServicePrincipal']?.(request), 'an answer');
    expect(await fixture.admin['CreateServicePrincipal']?.(request)).toEqual(made);
    const { principal } = await callerOf(fixture, String(made['arn']));
    expect(principal).toMatchObject({ kind: 'service', name: 's3.amazonaws.com', accountId: ACCOUNT_A });
  });
});

describe('sessions of roles', () => {
  it('act as the role with their own tags and policy, and end with the role', async () => {
    const fixture = await withReader();
    const { admin, services } = fixture;
    await admin['TagPrincipal']?.({ principalArn: READER, tags: { team: 'red', site: 'north' } });
    const caller = await sessionOf(fixture, { tags: { Team: 'blue' }, sessionPolicy: ALLOW, sourceIdentity: 'alice' });
    expect(caller.principal).toMatchObject({
      kind: 'session',
      arn: `arn:aws:sts::${ACCOUNT_A}:assumed-role/reader/nightly`,
      entity: `principal:${READER}`,
      role: { arn: READER },
      session: { sessionName: 'nightly', sourceIdentity: 'alice' },
    });
    expect(caller.principal.principalId).toMatch(/^AROA[A-Z2-7]{16}:nightly$/);
    expect(Object.fromEntries(caller.principal.tags)).toEqual({ team: 'blue', site: 'north' });
    expect(caller.principal.sessionPolicies).toHaveLength(1);
    await admin['PutPrincipalPolicy']?.({ principalArn: READER, policyName: 'read', document: ALLOW });
    expect(caller.principal.superseded).toBe(true);
    const current = await refreshCaller(services, caller);
    expect(current.principal.identityPolicies).toHaveLength(1);
    await admin['DeletePrincipal']?.({ principalArn: READER });
    await admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy: TRUST });
    await expect(refreshCaller(services, current)).rejects.toMatchObject({ exception: 'UnrecognizedClientException' });
  });

  it('of one name keep their credentials apart', async () => {
    const fixture = await withReader();
    const [one, other] = [
      await sessionOf(fixture, { tags: { a: '1' } }),
      await sessionOf(fixture, { tags: { a: '2' } }),
    ];
    expect(one.principal.arn).toBe(other.principal.arn);
    expect([one.principal.tags.get('a'), other.principal.tags.get('a')]).toEqual(['1', '2']);
    await fixture.admin['DeleteAccessKey']?.({ accessKeyId: one.accessKeyId });
    await expect(refreshCaller(fixture.services, one)).rejects.toMatchObject({
      exception: 'UnrecognizedClientException',
    });
    expect(await refreshCaller(fixture.services, other)).toBe(other);
  });

  it('that are long over go when another one is made', async () => {
    const fixture = await withReader();
    const old = await sessionOf(fixture);
    fixture.services.clock.adopt(DAY_MS);
    await sessionOf(fixture);
    expect(await fixture.services.identities.accessKey(old.accessKeyId)).toBe(old.credential);
    fixture.services.clock.adopt(DAY_MS + 7_200_000);
    await sessionOf(fixture);
    expect(await fixture.services.identities.accessKey(old.accessKeyId)).toBeUndefined();
    expect(await fixture.store.reads.roleSession(old.accessKeyId)).toBeUndefined();
  });

  it('follow a role whose trust or maximum changes', async () => {
    const fixture = await withReader();
    await fixture.admin['UpdateRole']?.({ principalArn: READER, maxSessionSeconds: 7200 });
    await sessionOf(fixture, { durationSeconds: 7200 });
    const described = await fixture.admin['DescribePrincipal']?.({ principalArn: READER });
    expect(described).toMatchObject({ maxSessionSeconds: 7200, trustPolicy: TRUST });
    await expect(fixture.admin['UpdateRole']?.({ principalArn: READER })).rejects.toThrow(/nothing to change/);
  });
});
