import { beforeAll, expect, it } from 'vitest';
import { createKey, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GenerateDataKeyWithoutPlaintext', ({ door, a, call, refusal }) => {
  let key: TestKey;
  beforeAll(async () => {
    key = await createKey(door, a);
  });

  it.each([
    [{ keySpec: 'AES_256' }, 32],
    [{ keySpec: 'AES_128' }, 16],
    [{ numberOfBytes: 64 }, 64],
  ] as const)('%j gives the ciphertext of %i bytes and no plaintext', async (length, expected) => {
    const answer = await call('GenerateDataKeyWithoutPlaintext', { keyId: key.arn, ...length });
    expect(Object.keys(answer).sort()).toEqual(['ciphertextBlob', 'keyId', 'keyMaterialId']);
    expect(answer.keyId).toBe(key.arn);
    expect((await call('Decrypt', { ciphertextBlob: answer.ciphertextBlob })).plaintext).toHaveLength(expected);
  });

  it('rejects a request without a length → ValidationException', async () => {
    const refused = await refusal('GenerateDataKeyWithoutPlaintext', { keyId: key.keyId });
    expect(refused.exception).toBe('ValidationException');
  });

  it('DryRun → DryRunOperationException', async () => {
    const input = { keyId: key.keyId, keySpec: 'AES_128', dryRun: true } as const;
    expect((await refusal('GenerateDataKeyWithoutPlaintext', input)).exception).toBe('DryRunOperationException');
  });
});
