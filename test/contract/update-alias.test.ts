import { expect, it } from 'vitest';
import { bytes, createAlias, createKey, newAliasName } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('UpdateAlias', ({ door, a, call, refusal }) => {
  it('points the name to another key at once', async () => {
    const [one, two] = await Promise.all([createKey(door, a), createKey(door, a)]);
    const aliasName = await createAlias(door, a, one);
    expect((await call('Encrypt', { keyId: aliasName, plaintext: bytes(4) })).keyId).toBe(one.arn);
    await call('UpdateAlias', { aliasName, targetKeyId: two.keyId });
    expect((await call('Encrypt', { keyId: aliasName, plaintext: bytes(4) })).keyId).toBe(two.arn);
    const { aliases } = await call('ListAliases', { keyId: one.keyId });
    expect(aliases).toEqual([]);
  });

  it('rejects an alias that does not exist → NotFoundException', async () => {
    const key = await createKey(door, a);
    const { exception } = await refusal('UpdateAlias', { aliasName: newAliasName(), targetKeyId: key.keyId });
    expect(exception).toBe('NotFoundException');
  });

  it('rejects a target that is pending deletion → KMSInvalidStateException, and takes one away from it', async () => {
    const [going, staying] = await Promise.all([createKey(door, a), createKey(door, a)]);
    const [ofGoing, ofStaying] = [await createAlias(door, a, going), await createAlias(door, a, staying)];
    await call('ScheduleKeyDeletion', { keyId: going.keyId });
    const refused = await refusal('UpdateAlias', { aliasName: ofStaying, targetKeyId: going.keyId });
    expect(refused.exception).toBe('KMSInvalidStateException');
    await call('UpdateAlias', { aliasName: ofGoing, targetKeyId: staying.keyId });
  });
});
