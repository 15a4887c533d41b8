/** What an AWS service may do, through the whole pipeline: it acts for one account, and within that. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture } from '../testing/front-end-fixture.js';
import { keyOf, newService, outcomeOf, policyOf, type Statement } from '../testing/principals.js';

const PLAINTEXT = utf8('hello');
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
    expect(await encrypt(ACCOUNT_A)).toMatch(name === 'for another account' ? /^AccessDeniedException/ : /^ok$/);
    expect(await encrypt(ACCOUNT_B)).toMatch(/^AccessDeniedException/);
  });
});
