import { expect, it } from 'vitest';
import { createKey, unknownKeyArn } from '../harness/fixtures.js';
import { createGrant, UNKNOWN_GRANT_ID, userOf } from '../harness/grants.js';
import { refusalOf, throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('RetireGrant', ({ door, a, b, call, refusal }) => {
  it('by token, and by key and id, by the account that made the grant', async () => {
    const { keyId, arn } = await createKey(door, a);
    const [one, two] = [await createGrant(door, a, keyId), await createGrant(door, a, keyId)];
    const dryRun = { grantToken: one.grantToken, dryRun: true };
    expect((await refusal('RetireGrant', dryRun)).exception).toBe('DryRunOperationException');
    await call('RetireGrant', { grantToken: one.grantToken });
    expect((await refusal('RetireGrant', { grantToken: one.grantToken })).exception).toBe('InvalidGrantTokenException');
    await call('RetireGrant', { keyId: arn, grantId: two.grantId });
    expect((await call('ListGrants', { keyId })).grants).toEqual([]);
  });

  it('by the retiring principal of another account, in any state of the key', async () => {
    const { keyId, arn } = await createKey(door, a);
    const { grantId } = await createGrant(door, a, keyId, { retiringPrincipal: b.arn });
    await call('DisableKey', { keyId });
    await door.call('RetireGrant', { keyId: arn, grantId }, b);
    expect((await call('ListGrants', { keyId })).grants).toEqual([]);
  });

  it('by the grantee only if RetireGrant is among its operations', async () => {
    const { keyId, arn } = await createKey(door, a);
    const without = await createGrant(door, a, keyId, { granteePrincipal: b.arn });
    const operations = ['Decrypt', 'RetireGrant'] as const;
    const having = await createGrant(door, a, keyId, { granteePrincipal: b.arn, operations });
    const refused = await refusalOf(door.call('RetireGrant', { keyId: arn, grantId: without.grantId }, b));
    expect(refused.exception).toBe('AccessDeniedException');
    const byToken = await refusalOf(door.call('RetireGrant', { grantToken: without.grantToken }, b));
    expect(byToken.exception).toBe('AccessDeniedException');
    await door.call('RetireGrant', { grantToken: having.grantToken }, b);
    expect((await call('ListGrants', { keyId })).grants).toMatchObject([{ grantId: without.grantId }]);
  });

  it('a stranger hears the same whether or not the grant and the key exist', async () => {
    const key = await createKey(door, a);
    const { grantId } = await createGrant(door, a, key.keyId, { retiringPrincipal: userOf(a, 'x') });
    const tries = [
      { keyId: key.arn, grantId },
      { keyId: key.arn, grantId: UNKNOWN_GRANT_ID },
      { keyId: unknownKeyArn(key), grantId },
    ];
    const messages = [];
    for (const input of tries) {
      const { exception, message } = await refusalOf(door.call('RetireGrant', input, b));
      expect(exception).toBe('AccessDeniedException');
      messages.push(message.replace(input.keyId, 'KEY'));
    }
    expect(new Set(messages).size).toBe(1);
  });

  it.each([
    [{}, 'ValidationException'],
    [{ grantId: UNKNOWN_GRANT_ID }, 'ValidationException'],
    [{ grantToken: 'x', grantId: UNKNOWN_GRANT_ID }, 'ValidationException'],
    [{ grantToken: 'x' }, 'InvalidGrantTokenException'],
    [{ keyId: 'alias/x', grantId: UNKNOWN_GRANT_ID }, 'NotFoundException'],
    [{ keyId: 'arn:aws:s3:::b', grantId: UNKNOWN_GRANT_ID }, 'InvalidArnException'],
    [{ keyId: '1234abcd-12ab-34cd-56ef-1234567890ab', grantId: UNKNOWN_GRANT_ID }, 'NotFoundException'],
    [{ keyId: '1234abcd-12ab-34cd-56ef-1234567890ab', grantId: 'x' }, 'InvalidGrantIdException'],
  ])('%j → %s', async (input, exception) => {
    expect((await refusal('RetireGrant', input)).exception).toBe(exception);
  });
});
