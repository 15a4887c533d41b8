import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('PutKeyPolicy', ({ door, a, call, refusal }) => {
  const statement = {
    Sid: 'everything',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${a.accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const document = (statements: readonly object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });

  it('stores the policy word for word', async () => {
    const { keyId } = await createKey(door, a);
    const policy = ` ${document([statement])}\n`;
    await call('PutKeyPolicy', { keyId, policyName: 'default', policy });
    expect((await call('GetKeyPolicy', { keyId })).policy).toBe(policy);
  });

  it.each([
    ['no JSON', '{'],
    ['no statement', JSON.stringify({ Version: '2012-10-17' })],
    ['an unknown effect', document([{ ...statement, Effect: 'Maybe' }])],
    ['an unknown element', document([{ ...statement, Colour: 'red' }])],
    ['characters beyond U+00FF', document([{ ...statement, Sid: '漢' }])],
  ])('rejects %s → MalformedPolicyDocumentException', async (_case, policy) => {
    const { keyId } = await createKey(door, a);
    const { exception } = await refusal('PutKeyPolicy', { keyId, policy });
    expect(exception).toMatch(/^(MalformedPolicyDocument|Validation)Exception$/);
  });

  it('rejects a policy of more than 32 KiB → LimitExceededException', async () => {
    const { keyId } = await createKey(door, a);
    const policy = document([{ ...statement, Sid: 'x'.repeat(33_000) }]);
    expect((await refusal('PutKeyPolicy', { keyId, policy })).exception).toBe('LimitExceededException');
  });

  it('rejects another policy name → ValidationException or NotFoundException', async () => {
    const { keyId } = await createKey(door, a);
    const { exception } = await refusal('PutKeyPolicy', { keyId, policyName: 'other', policy: document([statement]) });
    expect(exception).toMatch(/^(Validation|NotFound)Exception$/);
  });
});
