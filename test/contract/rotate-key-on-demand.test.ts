import { expect, it } from 'vitest';
import { bytes, createAlias, createKey, hex } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const ROTATIONS_MAX = 25;

throughEveryDoor('RotateKeyOnDemand', ({ door, a, call, refusal }) => {
  it('makes new material for what is encrypted from now on; old ciphertexts keep decrypting', async () => {
    const { keyId, arn } = await createKey(door, a);
    const materialOf = async () => (await call('DescribeKey', { keyId })).keyMetadata.currentKeyMaterialId;
    const [plaintext, first] = [bytes(32), await materialOf()];
    const old = (await call('Encrypt', { keyId, plaintext })).ciphertextBlob;
    expect(await call('RotateKeyOnDemand', { keyId })).toEqual({ keyId: arn });
    const second = await materialOf();
    expect(second).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);

    const decrypted = await call('Decrypt', { ciphertextBlob: old });
    expect(decrypted).toMatchObject({ keyId: arn, keyMaterialId: first });
    expect(hex(decrypted.plaintext)).toBe(hex(plaintext));
    const fresh = (await call('Encrypt', { keyId, plaintext })).ciphertextBlob;
    expect((await call('Decrypt', { ciphertextBlob: fresh, keyId })).keyMaterialId).toBe(second);
    expect((await call('GenerateDataKey', { keyId, keySpec: 'AES_256' })).keyMaterialId).toBe(second);
    const wrapped = await call('GenerateDataKeyWithoutPlaintext', { keyId, keySpec: 'AES_256' });
    expect(wrapped.keyMaterialId).toBe(second);
    expect(await call('ReEncrypt', { ciphertextBlob: old, destinationKeyId: keyId })).toMatchObject({
      sourceKeyMaterialId: first,
      destinationKeyMaterialId: second,
    });
  });

  it('does not move the automatic schedule', async () => {
    const { keyId } = await createKey(door, a);
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 730 });
    const before = await call('GetKeyRotationStatus', { keyId });
    await call('RotateKeyOnDemand', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual(before);
  });

  it(`rotates a key ${String(ROTATIONS_MAX)} times and no more → LimitExceededException`, async () => {
    const { keyId, arn } = await createKey(door, a);
    const first = (await call('Encrypt', { keyId, plaintext: bytes(4) })).ciphertextBlob;
    for (let count = 0; count < ROTATIONS_MAX; count += 1) await call('RotateKeyOnDemand', { keyId });
    expect(await refusal('RotateKeyOnDemand', { keyId })).toEqual({
      exception: 'LimitExceededException',
      message:
        'The on-demand rotations limit has been reached for the given keyId. ' +
        `No more on-demand rotations can be performed for this key: ${arn}`,
    });
    expect((await call('ListKeyRotations', { keyId })).rotations).toHaveLength(ROTATIONS_MAX);
    await call('Decrypt', { ciphertextBlob: first });
  });

  it('of one key at the same time: each is a rotation of its own', async () => {
    const { keyId } = await createKey(door, a);
    await Promise.all([call('RotateKeyOnDemand', { keyId }), call('RotateKeyOnDemand', { keyId })]);
    const { rotations } = await call('ListKeyRotations', { keyId });
    expect(rotations.map((rotation) => rotation.keyMaterialState)).toEqual(['NON_CURRENT', 'CURRENT']);
  });

  it('takes no alias → NotFoundException', async () => {
    const alias = await createAlias(door, a, await createKey(door, a));
    expect((await refusal('RotateKeyOnDemand', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
