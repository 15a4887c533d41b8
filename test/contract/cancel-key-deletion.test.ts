import { expect, it } from 'vitest';
import { bytes, createKey, hex } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('CancelKeyDeletion', ({ door, a, call, refusal }) => {
  it('leaves the key disabled, and old ciphertexts readable once it is enabled', async () => {
    const { keyId, arn } = await createKey(door, a);
    const plaintext = bytes(20);
    const { ciphertextBlob } = await call('Encrypt', { keyId, plaintext });
    await call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 7 });
    expect((await call('CancelKeyDeletion', { keyId })).keyId).toBe(arn);
    const { keyMetadata } = await call('DescribeKey', { keyId });
    expect(keyMetadata.keyState).toBe('Disabled');
    expect(Object.keys(keyMetadata)).not.toContain('deletionDate');
    await call('EnableKey', { keyId });
    expect(hex((await call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
  });

  it('rejects a key that is not pending deletion → KMSInvalidStateException', async () => {
    const { keyId, arn } = await createKey(door, a);
    expect(await refusal('CancelKeyDeletion', { keyId })).toEqual({
      exception: 'KMSInvalidStateException',
      message: `${arn} is not pending deletion.`,
    });
  });
});
