import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { untyped } from '../harness/doors/door.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ReEncrypt', (given) => {
  const { door, a, call, refusal } = given;
  const plaintext = bytes(100);
  const sourceEncryptionContext = { stage: 'old' };
  let source: TestKey;
  let destination: TestKey;
  let ciphertextBlob: Uint8Array;
  beforeAll(async () => {
    [source, destination] = await Promise.all([createKey(door, a), createKey(door, a)]);
    const input = { keyId: source.keyId, plaintext, encryptionContext: sourceEncryptionContext };
    ({ ciphertextBlob } = await call('Encrypt', input));
  });

  it('moves a ciphertext to another key and context', async () => {
    const answer = await call('ReEncrypt', {
      ciphertextBlob,
      sourceEncryptionContext,
      destinationKeyId: destination.arn,
      destinationEncryptionContext: { stage: 'new' },
    });
    expect(answer).toMatchObject({
      sourceKeyId: source.arn,
      keyId: destination.arn,
      sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      destinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
    const moved = { ciphertextBlob: answer.ciphertextBlob, encryptionContext: { stage: 'new' } };
    expect(hex((await call('Decrypt', { ...moved, keyId: destination.keyId })).plaintext)).toBe(hex(plaintext));
    expect((await refusal('Decrypt', { ...moved, keyId: source.keyId })).exception).toBe('IncorrectKeyException');
  });

  it('changes only the context under the same key', async () => {
    const input = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: source.keyId };
    const answer = await call('ReEncrypt', { ...input, sourceKeyId: source.keyId });
    expect(hex((await call('Decrypt', { ciphertextBlob: answer.ciphertextBlob })).plaintext)).toBe(hex(plaintext));
  });

  it('rejects the wrong source context → InvalidCiphertextException', async () => {
    const input = { ciphertextBlob, sourceEncryptionContext: { stage: 'x' }, destinationKeyId: destination.keyId };
    expect((await refusal('ReEncrypt', input)).exception).toBe('InvalidCiphertextException');
  });

  it('rejects the wrong source key → IncorrectKeyException', async () => {
    const input = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: destination.keyId };
    const refused = await refusal('ReEncrypt', { ...input, sourceKeyId: destination.keyId });
    expect(refused.exception).toBe('IncorrectKeyException');
  });

  it('rejects a missing destination → ValidationException', async () => {
    const { exception, message } = await refusal('ReEncrypt', { ciphertextBlob });
    expect(exception).toBe('ValidationException');
    expect(message).toContain("Value null at 'destinationKeyId' failed to satisfy constraint: Member must not be null");
  });

  it('rejects a disabled destination → DisabledException', async () => {
    const disabled = await createKey(door, a);
    await call('DisableKey', { keyId: disabled.keyId });
    const input = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: disabled.keyId };
    expect(await refusal('ReEncrypt', input)).toEqual({
      exception: 'DisabledException',
      message: `${disabled.arn} is disabled.`,
    });
  });

  it.each(['sourceEncryptionAlgorithm', 'destinationEncryptionAlgorithm'])(
    'rejects a %s that the key does not have → InvalidKeyUsageException',
    async (field) => {
      const input = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: destination.keyId };
      const refused = await refusal('ReEncrypt', untyped({ ...input, [field]: 'RSAES_OAEP_SHA_1' }));
      expect(refused.exception).toBe('InvalidKeyUsageException');
    },
  );

  it('DryRun → DryRunOperationException', async () => {
    const input = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: destination.keyId, dryRun: true };
    expect((await refusal('ReEncrypt', input)).exception).toBe('DryRunOperationException');
  });

  describe('with RSA keys', () => {
    const oaep = 'RSAES_OAEP_SHA_256';

    it('moves a ciphertext from a symmetric key to an RSA key, and back', async () => {
      const rsa = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const toRsa = { destinationKeyId: rsa.keyId, destinationEncryptionAlgorithm: oaep } as const;
      const there = await call('ReEncrypt', { ciphertextBlob, sourceEncryptionContext, ...toRsa });
      expect(there).toMatchObject({
        sourceKeyId: source.arn,
        keyId: rsa.arn,
        sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        destinationEncryptionAlgorithm: oaep,
      });
      expect(there.sourceKeyMaterialId).toMatch(/^[0-9a-f]{64}$/);
      expect(Object.keys(there)).not.toContain('destinationKeyMaterialId');
      const moved = { ciphertextBlob: there.ciphertextBlob, keyId: rsa.keyId, encryptionAlgorithm: oaep } as const;
      expect(hex((await call('Decrypt', moved)).plaintext)).toBe(hex(plaintext));

      const fromRsa = { sourceKeyId: rsa.keyId, sourceEncryptionAlgorithm: oaep } as const;
      const destinationEncryptionContext = { stage: 'back' };
      const input = { ...fromRsa, destinationKeyId: destination.keyId, destinationEncryptionContext };
      const back = await call('ReEncrypt', { ciphertextBlob: there.ciphertextBlob, ...input });
      expect(Object.keys(back)).not.toContain('sourceKeyMaterialId');
      const home = { ciphertextBlob: back.ciphertextBlob, encryptionContext: destinationEncryptionContext };
      expect(hex((await call('Decrypt', home)).plaintext)).toBe(hex(plaintext));
    });

    it('moves a ciphertext between RSA keys and algorithms', async () => {
      const from = await sharedKey(given, 'RSA_3072', 'ENCRYPT_DECRYPT');
      const to = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const input = { keyId: from.keyId, plaintext: bytes(214), encryptionAlgorithm: 'RSAES_OAEP_SHA_1' } as const;
      const made = await call('Encrypt', input);
      const move = {
        ciphertextBlob: made.ciphertextBlob,
        sourceKeyId: from.keyId,
        sourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
        destinationKeyId: to.keyId,
      } as const;
      const moved = await call('ReEncrypt', { ...move, destinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_1' });
      const back = { keyId: to.keyId, ciphertextBlob: moved.ciphertextBlob, encryptionAlgorithm: 'RSAES_OAEP_SHA_1' };
      expect(hex((await call('Decrypt', untyped(back))).plaintext)).toBe(hex(input.plaintext));
      expect(await refusal('ReEncrypt', { ...move, destinationEncryptionAlgorithm: oaep })).toEqual({
        exception: 'ValidationException',
        message: 'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
      });
    });

    it('rejects contexts, and a source without name → ValidationException', async () => {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const toRsa = { ciphertextBlob, sourceEncryptionContext, destinationKeyId: keyId } as const;
      for (const wrong of [
        { ...toRsa, destinationEncryptionAlgorithm: oaep, destinationEncryptionContext: { a: 'b' } },
        { ...toRsa, sourceKeyId: keyId, sourceEncryptionAlgorithm: oaep, destinationKeyId: destination.keyId },
        { ciphertextBlob: bytes(256), sourceEncryptionAlgorithm: oaep, destinationKeyId: destination.keyId },
      ] as const) {
        expect((await refusal('ReEncrypt', wrong)).exception).toBe('ValidationException');
      }
    });

    it('rejects the default algorithm for an RSA key → InvalidKeyUsageException', async () => {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const refused = await refusal('ReEncrypt', { ciphertextBlob, sourceEncryptionContext, destinationKeyId: keyId });
      expect(refused).toEqual({
        exception: 'InvalidKeyUsageException',
        message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
      });
    });
  });
});
