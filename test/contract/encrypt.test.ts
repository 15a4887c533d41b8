import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, createKey, hex, type TestKey } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { untyped } from '../harness/doors/door.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Encrypt', (given) => {
  const { door, a, call, refusal } = given;
  let key: TestKey;
  beforeAll(async () => {
    key = await createKey(door, a);
  });

  it.each([1, 32, 4096])('encrypts %i bytes', async (length) => {
    const plaintext = bytes(length);
    const answer = await call('Encrypt', { keyId: key.keyId, plaintext });
    expect(answer.keyId).toBe(key.arn);
    expect(answer.encryptionAlgorithm).toBe('SYMMETRIC_DEFAULT');
    expect(answer.ciphertextBlob.length).toBeLessThanOrEqual(6144);
    expect(hex(answer.ciphertextBlob)).not.toContain(hex(plaintext.subarray(0, 16)).padEnd(16, '-'));
    const back = await call('Decrypt', { ciphertextBlob: answer.ciphertextBlob });
    expect(hex(back.plaintext)).toBe(hex(plaintext));
  });

  it('gives a new ciphertext each time', async () => {
    const input = { keyId: key.keyId, plaintext: bytes(32) };
    const [one, two] = await Promise.all([call('Encrypt', input), call('Encrypt', input)]);
    expect(hex(one.ciphertextBlob)).not.toBe(hex(two.ciphertextBlob));
  });

  it('rejects 4097 bytes → ValidationException', async () => {
    const { exception, message } = await refusal('Encrypt', { keyId: key.keyId, plaintext: bytes(4097) });
    expect(exception).toBe('ValidationException');
    expect(message).toContain('1 validation error detected');
    expect(message).toContain("at 'plaintext' failed to satisfy constraint");
    expect(message).toContain('Member must have length less than or equal to 4096');
  });

  it('rejects an empty plaintext → ValidationException', async () => {
    const { exception, message } = await refusal('Encrypt', { keyId: key.keyId, plaintext: bytes(0) });
    expect(exception).toBe('ValidationException');
    expect(message).toContain('Member must have length greater than or equal to 1');
  });

  it('lists every violation at once → ValidationException', async () => {
    const { exception, message } = await refusal('Encrypt', {});
    expect(exception).toBe('ValidationException');
    expect(message).toContain('2 validation errors detected');
    expect(message).toContain("Value null at 'keyId' failed to satisfy constraint: Member must not be null");
    expect(message).toContain("at 'plaintext' failed to satisfy constraint: Member must not be null");
  });

  it('rejects an algorithm that does not exist → ValidationException', async () => {
    const input = untyped({
      keyId: key.keyId,
      plaintext: bytes(8),
      encryptionAlgorithm: 'ROT13',
    });
    const { exception, message } = await refusal('Encrypt', input);
    expect(exception).toBe('ValidationException');
    expect(message).toContain("Value 'ROT13' at 'encryptionAlgorithm' failed to satisfy constraint");
    expect(message).toContain('Member must satisfy enum value set: [');
  });

  it('rejects an algorithm that the key does not have → InvalidKeyUsageException', async () => {
    const input = { keyId: key.keyId, plaintext: bytes(8), encryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
    expect(await refusal('Encrypt', input)).toEqual({
      exception: 'InvalidKeyUsageException',
      message: 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.',
    });
  });

  it('DryRun → DryRunOperationException, and no ciphertext', async () => {
    const refused = await refusal('Encrypt', { keyId: key.keyId, plaintext: bytes(8), dryRun: true });
    expect(refused).toEqual({
      exception: 'DryRunOperationException',
      message: 'The request would have succeeded, but the DryRun option is set.',
    });
  });

  it('rejects a grant token that nobody issued → InvalidGrantTokenException', async () => {
    const input = { keyId: key.keyId, plaintext: bytes(8), grantTokens: ['bm8gc3VjaCB0b2tlbg'] };
    expect((await refusal('Encrypt', input)).exception).toBe('InvalidGrantTokenException');
  });

  describe('under an RSA key', () => {
    it.each([
      ['RSA_2048', 'RSAES_OAEP_SHA_1', 214],
      ['RSA_2048', 'RSAES_OAEP_SHA_256', 190],
      ['RSA_3072', 'RSAES_OAEP_SHA_1', 342],
      ['RSA_3072', 'RSAES_OAEP_SHA_256', 318],
      ['RSA_4096', 'RSAES_OAEP_SHA_1', 470],
      ['RSA_4096', 'RSAES_OAEP_SHA_256', 446],
    ] as const)('%s by %s encrypts up to %i bytes', async (spec, encryptionAlgorithm, max) => {
      const { keyId, arn } = await sharedKey(given, spec, 'ENCRYPT_DECRYPT');
      for (const length of [1, max]) {
        const plaintext = bytes(length);
        const answer = await call('Encrypt', { keyId, plaintext, encryptionAlgorithm });
        expect(answer).toMatchObject({ keyId: arn, encryptionAlgorithm });
        expect(answer.ciphertextBlob).toHaveLength(Number(spec.slice(4)) / 8);
        const { ciphertextBlob } = answer;
        const back = await call('Decrypt', { keyId, ciphertextBlob, encryptionAlgorithm });
        expect(hex(back.plaintext)).toBe(hex(plaintext));
      }
      const refused = { keyId, plaintext: bytes(max + 1), encryptionAlgorithm };
      const what = `Algorithm ${encryptionAlgorithm} and key spec ${spec}`;
      const message = `${what} cannot encrypt data larger than ${String(max)} bytes.`;
      const expected = { exception: 'ValidationException', message };
      expect(await refusal('Encrypt', refused)).toEqual(expected);
      expect(await refusal('Encrypt', { ...refused, dryRun: true })).toEqual(expected);
    });

    it('rejects the default algorithm → InvalidKeyUsageException', async () => {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      expect(await refusal('Encrypt', { keyId, plaintext: bytes(8) })).toEqual({
        exception: 'InvalidKeyUsageException',
        message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
      });
    });

    it('rejects an encryption context, which nothing would authenticate → ValidationException', async () => {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const input = { keyId, plaintext: bytes(8), encryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
      const refused = await refusal('Encrypt', { ...input, encryptionContext: { purpose: 'test' } });
      expect(refused.exception).toBe('ValidationException');
      expect(refused.message).toContain('EncryptionContext');
    });

    it('rejects a signing key → InvalidKeyUsageException', async () => {
      const { keyId, arn } = await sharedKey(given, 'RSA_2048', 'SIGN_VERIFY');
      const input = { keyId, plaintext: bytes(8), encryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
      expect(await refusal('Encrypt', input)).toEqual({
        exception: 'InvalidKeyUsageException',
        message: `${arn} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
      });
    });
  });
});
