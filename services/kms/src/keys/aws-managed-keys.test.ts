import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { defaultKeyPolicy } from '@strongroom/iam/policy/default-key-policy.js';
import { TimedJobs } from '../jobs/timed-jobs.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { newService, newUser, outcomeOf, policyOf } from '../testing/principals.js';

const PLAINTEXT = utf8('an object');
const ALIAS = 'alias/aws/s3';
const YEAR_MS = 365 * 86_400_000;

async function withManagedKey(): Promise<{ fixture: FrontEndFixture; keyId: string }> {
  const fixture = await frontEndFixture();
  const s3 = await newService(fixture, ACCOUNT_A, 's3');
  await fixture.pipeline.run('Encrypt', s3, { keyId: ALIAS, plaintext: PLAINTEXT });
  const alias = must(await fixture.store.reads.alias(REGION, ACCOUNT_A, ALIAS), 'the alias');
  return { fixture, keyId: alias.target_key_id };
}

const aliases = (aliasName: string): object => ({
  'ForAnyValue:StringEquals': { 'kms:ResourceAliases': aliasName },
});

describe('an AWS managed key', () => {
  it('is made by its service’s first use, once, and for each account', async () => {
    const fixture = await frontEndFixture();
    const { pipeline, store } = fixture;
    const [a, b] = [await newService(fixture, ACCOUNT_A, 's3'), await newService(fixture, ACCOUNT_B, 's3')];
    const uses = [a, a, a, b].map((call) => pipeline.run('Encrypt', call, { keyId: ALIAS, plaintext: PLAINTEXT }));
    await Promise.all(uses);
    expect(await store.reads.countKeys(REGION, ACCOUNT_A)).toBe(1);
    expect(await store.reads.countKeys(REGION, ACCOUNT_B)).toBe(1);
    const root = await fixture.callFor(ACCOUNT_A);
    const { keyMetadata } = await pipeline.run('DescribeKey', root, { keyId: ALIAS });
    expect(keyMetadata).toMatchObject({
      keyManager: 'AWS',
      keyState: 'Enabled',
      description: 'Default key that protects my S3 objects when no other key is defined',
    });
    expect((await pipeline.run('ListAliases', root, {})).aliases).toMatchObject([{ aliasName: ALIAS }]);
    const created = (await fixture.events()).filter((event) => event['name'] === 'CreateKey');
    expect(created.map((event) => event['account'])).toEqual([ACCOUNT_A, ACCOUNT_B]);
  });

  it('is made by a look at it, and by nothing else of the account', async () => {
    const fixture = await frontEndFixture();
    const { pipeline } = fixture;
    const root = await fixture.callFor(ACCOUNT_A);
    const use = (): Promise<string> =>
      outcomeOf(pipeline.run('Encrypt', root, { keyId: 'alias/aws/ebs', plaintext: PLAINTEXT }));
    expect(await use()).toMatch(/^NotFoundException/);
    const arn = `arn:aws:kms:${REGION}:${ACCOUNT_A}:alias/aws/ebs`;
    expect((await pipeline.run('DescribeKey', root, { keyId: arn })).keyMetadata?.keyManager).toBe('AWS');
    expect(await use()).toMatch(/^AccessDeniedException/);
    const describe = (keyId: string): Promise<string> => outcomeOf(pipeline.run('DescribeKey', root, { keyId }));
    expect(await describe('alias/aws/cheese')).toMatch(/^NotFoundException/);
    expect(await describe(`arn:aws:kms:${REGION}:${ACCOUNT_B}:alias/aws/ebs`)).toMatch(/^AccessDeniedException/);
    expect(await fixture.store.reads.countKeys(REGION, ACCOUNT_B)).toBe(0);
  });

  it.each<[string, string | undefined]>([
    ['nothing allows it', undefined],
    ['all is denied', policyOf({ Action: 'kms:*' }, { Effect: 'Deny', Action: '*' })],
    [
      'its alias is denied',
      policyOf({ Action: 'kms:*' }, { Effect: 'Deny', Action: 'kms:*', Condition: aliases(ALIAS) }),
    ],
    ['only another key is allowed', policyOf({ Action: 'kms:DescribeKey', Resource: 'arn:aws:kms:*:*:key/x' })],
  ])('is not made by a look of a user where %s', async (_name, policy) => {
    const fixture = await frontEndFixture();
    const { pipeline, store } = fixture;
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policy);
    for (const keyId of [ALIAS, `arn:aws:kms:${REGION}:${ACCOUNT_A}:${ALIAS}`]) {
      expect(await outcomeOf(pipeline.run('DescribeKey', alice, { keyId }))).toMatch(/^NotFoundException/);
    }
    expect(await store.reads.alias(REGION, ACCOUNT_A, ALIAS)).toBeUndefined();
    expect(await store.reads.countKeys(REGION, ACCOUNT_A)).toBe(0);
    const root = await fixture.callFor(ACCOUNT_A);
    expect(await outcomeOf(pipeline.run('DescribeKey', root, { keyId: ALIAS }))).toBe('ok');
    expect(await outcomeOf(pipeline.run('DescribeKey', alice, { keyId: ALIAS }))).toMatch(/^AccessDeniedException/);
  });

  it('is made by a look of a user whom a policy allows it', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(
      fixture,
      ACCOUNT_A,
      'alice',
      policyOf({ Action: 'kms:DescribeKey', Condition: aliases(ALIAS) }),
    );
    expect(await outcomeOf(fixture.pipeline.run('DescribeKey', alice, { keyId: ALIAS }))).toBe('ok');
    expect(await fixture.store.reads.countKeys(REGION, ACCOUNT_A)).toBe(1);
  });

  it('serves its own service alone', async () => {
    const { fixture, keyId } = await withManagedKey();
    const use = { keyId: ALIAS, plaintext: PLAINTEXT };
    for (const [account, service] of [
      [ACCOUNT_A, 'ebs'],
      [ACCOUNT_B, 's3'],
    ] as const) {
      const call = await newService(fixture, account, service);
      const named = { ...use, keyId: `arn:aws:kms:${REGION}:${ACCOUNT_A}:key/${keyId}` };
      expect(await outcomeOf(fixture.pipeline.run('Encrypt', call, named))).toMatch(/^AccessDeniedException/);
    }
    const root = await fixture.callFor(ACCOUNT_A);
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', root, use))).toMatch(/^AccessDeniedException/);
  });

  it('can be looked at by the account, and managed by nobody', async () => {
    const { fixture, keyId } = await withManagedKey();
    const { pipeline } = fixture;
    const root = await fixture.callFor(ACCOUNT_A);
    const policy = defaultKeyPolicy(ACCOUNT_A);
    const managing = [
      pipeline.run('DisableKey', root, { keyId }),
      pipeline.run('ScheduleKeyDeletion', root, { keyId }),
      pipeline.run('PutKeyPolicy', root, { keyId, policy }),
      pipeline.run('PutKeyPolicy', root, { keyId, policy, bypassPolicyLockoutSafetyCheck: true }),
      pipeline.run('DisableKeyRotation', root, { keyId }),
      pipeline.run('RotateKeyOnDemand', root, { keyId }),
      pipeline.run('TagResource', root, { keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] }),
      pipeline.run('UpdateKeyDescription', root, { keyId, description: 'mine' }),
      pipeline.run('CreateAlias', root, { aliasName: 'alias/mine', targetKeyId: keyId }),
      pipeline.run('CreateGrant', root, {
        keyId,
        granteePrincipal: `arn:aws:iam::${ACCOUNT_B}:root`,
        operations: ['Decrypt'],
      }),
    ];
    for (const attempt of managing) expect(await outcomeOf(attempt)).toMatch(/^AccessDeniedException/);
    expect(await outcomeOf(pipeline.run('DeleteAlias', root, { aliasName: ALIAS }))).not.toBe('ok');
    const own = (await pipeline.run('CreateKey', root, {})).keyMetadata?.keyId ?? '';
    const steal = pipeline.run('UpdateAlias', root, { aliasName: ALIAS, targetKeyId: own });
    expect(await outcomeOf(steal)).not.toBe('ok');
    for (const look of [
      pipeline.run('GetKeyPolicy', root, { keyId }),
      pipeline.run('ListKeyPolicies', root, { keyId }),
      pipeline.run('ListResourceTags', root, { keyId }),
      pipeline.run('ListGrants', root, { keyId }),
    ]) {
      expect(await outcomeOf(look)).toBe('ok');
    }
  });

  it('rotates every year', async () => {
    const { fixture, keyId } = await withManagedKey();
    const root = await fixture.callFor(ACCOUNT_A);
    const status = await fixture.pipeline.run('GetKeyRotationStatus', root, { keyId });
    expect(status).toMatchObject({ keyRotationEnabled: true, rotationPeriodInDays: 365 });
    fixture.services.clock.adopt(2 * YEAR_MS + 60_000);
    await new TimedJobs(fixture.services).run();
    expect((await fixture.pipeline.run('ListKeyRotations', root, { keyId })).rotations).toHaveLength(2);
  });
});
