import { expect, it } from 'vitest';
import type { KeySpec, KeyUsageType } from '@strongroom/proto/gen/kms-types.js';
import { bytes, createAlias, createKey, newAliasName, type TestKey } from '../harness/fixtures.js';
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

  it('takes a key of another spec but the same type and usage, and no other → ValidationException', async () => {
    const made = (keySpec: KeySpec, keyUsage: KeyUsageType): Promise<TestKey> =>
      createKey(door, a, { keySpec, keyUsage });
    const p256 = await made('ECC_NIST_P256', 'SIGN_VERIFY');
    const aliasName = await createAlias(door, a, p256);
    const ed25519 = await made('ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    await call('UpdateAlias', { aliasName, targetKeyId: ed25519.keyId });
    for (const other of [await made('ECC_NIST_P256', 'KEY_AGREEMENT'), await createKey(door, a)]) {
      const refused = await refusal('UpdateAlias', { aliasName, targetKeyId: other.keyId });
      expect(refused.exception).toBe('ValidationException');
      expect(refused.message).toContain(ed25519.arn);
    }
    expect((await call('DescribeKey', { keyId: aliasName })).keyMetadata.keyId).toBe(ed25519.keyId);
  });
});
