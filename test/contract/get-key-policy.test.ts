import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GetKeyPolicy', ({ door, a, call, refusal }) => {
  it('answers the default policy: the account may do everything', async () => {
    const { keyId } = await createKey(door, a);
    const { policy, policyName } = await call('GetKeyPolicy', { keyId, policyName: 'default' });
    expect(policyName).toBe('default');
    expect(JSON.parse(policy)).toMatchObject({
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${a.accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    });
  });

  it('rejects another policy name → NotFoundException', async () => {
    const { keyId } = await createKey(door, a);
    expect(await refusal('GetKeyPolicy', { keyId, policyName: 'other' })).toEqual({
      exception: 'NotFoundException',
      message: 'No such policy exists',
    });
  });
});
