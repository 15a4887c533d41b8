import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, createAlias, createKey, flipBit, hex, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Decrypt', ({ door, a, call, refusal }) => {
  const plaintext = bytes(48);
  const encryptionContext = { purpose: 'test', 'Ünïcode 🔑': 'värde' };
  let key: TestKey;
  let ciphertextBlob: Uint8Array;
  beforeAll(async () => {
    key = await createKey(door, a);
    ({ ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext, encryptionContext }));
  });

  it('finds the key by the ciphertext and answers its ARN and material', async () => {
    const answer = await call('Decrypt', { ciphertextBlob, encryptionContext });
    expect(hex(answer.plaintext)).toBe(hex(plaintext));
    expect(answer.keyId).toBe(key.arn);
    expect(answer.encryptionAlgorithm).toBe('SYMMETRIC_DEFAULT');
    expect(answer.keyMaterialId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes the key by every form of its name', async () => {
    const alias = await createAlias(door, a, key);
    for (const keyId of [key.keyId, key.arn, alias]) {
      const answer = await call('Decrypt', { ciphertextBlob, encryptionContext, keyId });
      expect(hex(answer.plaintext)).toBe(hex(plaintext));
    }
  });

  it('rejects another key than the one that encrypted → IncorrectKeyException', async () => {
    const other = await createKey(door, a);
    expect(await refusal('Decrypt', { ciphertextBlob, encryptionContext, keyId: other.keyId })).toEqual({
      exception: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    });
  });

  describe('the encryption context', () => {
    it.each([
      ['is missing', undefined],
      ['has another value', { ...encryptionContext, purpose: 'Test' }],
      ['has another name', { Purpose: 'test', 'Ünïcode 🔑': 'värde' }],
      ['has one pair less', { purpose: 'test' }],
      ['has one pair more', { ...encryptionContext, extra: '' }],
    ])('%s → InvalidCiphertextException', async (_case, wrong) => {
      const input = wrong === undefined ? { ciphertextBlob } : { ciphertextBlob, encryptionContext: wrong };
      expect((await refusal('Decrypt', input)).exception).toBe('InvalidCiphertextException');
    });

    it('has no order', async () => {
      const turned = Object.fromEntries(Object.entries(encryptionContext).reverse());
      const answer = await call('Decrypt', { ciphertextBlob, encryptionContext: turned });
      expect(hex(answer.plaintext)).toBe(hex(plaintext));
    });
  });

  it('rejects a flipped bit in every region of the blob → InvalidCiphertextException', async () => {
    for (const bit of [0, 40, 8 * 40, 8 * 60, ciphertextBlob.length * 8 - 1]) {
      const changed = flipBit(ciphertextBlob, bit);
      const { exception } = await refusal('Decrypt', { ciphertextBlob: changed, encryptionContext, keyId: key.keyId });
      expect(exception, `bit ${String(bit)}`).toMatch(/^(InvalidCiphertext|IncorrectKey|AccessDenied)Exception$/);
    }
  });

  it('rejects a truncated and an extended blob → InvalidCiphertextException', async () => {
    for (const changed of [
      ciphertextBlob.slice(0, -1),
      ciphertextBlob.slice(0, 20),
      Uint8Array.of(...ciphertextBlob, 0),
    ]) {
      const { exception } = await refusal('Decrypt', { ciphertextBlob: changed, encryptionContext });
      expect(exception).toBe('InvalidCiphertextException');
    }
  });

  it('rejects bytes that are no ciphertext → InvalidCiphertextException', async () => {
    expect((await refusal('Decrypt', { ciphertextBlob: bytes(100) })).exception).toBe('InvalidCiphertextException');
  });

  it('rejects an empty and an overlong blob → ValidationException', async () => {
    for (const length of [0, 6145]) {
      expect((await refusal('Decrypt', { ciphertextBlob: bytes(length) })).exception).toBe('ValidationException');
    }
  });

  it('rejects an algorithm that the key does not have → InvalidKeyUsageException', async () => {
    const input = { ciphertextBlob, encryptionContext, encryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
    expect((await refusal('Decrypt', input)).exception).toBe('InvalidKeyUsageException');
  });

  it('DryRun → DryRunOperationException', async () => {
    const input = { ciphertextBlob, encryptionContext, dryRun: true };
    expect((await refusal('Decrypt', input)).exception).toBe('DryRunOperationException');
  });

  it('DryRun may leave out the ciphertext with IGNORE_CIPHERTEXT and a key', async () => {
    const input = { keyId: key.keyId, dryRun: true, dryRunModifiers: ['IGNORE_CIPHERTEXT'] } as const;
    expect((await refusal('Decrypt', input)).exception).toBe('DryRunOperationException');
    expect((await refusal('Decrypt', { ...input, dryRun: false })).exception).toBe('ValidationException');
  });
});
