/** What an AWS service may do, through the whole pipeline: it acts for one account, and within that. */
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import { keyOf, newService, outcomeOf, policyOf, userArn, type Statement } from '../testing/principals.js';

const PLAINTEXT = utf8('hello');
const DENIED = /^AccessDeniedException/;
const S3 = { Service: 's3.amazonaws.com' };

describe('a service', () => {
  it.each<[string, Partial<Statement>]>([
    ['by its name', { Principal: S3 }],
    ['as one of everyone', { Principal: '*' }],
    ['for the account', { Principal: S3, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_A } } }],
    ['for another account', { Principal: S3, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_B } } }],
  ])('that the key policy allows %s acts for the key’s account alone', async (name, statement) => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A, { policy: policyOf({ Action: 'kms:Encrypt', ...statement }) });
    const encrypt = async (account: AccountId) => {
      const call = await newService(fixture, account, 's3');
      return outcomeOf(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }));
    };
    expect(await encrypt(ACCOUNT_A)).toMatch(name === 'for another account' ? DENIED : /^ok$/);
    expect(await encrypt(ACCOUNT_B)).toMatch(DENIED);
  });

  it('whose grant has a SourceArn passes nothing on, and retires it for the key’s account alone', async () => {
    const fixture = await frontEndFixture();
    const { pipeline } = fixture;
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const constraints = { sourceArn: `arn:aws:s3:${REGION}:${ACCOUNT_A}:bucket` };
    const { grantToken } = await pipeline.run('CreateGrant', await fixture.callFor(ACCOUNT_A), {
      keyId,
      granteeServicePrincipal: S3.Service,
      retiringServicePrincipal: S3.Service,
      operations: ['Encrypt', 'CreateGrant', 'DescribeKey'],
      constraints,
    });
    const [own, other] = [await newService(fixture, ACCOUNT_A, 's3'), await newService(fixture, ACCOUNT_B, 's3')];
    const passedOn = {
      keyId,
      granteePrincipal: userArn(ACCOUNT_B, 'mallory'),
      operations: ['Encrypt'] as const,
      constraints,
    };
    for (const call of [own, other]) {
      expect(await outcomeOf(pipeline.run('CreateGrant', call, passedOn))).toMatch(DENIED);
      expect(await outcomeOf(pipeline.run('DescribeKey', call, { keyId }))).toMatch(DENIED);
    }
    const retire = (call: typeof own) =>
      outcomeOf(pipeline.run('RetireGrant', call, { grantToken: must(grantToken, 'a token') }));
    expect(await retire(other)).toMatch(DENIED);
    expect(await retire(own)).toBe('ok');
  });
});
