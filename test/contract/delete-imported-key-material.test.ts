import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { ImportKeyMaterialRequest } from '@strongroom/proto/gen/kms-types.js';
import { bytes, createKey, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';
import { wrapMaterial } from '../harness/wrapping.js';

throughEveryDoor('DeleteImportedKeyMaterial', ({ door, a, call, refusal }) => {
  const wrapping = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;

  async function importInto(
    { keyId }: TestKey,
    material: Uint8Array,
    importType?: ImportKeyMaterialRequest['importType'],
  ): Promise<string> {
    const { publicKey, importToken } = await call('GetParametersForImport', { keyId, ...wrapping });
    const encryptedKeyMaterial = wrapMaterial(publicKey, wrapping.wrappingAlgorithm, material);
    const { keyMaterialId } = await call('ImportKeyMaterial', {
      keyId,
      importToken,
      encryptedKeyMaterial,
      expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ...(importType === undefined ? {} : { importType }),
    });
    return must(keyMaterialId, 'the id of the material');
  }
  const stateOf = async ({ keyId }: TestKey): Promise<string | undefined> =>
    (await call('DescribeKey', { keyId })).keyMetadata.keyState;

  it('makes the key unusable until the same material comes back', async () => {
    const key = await createKey(door, a, { origin: 'EXTERNAL' });
    const material = bytes(32);
    const keyMaterialId = await importInto(key, material);
    const plaintext = bytes(16);
    const { ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext });
    expect(await call('DeleteImportedKeyMaterial', { keyId: key.arn })).toEqual({ keyId: key.arn, keyMaterialId });
    expect(await stateOf(key)).toBe('PendingImport');
    expect(await refusal('Decrypt', { ciphertextBlob })).toEqual({
      exception: 'KMSInvalidStateException',
      message: `${key.arn} is pending import.`,
    });
    // Again: nothing to do.
    await call('DeleteImportedKeyMaterial', { keyId: key.keyId });
    await importInto(key, material);
    expect(await stateOf(key)).toBe('Enabled');
    expect(Buffer.from((await call('Decrypt', { ciphertextBlob })).plaintext)).toEqual(Buffer.from(plaintext));
  });

  describe('of several materials', () => {
    it('takes the named one; the key works again when all are back', async () => {
      const key = await createKey(door, a, { origin: 'EXTERNAL' });
      const [one, two] = [bytes(32), bytes(32)];
      const first = await importInto(key, one);
      await importInto(key, two, 'NEW_KEY_MATERIAL');
      await call('RotateKeyOnDemand', { keyId: key.keyId });
      expect((await call('DeleteImportedKeyMaterial', { keyId: key.keyId, keyMaterialId: first })).keyMaterialId).toBe(
        first,
      );
      await call('DeleteImportedKeyMaterial', { keyId: key.keyId });
      await importInto(key, two);
      expect(await stateOf(key)).toBe('PendingImport');
      await importInto(key, one);
      expect(await stateOf(key)).toBe('Enabled');
    });

    it('one that waits for its rotation may go: the key goes on', async () => {
      const key = await createKey(door, a, { origin: 'EXTERNAL' });
      await importInto(key, bytes(32));
      const waiting = await importInto(key, bytes(32), 'NEW_KEY_MATERIAL');
      await call('DeleteImportedKeyMaterial', { keyId: key.keyId, keyMaterialId: waiting });
      expect(await stateOf(key)).toBe('Enabled');
      expect(await refusal('RotateKeyOnDemand', { keyId: key.keyId })).toEqual({
        exception: 'UnsupportedOperationException',
        message: `No available key material pending rotation for the key: ${key.arn}.`,
      });
      // It was never used: a ciphertext that claims it names nothing, and another one may come.
      const { ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext: bytes(8) });
      const forged = Uint8Array.from(ciphertextBlob);
      forged.set(Buffer.from(waiting, 'hex'), 5);
      expect((await refusal('Decrypt', { ciphertextBlob: forged, keyId: key.keyId })).exception).toBe(
        'IncorrectKeyException',
      );
      await importInto(key, bytes(32), 'NEW_KEY_MATERIAL');
      await call('RotateKeyOnDemand', { keyId: key.keyId });
      await call('Decrypt', { ciphertextBlob });
    });
  });

  it('a key without material that is not deleted after all comes back PendingImport', async () => {
    const key = await createKey(door, a, { origin: 'EXTERNAL' });
    await importInto(key, bytes(32));
    await call('ScheduleKeyDeletion', { keyId: key.keyId });
    await call('DeleteImportedKeyMaterial', { keyId: key.keyId });
    expect(await stateOf(key)).toBe('PendingDeletion');
    await call('CancelKeyDeletion', { keyId: key.keyId });
    expect(await stateOf(key)).toBe('PendingImport');
  });

  it('refuses a key of another origin, and material that the key never had', async () => {
    const made = await createKey(door, a);
    expect((await refusal('DeleteImportedKeyMaterial', { keyId: made.keyId })).exception).toBe(
      'UnsupportedOperationException',
    );
    const key = await createKey(door, a, { origin: 'EXTERNAL' });
    const keyMaterialId = '0'.repeat(64);
    expect((await refusal('DeleteImportedKeyMaterial', { keyId: key.keyId, keyMaterialId })).exception).toBe(
      'NotFoundException',
    );
  });
});
