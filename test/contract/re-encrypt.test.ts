import { beforeAll, expect, it } from 'vitest';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import { untyped } from '../harness/doors/door.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ReEncrypt', ({ door, a, call, refusal }) => {
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
});
