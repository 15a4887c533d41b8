import { describe, expect, it } from 'vitest';
import { ACCOUNT_A, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import { newUser, policyOf } from '../testing/principals.js';
import { authorizeLookup } from './authorize-lookup.js';

describe('cloudtrail:LookupEvents', () => {
  it.each<[string, string | undefined, boolean]>([
    ['a user without a policy', undefined, false],
    ['a user who may', policyOf({ Action: 'cloudtrail:LookupEvents' }), true],
    ['a user who may do everything in KMS', policyOf({ Action: 'kms:*' }), false],
    [
      'a user who may from elsewhere',
      policyOf({ Action: 'cloudtrail:*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      false,
    ],
  ])('%s: %s', async (_name, policy, allowed) => {
    const fixture = await frontEndFixture();
    const { caller } = await newUser(fixture, ACCOUNT_A, 'alice', policy);
    const facts = { caller, region: REGION, sourceAddress: '127.0.0.1', userAgent: 'test', now: 0 };
    const refused = { exception: 'AccessDeniedException' };
    if (allowed) authorizeLookup(facts);
    else
      expect(() => {
        authorizeLookup(facts);
      }).toThrow(expect.objectContaining(refused) as Error);
  });

  it('the root of the account may', async () => {
    const fixture = await frontEndFixture();
    const { caller } = await fixture.callFor(ACCOUNT_A);
    authorizeLookup({ caller, region: REGION, sourceAddress: '127.0.0.1', userAgent: 'test', now: 0 });
  });
});
