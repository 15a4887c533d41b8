import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { createGrant, userOf } from '../harness/grants.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListRetirableGrants', ({ door, a, b, call, refusal }) => {
  it('lists what a principal of the own account may retire, on keys of any account', async () => {
    const retiringPrincipal = userOf(b, `retiree-${randomUUID()}`);
    const keys = [await createKey(door, a), await createKey(door, b)] as const;
    const ofA = await createGrant(door, a, keys[0].keyId, { retiringPrincipal });
    const ofB = await createGrant(door, b, keys[1].keyId, { retiringPrincipal });
    await createGrant(door, a, keys[0].keyId);
    const first = await door.call('ListRetirableGrants', { retiringPrincipal, limit: 1 }, b);
    expect(first.truncated).toBe(true);
    const rest = await door.call('ListRetirableGrants', { retiringPrincipal, marker: first.nextMarker }, b);
    expect(rest.truncated).toBe(false);
    const listed = [...first.grants, ...rest.grants].map((grant) => [grant.grantId, grant.keyId]);
    expect(listed.sort()).toEqual(
      [
        [ofA.grantId, keys[0].arn],
        [ofB.grantId, keys[1].arn],
      ].sort(),
    );
    await call('RevokeGrant', { keyId: keys[0].keyId, grantId: ofA.grantId });
    expect((await door.call('ListRetirableGrants', { retiringPrincipal }, b)).grants).toHaveLength(1);
  });

  it('of a principal of another account, or of a service → AccessDeniedException', async () => {
    const asked = [{ retiringPrincipal: b.arn }, { retiringServicePrincipal: 'logs.amazonaws.com' }];
    for (const input of asked) {
      expect((await refusal('ListRetirableGrants', input)).exception).toBe('AccessDeniedException');
    }
  });

  it.each([
    [{}, 'ValidationException'],
    [{ retiringPrincipal: 'x' }, 'InvalidArnException'],
    [{ retiringPrincipal: 'arn:aws:iam::111122223333:root', limit: 101 }, 'ValidationException'],
    [{ retiringPrincipal: 'arn:aws:iam::111122223333:root', marker: '?' }, 'InvalidMarkerException'],
  ])('%j → %s', async (input, exception) => {
    expect((await refusal('ListRetirableGrants', input)).exception).toBe(exception);
  });
});
