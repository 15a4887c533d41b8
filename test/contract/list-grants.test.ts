import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { createGrant, UNKNOWN_GRANT_ID, userOf } from '../harness/grants.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListGrants', ({ door, a, call, refusal }) => {
  it('shows everything that a grant says', async () => {
    const { keyId, arn } = await createKey(door, a);
    const constraints = { encryptionContextEquals: { dept: 'IT', b: '2' }, encryptionContextSubset: { b: '2' } };
    const { grantId } = await createGrant(door, a, keyId, { name: 'n', retiringPrincipal: a.arn, constraints });
    const { grants, truncated } = await call('ListGrants', { keyId });
    expect(truncated).toBe(false);
    expect(grants).toHaveLength(1);
    const { creationDate, operations, ...rest } = grants[0] as (typeof grants)[number];
    expect(rest).toEqual({
      keyId: arn,
      grantId,
      name: 'n',
      granteePrincipal: userOf(a, 'grantee'),
      retiringPrincipal: a.arn,
      issuingAccount: `arn:aws:iam::${a.accountId}:root`,
      constraints,
    });
    expect([...operations].sort()).toEqual(['Decrypt', 'Encrypt']);
    expect(creationDate).toBeGreaterThan(0);
  });

  it('pages, and filters by grantee and by id', async () => {
    const { keyId } = await createKey(door, a);
    const one = userOf(a, 'one');
    const made = [];
    for (let index = 0; index < 5; index += 1) {
      made.push(await createGrant(door, a, keyId, index % 2 === 0 ? { granteePrincipal: one } : {}));
    }
    const idsOf = async (filter: object): Promise<string[]> => {
      const ids: string[] = [];
      for (let marker: string | undefined; ;) {
        const page = await call('ListGrants', {
          keyId,
          limit: 2,
          ...filter,
          ...(marker === undefined ? {} : { marker }),
        });
        ids.push(...page.grants.map((grant) => grant.grantId));
        if (!page.truncated) return ids;
        marker = page.nextMarker;
      }
    };
    const ids = made.map((grant) => grant.grantId);
    expect((await idsOf({})).sort()).toEqual([...ids].sort());
    expect((await idsOf({ granteePrincipal: one })).sort()).toEqual([ids[0], ids[2], ids[4]].sort());
    expect(await idsOf({ grantId: ids[1] })).toEqual([ids[1]]);
    expect(await idsOf({ grantId: ids[1], granteePrincipal: one })).toEqual([]);
    expect(await idsOf({ grantId: UNKNOWN_GRANT_ID })).toEqual([]);
    const elsewhere = await createKey(door, a);
    expect((await call('ListGrants', { keyId: elsewhere.keyId, grantId: ids[0] as string })).grants).toEqual([]);
  });

  it.each([
    [{ limit: 101 }, 'ValidationException'],
    [{ grantId: 'x' }, 'InvalidGrantIdException'],
    [{ marker: 'x' }, 'InvalidMarkerException'],
    [{ granteePrincipal: 'arn:a', granteeServicePrincipal: 'logs.amazonaws.com' }, 'ValidationException'],
  ])('%j → %s', async (input, exception) => {
    const { keyId } = await createKey(door, a);
    expect((await refusal('ListGrants', { keyId, ...input })).exception).toBe(exception);
  });
});
