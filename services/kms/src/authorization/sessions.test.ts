/** What a session of a role may do, through the whole pipeline. */
import { must } from '@strongroom/core/assert.js';
import { describe, expect, it } from 'vitest';
import { refreshCaller } from '../identity/refresh.js';
import type { Call } from '../pipeline/call.js';
import { adminFixture, type AdminFixture } from '../testing/admin-fixture.js';
import { ACCOUNT_A, ACCOUNT_B } from '../testing/front-end-fixture.js';
import { keyOf, newUser, outcomeOf, policyOf, userArn } from '../testing/principals.js';

const DENIED = /^AccessDeniedException/;
const ROLE = `arn:aws:iam::${ACCOUNT_A}:role/app`;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT_A}:root` }, Action: 'sts:*' },
});

async function withRole(): Promise<AdminFixture> {
  const fixture = await adminFixture();
  await fixture.admin['CreateRole']?.({ accountId: ACCOUNT_A, roleName: 'app', trustPolicy: TRUST });
  return fixture;
}

async function sessionOf(fixture: AdminFixture, sessionPolicy?: string): Promise<Call> {
  const { admin, services } = fixture;
  const asked = { roleArn: ROLE, sessionName: 'run', ...(sessionPolicy === undefined ? {} : { sessionPolicy }) };
  const made = must(await admin['CreateRoleSession']?.(asked), 'an answer');
  const accessKeyId = String(made['accessKeyId']);
  const credential = must(await services.identities.accessKey(accessKeyId), 'a credential');
  const caller = must(await services.identities.caller(credential, accessKeyId), 'a caller');
  return { ...(await fixture.callFor(ACCOUNT_A)), caller };
}

describe('a grant that a role may retire', () => {
  async function retiring(fixture: AdminFixture, owner = ACCOUNT_A): Promise<(call: Call) => Promise<string>> {
    const { grantToken } = await fixture.pipeline.run('CreateGrant', await fixture.callFor(owner), {
      keyId: await keyOf(fixture, owner),
      granteePrincipal: ROLE,
      retiringPrincipal: ROLE,
      operations: ['Encrypt'],
    });
    const asked = { grantToken: must(grantToken, 'a token') };
    return (call) => outcomeOf(fixture.pipeline.run('RetireGrant', call, asked));
  }

  it.each([ACCOUNT_A, ACCOUNT_B])('is retired by its sessions within their policies (key of %s)', async (owner) => {
    const fixture = await withRole();
    const retire = await retiring(fixture, owner);
    expect(await retire(await sessionOf(fixture, policyOf({ Action: 'kms:Encrypt' })))).toMatch(DENIED);
    expect(await retire(await sessionOf(fixture, policyOf({ Action: 'kms:RetireGrant' })))).toBe('ok');
  });

  it('is retired by its sessions within the boundary of the role', async () => {
    const fixture = await withRole();
    const retire = await retiring(fixture);
    const bound = (Action: string) =>
      fixture.admin['SetPermissionsBoundary']?.({ principalArn: ROLE, document: policyOf({ Action }) });
    await bound('kms:Encrypt');
    expect(await retire(await sessionOf(fixture))).toMatch(DENIED);
    await bound('kms:RetireGrant');
    expect(await retire(await sessionOf(fixture))).toBe('ok');
  });

  it('is a resource of the key’s account', async () => {
    const fixture = await withRole();
    const retire = await retiring(fixture, ACCOUNT_B);
    const forbidding = (account: string) =>
      policyOf({
        Effect: 'Deny',
        Action: 'kms:*',
        Condition: { StringEquals: { 'aws:ResourceAccount': account } },
      });
    const put = (document: string) =>
      fixture.admin['PutPrincipalPolicy']?.({ principalArn: ROLE, policyName: 'p', document });
    await put(forbidding(ACCOUNT_B));
    expect(await retire(await sessionOf(fixture))).toMatch(DENIED);
    await put(forbidding(ACCOUNT_A));
    expect(await retire(await sessionOf(fixture))).toBe('ok');
  });
});

describe('aws:TokenIssueTime', () => {
  it('lets a policy revoke the sessions of a role that are older', async () => {
    const fixture = await withRole();
    const { clock } = fixture.services;
    const older = await sessionOf(fixture);
    const revokedAt = clock.now() + 1000;
    clock.adopt(2000);
    const newer = await sessionOf(fixture);
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': new Date(revokedAt).toISOString() } };
    const document = policyOf({ Action: 'kms:ListKeys' }, { Effect: 'Deny', Action: '*', Condition });
    await fixture.admin['PutPrincipalPolicy']?.({ principalArn: ROLE, policyName: 'p', document });
    const list = async (call: Call) => {
      const caller = await refreshCaller(fixture.services, call.caller);
      return outcomeOf(fixture.pipeline.run('ListKeys', { ...call, caller }, {}));
    };
    expect(await list(older)).toMatch(/explicit deny in an identity-based policy$/);
    expect(await list(newer)).toBe('ok');
  });

  it('is not of credentials that last', async () => {
    const fixture = await withRole();
    const Condition = { Null: { 'aws:TokenIssueTime': 'true' } };
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Action: 'kms:ListKeys', Condition }));
    const made = must(await fixture.admin['CreateAccessKey']?.({ principalArn: userArn(ACCOUNT_A, 'alice') }), 'a key');
    const accessKeyId = String(made['accessKeyId']);
    const credential = must(await fixture.services.identities.accessKey(accessKeyId), 'a credential');
    const caller = { ...alice.caller, credential };
    expect(await outcomeOf(fixture.pipeline.run('ListKeys', { ...alice, caller }, {}))).toBe('ok');
  });
});
