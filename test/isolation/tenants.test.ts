/**
 * Tenant B, with everything of tenant A that ever leaves the service, gets nothing: through every door, by every
 * operation.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { aliasArn, bytes, createAlias, createKey, hex, newAliasName, type TestKey } from '../harness/fixtures.js';
import { refusalOf, throughEveryDoor } from '../harness/suite.js';

interface Loot extends TestKey {
  readonly ciphertextBlob: Uint8Array;
  readonly alias: string;
  readonly aliasArn: string;
}

type Attempt = readonly [OperationName, (keyId: string, loot: Loot) => Record<string, unknown>];

const ATTEMPTS: readonly Attempt[] = [
  ['Encrypt', (keyId) => ({ keyId, plaintext: bytes(4) })],
  ['Decrypt', (keyId, { ciphertextBlob }) => ({ keyId, ciphertextBlob })],
  ['ReEncrypt', (keyId, { ciphertextBlob }) => ({ destinationKeyId: keyId, ciphertextBlob })],
  ['GenerateDataKey', (keyId) => ({ keyId, keySpec: 'AES_256' })],
  ['GenerateDataKeyWithoutPlaintext', (keyId) => ({ keyId, keySpec: 'AES_256' })],
  ['GenerateDataKeyPair', (keyId) => ({ keyId, keyPairSpec: 'ECC_NIST_P256' })],
  ['GenerateDataKeyPairWithoutPlaintext', (keyId) => ({ keyId, keyPairSpec: 'ECC_NIST_P256' })],
  ['Sign', (keyId) => ({ keyId, message: bytes(4), signingAlgorithm: 'ECDSA_SHA_256' })],
  ['Verify', (keyId) => ({ keyId, message: bytes(4), signature: bytes(70), signingAlgorithm: 'ECDSA_SHA_256' })],
  ['GenerateMac', (keyId) => ({ keyId, message: bytes(4), macAlgorithm: 'HMAC_SHA_256' })],
  ['VerifyMac', (keyId) => ({ keyId, message: bytes(4), mac: bytes(32), macAlgorithm: 'HMAC_SHA_256' })],
  ['GetPublicKey', (keyId) => ({ keyId })],
  ['DeriveSharedSecret', (keyId) => ({ keyId, publicKey: bytes(91), keyAgreementAlgorithm: 'ECDH' })],
  ['Encapsulate', (keyId) => ({ keyId, encapsulationAlgorithm: 'ML_KEM' })],
  ['Decapsulate', (keyId) => ({ keyId, encapsulationAlgorithm: 'ML_KEM', sharedSecretCiphertextBlob: bytes(768) })],
  ['DescribeKey', (keyId) => ({ keyId })],
  ['EnableKey', (keyId) => ({ keyId })],
  ['DisableKey', (keyId) => ({ keyId })],
  ['UpdateKeyDescription', (keyId) => ({ keyId, description: 'mine now' })],
  ['ScheduleKeyDeletion', (keyId) => ({ keyId })],
  ['CancelKeyDeletion', (keyId) => ({ keyId })],
  ['TagResource', (keyId) => ({ keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] })],
  ['UntagResource', (keyId) => ({ keyId, tagKeys: ['a'] })],
  ['ListResourceTags', (keyId) => ({ keyId })],
  ['GetKeyPolicy', (keyId) => ({ keyId })],
  ['PutKeyPolicy', (keyId) => ({ keyId, policy: '{"Version":"2012-10-17","Statement":[]}' })],
  ['ListKeyPolicies', (keyId) => ({ keyId })],
  ['CreateAlias', (keyId) => ({ aliasName: newAliasName(), targetKeyId: keyId })],
];

const REFUSED = /^(AccessDenied|NotFound|InvalidArn|InvalidCiphertext|IncorrectKey|MalformedPolicyDocument)Exception$/;

throughEveryDoor('Another tenant', ({ door, a, b, call }) => {
  const plaintext = bytes(32);
  let loot: Loot;
  let ownKey: TestKey;
  beforeAll(async () => {
    const key = await createKey(door, a);
    const alias = await createAlias(door, a, key);
    const { ciphertextBlob } = await call('Encrypt', { keyId: key.keyId, plaintext });
    loot = { ...key, ciphertextBlob, alias, aliasArn: aliasArn(key, alias) };
    ownKey = await createKey(door, b);
  });

  describe.each(['keyId', 'arn', 'alias', 'aliasArn'] as const)('names the key by its %s', (form) => {
    it.each(ATTEMPTS)('%s is refused', async (operation, input) => {
      const refused = await refusalOf(door.call(operation, untyped(input(loot[form], loot)), b));
      expect(refused.exception).toMatch(REFUSED);
      expect(refused.message).not.toContain('pending');
    });
  });

  it('Decrypt of the bare ciphertext is refused as if the key did not exist', async () => {
    const refused = await refusalOf(door.call('Decrypt', { ciphertextBlob: loot.ciphertextBlob }, b));
    expect(refused.exception).toBe('AccessDeniedException');
  });

  it('Decrypt and ReEncrypt under a key of its own are refused', async () => {
    const { ciphertextBlob } = loot;
    const decrypted = await refusalOf(door.call('Decrypt', { ciphertextBlob, keyId: ownKey.keyId }, b));
    expect(decrypted.exception).toMatch(/^(IncorrectKey|AccessDenied|InvalidCiphertext)Exception$/);
    for (const sourceKeyId of [undefined, loot.arn, ownKey.arn]) {
      const input = {
        ciphertextBlob,
        destinationKeyId: ownKey.keyId,
        ...(sourceKeyId === undefined ? {} : { sourceKeyId }),
      };
      expect((await refusalOf(door.call('ReEncrypt', input, b))).exception).toMatch(REFUSED);
    }
  });

  it('a ciphertext grafted onto one of its own never opens', async () => {
    const own = await door.call('Encrypt', { keyId: ownKey.keyId, plaintext: bytes(32) }, b);
    expect(own.ciphertextBlob).toHaveLength(loot.ciphertextBlob.length);
    // With fewer than eight bytes of the other one left, the graft is now and then the ciphertext that it began with.
    for (let length = 8; length <= own.ciphertextBlob.length - 8; length += 7) {
      const headFromA = Uint8Array.from(own.ciphertextBlob);
      headFromA.set(loot.ciphertextBlob.subarray(0, length));
      const headFromB = Uint8Array.from(loot.ciphertextBlob);
      headFromB.set(own.ciphertextBlob.subarray(0, length));
      for (const ciphertextBlob of [headFromA, headFromB]) {
        const refused = await refusalOf(door.call('Decrypt', { ciphertextBlob, keyId: ownKey.keyId }, b));
        expect(refused.exception).toMatch(/^(IncorrectKey|InvalidCiphertext|AccessDenied)Exception$/);
      }
    }
  });

  it('moves nothing by CreateAlias, UpdateAlias and DeleteAlias of the other’s names', async () => {
    await door.call('CreateAlias', { aliasName: loot.alias, targetKeyId: ownKey.keyId }, b);
    await door.call('DeleteAlias', { aliasName: loot.alias }, b);
    expect((await call('DescribeKey', { keyId: loot.alias })).keyMetadata.keyId).toBe(loot.keyId);
    const refused = await refusalOf(door.call('UpdateAlias', { aliasName: loot.alias, targetKeyId: ownKey.keyId }, b));
    expect(refused.exception).toBe('NotFoundException');
  });

  it('after all of it the key of tenant A is as it was', async () => {
    const { keyMetadata } = await call('DescribeKey', { keyId: loot.keyId });
    expect(keyMetadata).toMatchObject({ keyState: 'Enabled', description: '' });
    expect(hex((await call('Decrypt', { ciphertextBlob: loot.ciphertextBlob })).plaintext)).toBe(hex(plaintext));
    expect((await call('ListResourceTags', { keyId: loot.keyId })).tags).toEqual([]);
  });
});
