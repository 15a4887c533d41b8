import { beforeAll, expect, it } from 'vitest';
import { aliasArn, bytes, createKey, newAliasName, unknownKeyId, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('CreateAlias', ({ door, a, b, call, refusal }) => {
  let key: TestKey;
  beforeAll(async () => {
    key = await createKey(door, a);
  });

  it('names the key at once', async () => {
    const aliasName = newAliasName();
    await call('CreateAlias', { aliasName, targetKeyId: key.arn });
    const answer = await call('Encrypt', { keyId: aliasName, plaintext: bytes(4) });
    expect(answer.keyId).toBe(key.arn);
  });

  it('rejects a name that is taken → AlreadyExistsException; another tenant may have it', async () => {
    const aliasName = newAliasName();
    await call('CreateAlias', { aliasName, targetKeyId: key.keyId });
    expect(await refusal('CreateAlias', { aliasName, targetKeyId: key.keyId })).toEqual({
      exception: 'AlreadyExistsException',
      message: `An alias with the name ${aliasArn(key, aliasName)} already exists`,
    });
    const other = await createKey(door, b);
    await door.call('CreateAlias', { aliasName, targetKeyId: other.keyId }, b);
  });

  it('of two that race for a name, one wins', async () => {
    const aliasName = newAliasName();
    const attempts = Array.from({ length: 8 }, () => call('CreateAlias', { aliasName, targetKeyId: key.keyId }));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('rejects a name without the prefix → ValidationException', async () => {
    const { exception, message } = await refusal('CreateAlias', { aliasName: 'orders', targetKeyId: key.keyId });
    expect(exception).toBe('ValidationException');
    expect(message).toContain('Alias must start with the prefix "alias/"');
  });

  it('rejects a reserved name → NotAuthorizedException or InvalidAliasNameException', async () => {
    const { exception } = await refusal('CreateAlias', { aliasName: 'alias/aws/s3', targetKeyId: key.keyId });
    expect(exception).toMatch(/^(NotAuthorized|InvalidAliasName)Exception$/);
  });

  it.each(['alias/with space', 'alias/ü', ''])('rejects the name %j → ValidationException', async (aliasName) => {
    const { exception } = await refusal('CreateAlias', { aliasName, targetKeyId: key.keyId });
    expect(exception).toMatch(/^(Validation|InvalidAliasName)Exception$/);
  });

  it('rejects a target that does not exist → NotFoundException', async () => {
    const { exception } = await refusal('CreateAlias', { aliasName: newAliasName(), targetKeyId: unknownKeyId() });
    expect(exception).toBe('NotFoundException');
  });

  it('rejects the 51st alias of a key → LimitExceededException', async () => {
    const { keyId } = await createKey(door, a);
    for (let made = 0; made < 50; made += 1)
      await call('CreateAlias', { aliasName: newAliasName(), targetKeyId: keyId });
    const { exception } = await refusal('CreateAlias', { aliasName: newAliasName(), targetKeyId: keyId });
    expect(exception).toBe('LimitExceededException');
  });
});
