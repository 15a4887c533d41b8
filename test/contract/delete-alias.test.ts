import { expect, it } from 'vitest';
import { bytes, createAlias, createKey, newAliasName } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('DeleteAlias', ({ door, a, call, refusal }) => {
  it('ends the name and leaves the key', async () => {
    const key = await createKey(door, a);
    const aliasName = await createAlias(door, a, key);
    await call('DeleteAlias', { aliasName });
    expect((await refusal('Encrypt', { keyId: aliasName, plaintext: bytes(4) })).exception).toBe('NotFoundException');
    await call('Encrypt', { keyId: key.keyId, plaintext: bytes(4) });
  });

  it('works while the key is pending deletion', async () => {
    const key = await createKey(door, a);
    const aliasName = await createAlias(door, a, key);
    await call('ScheduleKeyDeletion', { keyId: key.keyId });
    await call('DeleteAlias', { aliasName });
    expect((await call('ListAliases', { keyId: key.keyId })).aliases).toEqual([]);
  });

  it('rejects an alias that does not exist → NotFoundException', async () => {
    expect((await refusal('DeleteAlias', { aliasName: newAliasName() })).exception).toBe('NotFoundException');
  });
});
