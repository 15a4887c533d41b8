import { createHmac, createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { AlgorithmSpec, ImportKeyMaterialRequest } from '@strongroom/proto/gen/kms-types.js';
import { bytes, createKey, flipBit, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';
import { wrapMaterial } from '../harness/wrapping.js';

const FOREVER = { expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;
const HOUR_MS = 3_600_000;

throughEveryDoor('ImportKeyMaterial', ({ door, a, b, call, refusal }) => {
  /** Everything but the request's own choices. */
  async function prepare(
    { keyId }: TestKey,
    material: Uint8Array,
    wrappingAlgorithm: AlgorithmSpec = 'RSAES_OAEP_SHA_256',
  ): Promise<Pick<ImportKeyMaterialRequest, 'keyId' | 'importToken' | 'encryptedKeyMaterial'>> {
    const wrapping = { keyId, wrappingAlgorithm, wrappingKeySpec: 'RSA_2048' } as const;
    const { publicKey, importToken } = await call('GetParametersForImport', wrapping);
    return { keyId, importToken, encryptedKeyMaterial: wrapMaterial(publicKey, wrappingAlgorithm, material) };
  }
  const external = (input: Parameters<typeof createKey>[2] = {}): Promise<TestKey> =>
    createKey(door, a, { origin: 'EXTERNAL', ...input });
  const importInto = async (key: TestKey, material: Uint8Array, choices: Partial<ImportKeyMaterialRequest> = FOREVER) =>
    call('ImportKeyMaterial', { ...(await prepare(key, material)), ...choices });
  const pkcs8 = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'pkcs8' });

  it.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_1', 'RSA_AES_KEY_WRAP_SHA_256'] as const)(
    'takes a symmetric key wrapped by %s',
    async (algorithm) => {
      const key = await external();
      const answer = await call('ImportKeyMaterial', { ...(await prepare(key, bytes(32), algorithm)), ...FOREVER });
      expect(answer).toEqual({ keyId: key.arn, keyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
      const { keyMetadata } = await call('DescribeKey', { keyId: key.keyId });
      expect(keyMetadata).toMatchObject({
        keyState: 'Enabled',
        expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        currentKeyMaterialId: answer.keyMaterialId,
      });
      const { ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext: bytes(8) });
      expect((await call('Decrypt', { ciphertextBlob })).keyMaterialId).toBe(answer.keyMaterialId);
    },
  );

  it('gives the same id to the same material under one key, and another under another key', async () => {
    const material = bytes(32);
    const [one, two] = [await external(), await external()];
    const first = await importInto(one, material);
    expect((await importInto(one, material)).keyMaterialId).toBe(first.keyMaterialId);
    expect((await importInto(two, material)).keyMaterialId).not.toBe(first.keyMaterialId);
  });

  it('takes HMAC keys: the MAC is that of the imported bytes', async () => {
    const key = await external({ keySpec: 'HMAC_384', keyUsage: 'GENERATE_VERIFY_MAC' });
    const material = bytes(48);
    await importInto(key, material);
    const message = bytes(20);
    const { mac } = await call('GenerateMac', { keyId: key.keyId, message, macAlgorithm: 'HMAC_SHA_384' });
    expect(Buffer.from(mac)).toEqual(createHmac('sha384', material).update(message).digest());
  });

  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', () => generateKeyPairSync('ec', { namedCurve: 'P-521' })],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', () => generateKeyPairSync('ed25519')],
  ] as const)('takes a %s pair: its own public key verifies', async (keySpec, signingAlgorithm, generate) => {
    const pair = generate();
    const key = await external({ keySpec, keyUsage: 'SIGN_VERIFY' });
    const prepared = await prepare(key, pkcs8(pair.privateKey), 'RSA_AES_KEY_WRAP_SHA_256');
    await call('ImportKeyMaterial', { ...prepared, ...FOREVER });
    const { publicKey } = await call('GetPublicKey', { keyId: key.keyId });
    const own = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(own.equals(pair.publicKey)).toBe(true);
    const message = bytes(30);
    const { signature } = await call('Sign', { keyId: key.keyId, message, signingAlgorithm });
    const hash = keySpec === 'ECC_NIST_EDWARDS25519' ? null : `sha${signingAlgorithm.slice(-3)}`;
    const pss = keySpec === 'RSA_2048' ? { padding: 6, saltLength: 32 } : {};
    expect(verify(hash, message, { key: pair.publicKey, ...pss }, signature)).toBe(true);
  });

  it('a second material waits for its rotation; old ciphertexts keep decrypting after it', async () => {
    const key = await external();
    const first = await importInto(key, bytes(32));
    const { ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext: bytes(8) });
    const second = await importInto(key, bytes(32), {
      ...FOREVER,
      importType: 'NEW_KEY_MATERIAL',
      keyMaterialDescription: 'the next one',
    });
    expect((await call('DescribeKey', { keyId: key.keyId })).keyMetadata.currentKeyMaterialId).toBe(
      first.keyMaterialId,
    );
    const all = await call('ListKeyRotations', { keyId: key.keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' });
    const waiting = must(all.rotations, 'a list').find((each) => each.keyMaterialId === second.keyMaterialId);
    expect(waiting).toMatchObject({
      keyMaterialState: 'PENDING_ROTATION',
      importState: 'IMPORTED',
      keyMaterialDescription: 'the next one',
    });
    const third = await prepare(key, bytes(32));
    const refused = await refusal('ImportKeyMaterial', { ...third, ...FOREVER, importType: 'NEW_KEY_MATERIAL' });
    expect(refused.exception).toBe('KMSInvalidStateException');
    expect(refused.message).toContain(
      `because another key material (id: ${must(second.keyMaterialId, 'an id')}) is pending rotation.`,
    );
    await call('RotateKeyOnDemand', { keyId: key.keyId });
    const { keyMetadata } = await call('DescribeKey', { keyId: key.keyId });
    expect(keyMetadata.currentKeyMaterialId).toBe(second.keyMaterialId);
    expect((await call('Decrypt', { ciphertextBlob })).keyMaterialId).toBe(first.keyMaterialId);
  });

  describe('refuses', () => {
    it('other material for a key that has some → IncorrectKeyMaterialException', async () => {
      const key = await external();
      await importInto(key, bytes(32));
      const { exception } = await refusal('ImportKeyMaterial', { ...(await prepare(key, bytes(32))), ...FOREVER });
      expect(exception).toBe('IncorrectKeyMaterialException');
      const mac = await external({ keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' });
      await importInto(mac, bytes(32));
      const again = await prepare(mac, bytes(32));
      const asNew = await refusal('ImportKeyMaterial', { ...again, ...FOREVER, importType: 'NEW_KEY_MATERIAL' });
      expect(asNew.exception).toBe('IncorrectKeyMaterialException');
    });

    it('known material as new → IncorrectKeyMaterialException', async () => {
      const key = await external();
      const material = bytes(32);
      await importInto(key, material);
      const again = await prepare(key, material);
      const { exception } = await refusal('ImportKeyMaterial', {
        ...again,
        ...FOREVER,
        importType: 'NEW_KEY_MATERIAL',
      });
      expect(exception).toBe('IncorrectKeyMaterialException');
    });

    it.each([31, 33])('a symmetric key of %i bytes → IncorrectKeyMaterialException', async (length) => {
      const key = await external();
      const { exception } = await refusal('ImportKeyMaterial', { ...(await prepare(key, bytes(length))), ...FOREVER });
      expect(exception).toBe('IncorrectKeyMaterialException');
    });

    it('a pair of another curve, and what is no PKCS#8 → IncorrectKeyMaterialException', async () => {
      const key = await external({ keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' });
      const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
      for (const material of [pkcs8(other), bytes(32), bytes(138)]) {
        const prepared = await prepare(key, material, 'RSA_AES_KEY_WRAP_SHA_256');
        const { exception } = await refusal('ImportKeyMaterial', { ...prepared, ...FOREVER });
        expect(exception).toBe('IncorrectKeyMaterialException');
      }
    });

    it.each(['RSAES_OAEP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_256'] as const)(
      'material that was altered or wrapped for another token (%s) → InvalidCiphertextException',
      async (algorithm) => {
        const key = await external();
        const prepared = await prepare(key, bytes(32), algorithm);
        const { importToken } = await prepare(key, bytes(32), algorithm);
        const wrong: Partial<ImportKeyMaterialRequest>[] = [
          { encryptedKeyMaterial: flipBit(prepared.encryptedKeyMaterial, 77) },
          {
            encryptedKeyMaterial: flipBit(prepared.encryptedKeyMaterial, prepared.encryptedKeyMaterial.length * 8 - 3),
          },
          { encryptedKeyMaterial: prepared.encryptedKeyMaterial.slice(0, 200) },
          { encryptedKeyMaterial: Uint8Array.of(...prepared.encryptedKeyMaterial, 0) },
          { importToken },
        ];
        for (const each of wrong) {
          const { exception } = await refusal('ImportKeyMaterial', { ...prepared, ...FOREVER, ...each });
          expect(exception).toBe('InvalidCiphertextException');
        }
        await call('ImportKeyMaterial', { ...prepared, ...FOREVER });
      },
    );

    it('a token that was altered, or made for another key or tenant → InvalidImportTokenException', async () => {
      const [key, other] = [await external(), await external()];
      const prepared = await prepare(key, bytes(32));
      const elsewhere = await prepare(other, bytes(32));
      const stranger = await createKey(door, b, { origin: 'EXTERNAL' });
      const wrapping = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;
      const theirs = await door.call('GetParametersForImport', { keyId: stranger.keyId, ...wrapping }, b);
      const tokens = [
        bytes(10),
        bytes(1000),
        ...[0, 40, 400, 3000, 9000].map((bit) => flipBit(prepared.importToken, bit)),
        prepared.importToken.slice(0, -1),
        elsewhere.importToken,
        theirs.importToken,
      ];
      for (const importToken of tokens) {
        const { exception } = await refusal('ImportKeyMaterial', { ...prepared, ...FOREVER, importToken });
        expect(exception).toBe('InvalidImportTokenException');
      }
    });

    it('a key of another origin → UnsupportedOperationException', async () => {
      const key = await external();
      const made = await createKey(door, a);
      const prepared = await prepare(key, bytes(32));
      expect(await refusal('ImportKeyMaterial', { ...prepared, ...FOREVER, keyId: made.keyId })).toEqual({
        exception: 'UnsupportedOperationException',
        message: `${made.arn} origin is AWS_KMS which is not valid for this operation.`,
      });
    });

    it('dates that do not fit the expiration model → ValidationException', async () => {
      const prepared = await prepare(await external(), bytes(32));
      const now = Date.now();
      expect(await refusal('ImportKeyMaterial', prepared)).toEqual({
        exception: 'ValidationException',
        message: 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
      });
      const wrong = [
        { ...FOREVER, validTo: now + HOUR_MS },
        { validTo: now - HOUR_MS },
        { validTo: now + 9000 * HOUR_MS },
      ];
      for (const each of wrong) {
        expect((await refusal('ImportKeyMaterial', { ...prepared, ...each })).exception).toBe('ValidationException');
      }
    });

    it('KeyMaterialId with NEW_KEY_MATERIAL, and the id of other material', async () => {
      const key = await external();
      const material = bytes(32);
      await importInto(key, material);
      const prepared = { ...(await prepare(key, material)), ...FOREVER, keyMaterialId: '0'.repeat(64) };
      const asNew = await refusal('ImportKeyMaterial', { ...prepared, importType: 'NEW_KEY_MATERIAL' });
      expect(asNew.exception).toBe('ValidationException');
      expect((await refusal('ImportKeyMaterial', prepared)).exception).toBe('IncorrectKeyMaterialException');
    });
  });
});
