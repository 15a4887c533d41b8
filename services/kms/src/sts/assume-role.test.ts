import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { Caller } from '../identity/principal.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import { adminFixture, type AdminFixture } from '../testing/admin-fixture.js';
import { ACCOUNT_A, ACCOUNT_B, REGION } from '../testing/front-end-fixture.js';
import { assumeRole } from './assume-role.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import { Parameters } from './parameters.js';
import type { StsCall } from './sts-call.js';
import type { XmlElement } from './xml.js';

const ALICE = `arn:aws:iam::${ACCOUNT_A}:user/alice`;
const READER = `arn:aws:iam::${ACCOUNT_A}:role/reader`;
const DAY_MS = 86_400_000;
const ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

const trusting = (arn: string, more: object = {}, actions = ACTIONS): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: arn }, Action: actions, ...more },
  });
const rootOf = (account: string): string => `arn:aws:iam::${account}:root`;
const MAY_ASSUME = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:*', Resource: READER },
});

interface World extends AdminFixture {
  readonly sts: (caller: Caller, parameters: Record<string, string>) => StsCall;
  readonly alice: Caller;
}

async function callerOf({ admin, services }: AdminFixture, arn: string): Promise<Caller> {
  const made = must(await admin['CreateAccessKey']?.({ principalArn: arn }), 'an answer');
  const accessKeyId = String(made['accessKeyId']);
  const credential = must(await services.identities.accessKey(accessKeyId), 'a credential');
  return must(await services.identities.caller(credential, accessKeyId), 'a caller');
}

/** Account A has the user alice and a role that trusts as given. */
async function world(trustPolicy: string, more: object = {}): Promise<World> {
  const fixture = await adminFixture();
  await fixture.admin['CreatePrincipal']?.({ accountId: ACCOUNT_A, userName: 'alice' });
  await fixture.admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'reader', trustPolicy, ...more });
  const { services } = fixture;
  const sts = (caller: Caller, parameters: Record<string, string>): StsCall => ({
    services,
    requestId: 'r',
    caller,
    region: must(services.regions.get(REGION), 'the Region'),
    parameters: new Parameters(new Map(Object.entries(parameters))),
    sourceAddress: '127.0.0.1',
    userAgent: 'test',
  });
  return { ...fixture, sts, alice: await callerOf(fixture, ALICE) };
}

const ASK = { RoleArn: READER, RoleSessionName: 'nightly' };

function textAt(elements: readonly XmlElement[], ...path: string[]): string {
  let content: XmlElement[1] = elements;
  for (const name of path) {
    content = Array.isArray(content)
      ? (content as readonly XmlElement[]).find(([each]) => each === name)?.[1]
      : undefined;
  }
  return String(content);
}

async function sessionIn({ services }: AdminFixture, answer: readonly XmlElement[]): Promise<Caller> {
  const accessKeyId = textAt(answer, 'Credentials', 'AccessKeyId');
  const credential = must(await services.identities.accessKey(accessKeyId), 'a credential');
  return must(await services.identities.caller(credential, accessKeyId), 'a caller');
}

const denied = { exception: 'AccessDeniedException' };

describe('AssumeRole', () => {
  it('a user whom the trust policy names needs nothing else', async () => {
    const w = await world(trusting(ALICE));
    const answer = await assumeRole(w.sts(w.alice, ASK));
    expect(textAt(answer, 'AssumedRoleUser', 'Arn')).toBe(`arn:aws:sts::${ACCOUNT_A}:assumed-role/reader/nightly`);
    expect(textAt(answer, 'Credentials', 'AccessKeyId')).toMatch(/^ASIA/);
    const session = await sessionIn(w, answer);
    expect(textAt(await getCallerIdentity(w.sts(session, {})), 'Arn')).toBe(session.principal.arn);
    const events = await w.events();
    expect(events.at(-2)).toMatchObject({
      name: 'AssumeRole',
      principal: ALICE,
      resources: [READER],
      source: 'sts.amazonaws.com',
    });
    expect(events.at(-1)).toMatchObject({ name: 'GetCallerIdentity', principal: session.principal.arn, readOnly: 1 });
  });

  it('a user of a trusted account needs a policy, also in the role’s own account', async () => {
    const w = await world(trusting(rootOf(ACCOUNT_A)));
    await expect(assumeRole(w.sts(w.alice, ASK))).rejects.toMatchObject({
      ...denied,
      message: `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${READER}`,
    });
    await w.admin['PutPrincipalPolicy']?.({ principalArn: ALICE, policyName: 'p', document: MAY_ASSUME });
    await assumeRole(w.sts(w.alice, ASK));
    await w.admin['SetPermissionsBoundary']?.({ principalArn: ALICE, document: MAY_ASSUME.replace('sts:', 'kms:') });
    await expect(assumeRole(w.sts(w.alice, ASK))).rejects.toMatchObject(denied);
  });

  it('across accounts it needs both sides, even where the user is named', async () => {
    const bob = `arn:aws:iam::${ACCOUNT_B}:user/bob`;
    const w = await world(trusting(bob));
    await w.admin['CreatePrincipal']?.({ accountId: ACCOUNT_B, userName: 'bob' });
    const caller = await callerOf(w, bob);
    await expect(assumeRole(w.sts(caller, ASK))).rejects.toMatchObject(denied);
    await w.admin['PutPrincipalPolicy']?.({ principalArn: bob, policyName: 'p', document: MAY_ASSUME });
    await assumeRole(w.sts(caller, ASK));
    await w.admin['UpdateRole']?.({ principalArn: READER, trustPolicy: trusting(ALICE) });
    await expect(assumeRole(w.sts(caller, ASK))).rejects.toMatchObject(denied);
  });

  it.each([
    ['any', {}],
    ['its own', { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_A } } }],
  ])('a service that the trust policy names for %s account has the roles of its own account alone', async (_, more) => {
    const principal = { Principal: { Service: 'lambda.amazonaws.com' } };
    const w = await world(trusting(ALICE, { ...principal, ...more }));
    const service = async (accountId: string): Promise<Caller> => {
      await w.admin['CreateServicePrincipal']?.({ accountId, service: 'lambda.amazonaws.com' });
      return callerOf(w, `arn:aws:iam::${accountId}:service/lambda.amazonaws.com`);
    };
    await assumeRole(w.sts(await service(ACCOUNT_A), ASK));
    await expect(assumeRole(w.sts(await service(ACCOUNT_B), ASK))).rejects.toMatchObject(denied);
  });

  it('answers the same for a role that does not exist', async () => {
    const w = await world(trusting(ALICE));
    const roleArn = `${READER}x`;
    await expect(assumeRole(w.sts(w.alice, { ...ASK, RoleArn: roleArn }))).rejects.toMatchObject({
      message: `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    });
  });

  it('is not for roots', async () => {
    const w = await world(trusting('*'));
    const root = await callerOf(w, rootOf(ACCOUNT_A));
    await expect(assumeRole(w.sts(root, ASK))).rejects.toThrow('Roles may not be assumed by root accounts.');
  });

  it('knows external ids, tags and source identities in conditions, and asks for each action', async () => {
    const condition = {
      Condition: {
        StringEquals: { 'sts:ExternalId': 'e1', 'aws:RequestTag/Team': 'red', 'sts:RoleSessionName': 'nightly' },
      },
    };
    const w = await world(trusting(ALICE, condition));
    const full = { ...ASK, ExternalId: 'e1', 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'red' };
    await assumeRole(w.sts(w.alice, full));
    await expect(assumeRole(w.sts(w.alice, { ...full, ExternalId: 'e2' }))).rejects.toMatchObject(denied);
    await expect(assumeRole(w.sts(w.alice, { ...ASK, ExternalId: 'e1' }))).rejects.toMatchObject(denied);
    const only = trusting(ALICE, {}, ['sts:AssumeRole']);
    await w.admin['UpdateRole']?.({ principalArn: READER, trustPolicy: only });
    await assumeRole(w.sts(w.alice, ASK));
    await expect(assumeRole(w.sts(w.alice, full))).rejects.toThrow(/sts:TagSession/);
    await expect(assumeRole(w.sts(w.alice, { ...ASK, SourceIdentity: 'alice' }))).rejects.toThrow(/SetSourceIdentity/);
  });

  it('from a session hands on transitive tags and the source identity, for an hour at most', async () => {
    const w = await world(trusting(rootOf(ACCOUNT_A)), { maxSessionSeconds: 7200 });
    for (const principalArn of [ALICE, READER]) {
      await w.admin['PutPrincipalPolicy']?.({ principalArn, policyName: 'p', document: MAY_ASSUME });
    }
    const tagged = {
      ...ASK,
      'Tags.member.1.Key': 'Team',
      'Tags.member.1.Value': 'red',
      'Tags.member.2.Key': 'site',
      'Tags.member.2.Value': 'north',
      'TransitiveTagKeys.member.1': 'team',
      SourceIdentity: 'alice',
      DurationSeconds: '7200',
    };
    const first = await sessionIn(w, await assumeRole(w.sts(w.alice, tagged)));
    const second = await sessionIn(w, await assumeRole(w.sts(first, { ...ASK, RoleSessionName: 'second' })));
    expect(second.principal.session).toMatchObject({ tags: { Team: 'red' }, sourceIdentity: 'alice' });
    expect(second.principal.tags.has('site')).toBe(false);
    const again = (more: Record<string, string>) => assumeRole(w.sts(first, { ...ASK, ...more }));
    await expect(again({ DurationSeconds: '3601' })).rejects.toThrow(/role chaining/);
    await expect(again({ SourceIdentity: 'mallory' })).rejects.toMatchObject(denied);
    await expect(again({ 'Tags.member.1.Key': 'TEAM', 'Tags.member.1.Value': 'blue' })).rejects.toThrow(/conflicts/);
  });

  it('a session policy limits what the session may assume', async () => {
    const w = await world(trusting(rootOf(ACCOUNT_A)));
    for (const principalArn of [ALICE, READER]) {
      await w.admin['PutPrincipalPolicy']?.({ principalArn, policyName: 'p', document: MAY_ASSUME });
    }
    const narrow = { ...ASK, Policy: MAY_ASSUME.replace('sts:*', 'kms:*') };
    const session = await sessionIn(w, await assumeRole(w.sts(w.alice, narrow)));
    await expect(assumeRole(w.sts(session, ASK))).rejects.toMatchObject(denied);
  });

  it.each([
    [{ RoleSessionName: 'x' }, 'ValidationException'],
    [{ RoleSessionName: 'a b' }, 'ValidationException'],
    [{ RoleArn: ALICE }, 'ValidationException'],
    [{ RoleArn: '' }, 'ValidationException'],
    [{ DurationSeconds: '899' }, 'ValidationException'],
    [{ DurationSeconds: '3601' }, 'ValidationException'],
    [{ DurationSeconds: '43201' }, 'ValidationException'],
    [{ Policy: '{' }, 'MalformedPolicyDocumentException'],
    [{ Policy: ' '.repeat(2049) }, 'LimitExceededException'],
    [{ ExternalId: 'x' }, 'ValidationException'],
    [{ SourceIdentity: 'a b' }, 'ValidationException'],
    [{ 'Tags.member.1.Key': 'aws:x', 'Tags.member.1.Value': '' }, 'ValidationException'],
    [{ 'TransitiveTagKeys.member.1': 'absent' }, 'ValidationException'],
    [{ 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/X' }, 'ValidationException'],
    [{ SerialNumber: 'x', TokenCode: '123456' }, 'ValidationException'],
  ])('refuses %j', async (more: Record<string, string>, exception) => {
    const w = await world(trusting(ALICE));
    await expect(assumeRole(w.sts(w.alice, { ...ASK, ...more }))).rejects.toMatchObject({ exception });
  });

  it('refuses more tags than a session can hold', async () => {
    const w = await world(trusting(ALICE));
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => `Tags.member.${String(index + 1)}`).flatMap((name, index) => [
        [`${name}.Key`, `k${String(index)}`],
        [`${name}.Value`, 'v'.repeat(256)],
      ]),
    ) as Record<string, string>;
    await expect(assumeRole(w.sts(w.alice, { ...ASK, ...tags }))).rejects.toMatchObject({
      exception: 'LimitExceededException',
    });
  });
});

describe('GetSessionToken', () => {
  it('decides again when the slot key was replaced meanwhile', async () => {
    const w = await world(trusting(ALICE));
    const region = must(w.services.regions.get(REGION), 'the Region');
    const run = region.run.bind(region);
    let superseded = 0;
    region.run = (work) => {
      if (superseded > 0) return run(work);
      superseded += 1;
      return Promise.reject(new TokensSuperseded(new HsmError('TOKEN_INVALID')));
    };
    const session = await sessionIn(w, await getSessionToken(w.sts(w.alice, {})));
    expect([superseded, session.principal]).toEqual([1, w.alice.principal]);
  });

  it('gives a user credentials that end, and no more from those', async () => {
    const w = await world(trusting(ALICE));
    const session = await sessionIn(w, await getSessionToken(w.sts(w.alice, { DurationSeconds: '900' })));
    expect(session.principal).toBe(w.alice.principal);
    expect(session.credential.expiresAt).toBeLessThanOrEqual(w.services.clock.now() + 900_000);
    await expect(getSessionToken(w.sts(session, {}))).rejects.toMatchObject(denied);
    await expect(getSessionToken(w.sts(w.alice, { DurationSeconds: '129601' }))).rejects.toThrow(/DurationSeconds/);
  });

  it('takes what has been over for a day along, sessions of roles too', async () => {
    const w = await world(trusting(ALICE));
    const { clock, store } = w.services;
    const idOf = (answer: readonly XmlElement[]): string => textAt(answer, 'Credentials', 'AccessKeyId');
    const old = [
      idOf(await getSessionToken(w.sts(w.alice, { DurationSeconds: '900' }))),
      idOf(await assumeRole(w.sts(w.alice, ASK))),
    ];
    const idsOfNow = async (): Promise<readonly string[]> =>
      store.reads.accessKeysExpired(Number.MAX_SAFE_INTEGER, 100);
    clock.adopt(DAY_MS);
    const second = idOf(await getSessionToken(w.sts(w.alice, {})));
    expect(new Set(await idsOfNow())).toEqual(new Set([...old, second]));
    clock.adopt(DAY_MS + 7_200_000);
    const third = idOf(await getSessionToken(w.sts(w.alice, {})));
    expect(new Set(await idsOfNow())).toEqual(new Set([second, third]));
    expect(await store.reads.roleSession(must(old[1], 'a session'))).toBeUndefined();
    // The access key that does not expire stays.
    expect(await store.reads.accessKeysOf(ALICE)).toHaveLength(3);
  });

  it('gives a root an hour', async () => {
    const w = await world(trusting(ALICE));
    const root = await callerOf(w, rootOf(ACCOUNT_A));
    const session = await sessionIn(w, await getSessionToken(w.sts(root, {})));
    expect(session.credential.expiresAt).toBeLessThanOrEqual(w.services.clock.now() + 3_600_000);
  });
});
