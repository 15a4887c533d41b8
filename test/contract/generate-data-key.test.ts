import { beforeAll, expect, it } from 'vitest';
import { createKey, hex, type TestKey } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GenerateDataKey', (given) => {
  const { door, a, call, refusal } = given;
  let key: TestKey;
  beforeAll(async () => {
    key = await createKey(door, a);
  });

  it.each([
    [{ keySpec: 'AES_256' }, 32],
    [{ keySpec: 'AES_128' }, 16],
    [{ numberOfBytes: 1 }, 1],
    [{ numberOfBytes: 1024 }, 1024],
  ] as const)('%j gives %i bytes and their ciphertext', async (length, expected) => {
    const encryptionContext = { file: 'a.txt' };
    const answer = await call('GenerateDataKey', { keyId: key.keyId, encryptionContext, ...length });
    expect(answer.keyId).toBe(key.arn);
    expect(answer.plaintext).toHaveLength(expected);
    expect(answer.keyMaterialId).toMatch(/^[0-9a-f]{64}$/);
    const back = await call('Decrypt', { ciphertextBlob: answer.ciphertextBlob, encryptionContext });
    expect(hex(back.plaintext)).toBe(hex(answer.plaintext));
  });

  it('gives a new data key each time', async () => {
    const input = { keyId: key.keyId, keySpec: 'AES_256' } as const;
    const [one, two] = await Promise.all([call('GenerateDataKey', input), call('GenerateDataKey', input)]);
    expect(hex(one.plaintext)).not.toBe(hex(two.plaintext));
  });

  it.each([{}, { keySpec: 'AES_256', numberOfBytes: 32 } as const])(
    'rejects %j → ValidationException',
    async (length) => {
      expect((await refusal('GenerateDataKey', { keyId: key.keyId, ...length })).exception).toBe('ValidationException');
    },
  );

  it.each([0, 1025, -1])('rejects %i bytes → ValidationException', async (numberOfBytes) => {
    const { exception, message } = await refusal('GenerateDataKey', { keyId: key.keyId, numberOfBytes });
    expect(exception).toBe('ValidationException');
    expect(message).toContain(`Value '${String(numberOfBytes)}' at 'numberOfBytes' failed to satisfy constraint`);
  });

  it('DryRun → DryRunOperationException', async () => {
    const input = { keyId: key.keyId, keySpec: 'AES_256', dryRun: true } as const;
    expect((await refusal('GenerateDataKey', input)).exception).toBe('DryRunOperationException');
  });

  it('rejects a key that does not encrypt symmetrically → InvalidKeyUsageException', async () => {
    const rsa = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
    const hmac = await sharedKey(given, 'HMAC_256', 'GENERATE_VERIFY_MAC');
    for (const { keyId } of [rsa, hmac]) {
      for (const operation of ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'] as const) {
        const refused = await refusal(operation, { keyId, keySpec: 'AES_256' });
        expect(refused.exception).toBe('InvalidKeyUsageException');
      }
    }
  });
});
