import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { createGrant, UNKNOWN_GRANT_ID } from '../harness/grants.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('RevokeGrant', ({ door, a, call, refusal }) => {
  it('ends the grant and its tokens, once', async () => {
    const { keyId, arn } = await createKey(door, a);
    const { grantId, grantToken } = await createGrant(door, a, keyId);
    await call('DescribeKey', { keyId, grantTokens: [grantToken] });
    expect((await refusal('RevokeGrant', { keyId, grantId, dryRun: true })).exception).toBe('DryRunOperationException');
    await call('RevokeGrant', { keyId: arn, grantId });
    expect((await call('ListGrants', { keyId })).grants).toEqual([]);
    expect((await refusal('RevokeGrant', { keyId, grantId })).exception).toBe('NotFoundException');
    const presented = { keyId, grantTokens: [grantToken] };
    expect((await refusal('DescribeKey', presented)).exception).toBe('InvalidGrantTokenException');
  });

  it('works whatever the state of the key', async () => {
    const { keyId } = await createKey(door, a);
    const { grantId } = await createGrant(door, a, keyId);
    await call('ScheduleKeyDeletion', { keyId });
    await call('RevokeGrant', { keyId, grantId });
  });

  it('a grant on another key, none, or no id', async () => {
    const [one, two] = [await createKey(door, a), await createKey(door, a)];
    const { grantId } = await createGrant(door, a, one.keyId);
    const { keyId } = two;
    expect((await refusal('RevokeGrant', { keyId, grantId })).exception).toBe('NotFoundException');
    expect((await refusal('RevokeGrant', { keyId, grantId: UNKNOWN_GRANT_ID })).exception).toBe('NotFoundException');
    expect((await refusal('RevokeGrant', { keyId, grantId: 'x' })).exception).toBe('InvalidGrantIdException');
    expect((await call('ListGrants', { keyId: one.keyId })).grants).toHaveLength(1);
  });
});
