import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, createAlias, createKey, flipBit, hex, type TestKey } from '../harness/fixtures.js';
import { untyped } from '../harness/doors/door.js';
import { sharedKey } from '../harness/keyring.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Decrypt', (given) => {
  const { door, a, call, refusal } = given;
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

  describe('under an RSA key', () => {
    const encryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const ALGORITHMS = [
      ['RSAES_OAEP_SHA_1', 'sha1'],
      ['RSAES_OAEP_SHA_256', 'sha256'],
    ] as const;

    it.each(
      (['RSA_2048', 'RSA_3072', 'RSA_4096'] as const).flatMap((spec) =>
        ALGORITHMS.map((each) => [spec, ...each] as const),
      ),
    )('%s by %s: what was encrypted outside with the public key', async (...[spec, algorithm, oaepHash]) => {
      const { keyId, arn } = await sharedKey(given, spec, 'ENCRYPT_DECRYPT');
      const { publicKey } = await call('GetPublicKey', { keyId });
      const parsed = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
      const outside = publicEncrypt({ key: parsed, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, plaintext);
      const input = untyped({ keyId, ciphertextBlob: new Uint8Array(outside), encryptionAlgorithm: algorithm });
      const answer = await call('Decrypt', input);
      expect(hex(answer.plaintext)).toBe(hex(plaintext));
      expect(answer).toMatchObject({ keyId: arn, encryptionAlgorithm: algorithm });
      expect(Object.keys(answer)).not.toContain('keyMaterialId');
    });

    async function encrypted(): Promise<{ keyId: string; ciphertextBlob: Uint8Array }> {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT');
      const answer = await call('Encrypt', { keyId, plaintext, encryptionAlgorithm });
      return { keyId, ciphertextBlob: answer.ciphertextBlob };
    }

    it('rejects what is altered, cut, of another key or another algorithm → InvalidCiphertextException', async () => {
      const { keyId, ciphertextBlob: blob } = await encrypted();
      const other = await sharedKey(given, 'RSA_2048', 'ENCRYPT_DECRYPT', 2);
      for (const wrong of [
        { keyId, ciphertextBlob: flipBit(blob, 77), encryptionAlgorithm },
        { keyId, ciphertextBlob: blob.slice(1), encryptionAlgorithm },
        { keyId, ciphertextBlob: bytes(1), encryptionAlgorithm },
        { keyId: other.keyId, ciphertextBlob: blob, encryptionAlgorithm },
        { keyId, ciphertextBlob: blob, encryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      ] as const) {
        expect((await refusal('Decrypt', wrong)).exception).toBe('InvalidCiphertextException');
      }
    });

    it('rejects a request without KeyId → ValidationException', async () => {
      const { ciphertextBlob: blob } = await encrypted();
      const refused = await refusal('Decrypt', { ciphertextBlob: blob, encryptionAlgorithm });
      expect(refused.exception).toBe('ValidationException');
      expect(refused.message).toContain('KeyId');
    });

    it('rejects a request without algorithm → InvalidKeyUsageException', async () => {
      expect(await refusal('Decrypt', await encrypted())).toEqual({
        exception: 'InvalidKeyUsageException',
        message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
      });
    });

    it('rejects an encryption context → ValidationException', async () => {
      const input = { ...(await encrypted()), encryptionAlgorithm, encryptionContext } as const;
      expect((await refusal('Decrypt', input)).exception).toBe('ValidationException');
    });

    it('rejects a signing key → InvalidKeyUsageException', async () => {
      const { keyId } = await sharedKey(given, 'RSA_2048', 'SIGN_VERIFY');
      const input = { keyId, ciphertextBlob: bytes(256), encryptionAlgorithm } as const;
      expect((await refusal('Decrypt', input)).exception).toBe('InvalidKeyUsageException');
    });

    it('DryRun → DryRunOperationException, with and without ciphertext', async () => {
      const { keyId, ciphertextBlob: blob } = await encrypted();
      const input = { keyId, encryptionAlgorithm, dryRun: true } as const;
      expect((await refusal('Decrypt', { ...input, ciphertextBlob: blob })).exception).toBe('DryRunOperationException');
      const ignoring = { ...input, dryRunModifiers: ['IGNORE_CIPHERTEXT'] } as const;
      expect((await refusal('Decrypt', ignoring)).exception).toBe('DryRunOperationException');
    });
  });
});
