import { expect, it } from 'vitest';
import type { KeySpec, KeyUsageType } from '@strongroom/proto/gen/kms-types.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { patiently } from '../harness/patience.js';
import { throughEveryDoor } from '../harness/suite.js';

const RSA_SIGNING = [
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
];
const signing = (...signingAlgorithms: string[]): object => ({ signingAlgorithms });
const OAEP = { encryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] };
const ECDH = { keyAgreementAlgorithms: ['ECDH'] };
const ML_KEM = { encapsulationAlgorithms: ['ML_KEM'] };

/** Developer guide, "Key spec reference". RSA_3072 and RSA_4096 are made by the suites that use them. */
const KEY_TYPES: readonly (readonly [KeySpec, KeyUsageType, object])[] = [
  ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', { encryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }],
  ['HMAC_224', 'GENERATE_VERIFY_MAC', { macAlgorithms: ['HMAC_SHA_224'] }],
  ['HMAC_256', 'GENERATE_VERIFY_MAC', { macAlgorithms: ['HMAC_SHA_256'] }],
  ['HMAC_384', 'GENERATE_VERIFY_MAC', { macAlgorithms: ['HMAC_SHA_384'] }],
  ['HMAC_512', 'GENERATE_VERIFY_MAC', { macAlgorithms: ['HMAC_SHA_512'] }],
  ['RSA_2048', 'SIGN_VERIFY', signing(...RSA_SIGNING)],
  ['RSA_2048', 'ENCRYPT_DECRYPT', OAEP],
  ['ECC_NIST_P256', 'SIGN_VERIFY', signing('ECDSA_SHA_256')],
  ['ECC_NIST_P384', 'SIGN_VERIFY', signing('ECDSA_SHA_384')],
  ['ECC_NIST_P521', 'SIGN_VERIFY', signing('ECDSA_SHA_512')],
  ['ECC_NIST_P256', 'KEY_AGREEMENT', ECDH],
  ['ECC_NIST_P384', 'KEY_AGREEMENT', ECDH],
  ['ECC_NIST_P521', 'KEY_AGREEMENT', ECDH],
  ['ECC_SECG_P256K1', 'SIGN_VERIFY', signing('ECDSA_SHA_256')],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', signing('ED25519_SHA_512', 'ED25519_PH_SHA_512')],
  ['ML_DSA_44', 'SIGN_VERIFY', signing('ML_DSA_SHAKE_256')],
  ['ML_DSA_65', 'SIGN_VERIFY', signing('ML_DSA_SHAKE_256')],
  ['ML_DSA_87', 'SIGN_VERIFY', signing('ML_DSA_SHAKE_256')],
  ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE', ML_KEM],
  ['ML_KEM_768', 'ENCAPSULATE_DECAPSULATE', ML_KEM],
  ['ML_KEM_1024', 'ENCAPSULATE_DECAPSULATE', ML_KEM],
];

throughEveryDoor('CreateKey', ({ ready, a, call, refusal }) => {
  it('makes an enabled symmetric encryption key by default', async () => {
    const before = Date.now();
    const { keyMetadata } = await call('CreateKey', {});
    expect(keyMetadata).toMatchObject({
      awsAccountId: a.accountId,
      arn: `arn:aws:kms:${ready.region}:${a.accountId}:key/${keyMetadata.keyId}`,
      enabled: true,
      description: '',
      keyUsage: 'ENCRYPT_DECRYPT',
      keyState: 'Enabled',
      origin: 'AWS_KMS',
      keyManager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      customerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      encryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      multiRegion: false,
    });
    expect(keyMetadata.keyId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(keyMetadata.creationDate - before)).toBeLessThan(60_000);
  });

  it('keeps the description and the tags', async () => {
    const tags = [{ tagKey: 'Cost Centre', tagValue: 'ü/42' }];
    const { keyMetadata } = await call('CreateKey', { description: 'orders, 2026 ✓', tags });
    const { keyId } = keyMetadata;
    expect((await call('DescribeKey', { keyId })).keyMetadata.description).toBe('orders, 2026 ✓');
    expect((await call('ListResourceTags', { keyId })).tags).toEqual(tags);
  });

  it('keeps the policy that is given, word for word', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'all', Effect: 'Allow', Principal: { AWS: a.arn }, Action: 'kms:*', Resource: '*' }],
    });
    const { keyMetadata } = await call('CreateKey', { policy });
    expect((await call('GetKeyPolicy', { keyId: keyMetadata.keyId })).policy).toBe(policy);
  });

  it('gives every key its own material', async () => {
    const plaintext = bytes(16);
    const materials = await Promise.all(
      [0, 1].map(async () => {
        const { keyMetadata } = await call('CreateKey', {});
        const { ciphertextBlob } = await call('Encrypt', { keyId: keyMetadata.keyId, plaintext });
        const answer = await call('Decrypt', { ciphertextBlob });
        expect(hex(answer.plaintext)).toBe(hex(plaintext));
        return answer.keyMaterialId;
      }),
    );
    expect(materials[0]).not.toBe(materials[1]);
  });

  it.each([
    ['keySpec', { keySpec: 'AES_1024' }],
    ['keyUsage', { keyUsage: 'ENCRYPT' }],
    ['origin', { origin: 'HOME' }],
  ])('rejects a %s that does not exist → ValidationException', async (field, input) => {
    const { exception, message } = await refusal('CreateKey', untyped(input));
    expect(exception).toBe('ValidationException');
    expect(message).toContain(`at '${field}' failed to satisfy constraint: Member must satisfy enum value set: [`);
  });

  it('rejects a description of 8193 characters → ValidationException', async () => {
    const { exception, message } = await refusal('CreateKey', { description: 'x'.repeat(8193) });
    expect(exception).toBe('ValidationException');
    expect(message).toContain("at 'description' failed to satisfy constraint");
  });

  it('rejects a policy that is no policy → MalformedPolicyDocumentException', async () => {
    expect((await refusal('CreateKey', { policy: '{' })).exception).toBe('MalformedPolicyDocumentException');
  });

  it('rejects reserved and repeated tag keys → TagException', async () => {
    const reserved = await refusal('CreateKey', { tags: [{ tagKey: 'aws:x', tagValue: '' }] });
    expect(reserved).toEqual({ exception: 'TagException', message: 'Tags beginning with aws: are reserved' });
    const tag = { tagKey: 'one', tagValue: '' };
    const repeated = await refusal('CreateKey', { tags: [tag, tag] });
    expect(repeated).toEqual({ exception: 'TagException', message: 'Duplicate tag keys' });
  });

  it.each(KEY_TYPES)('makes a key of %s for %s', async (keySpec, keyUsage, algorithms) => {
    const { keyMetadata } = await patiently(() => call('CreateKey', { keySpec, keyUsage }));
    expect(keyMetadata).toMatchObject({ keySpec, keyUsage, customerMasterKeySpec: keySpec, keyState: 'Enabled' });
    const members = Object.entries(keyMetadata).filter(([member]) => member.endsWith('Algorithms'));
    expect(Object.fromEntries(members)).toEqual(algorithms);
    // Only symmetric encryption keys have more than one material.
    expect(Object.keys(keyMetadata).includes('currentKeyMaterialId')).toBe(keySpec === 'SYMMETRIC_DEFAULT');
    expect((await call('DescribeKey', { keyId: keyMetadata.keyId })).keyMetadata).toEqual(keyMetadata);
  });

  it('takes CustomerMasterKeySpec, the old name of KeySpec', async () => {
    const input = { customerMasterKeySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' } as const;
    expect((await call('CreateKey', input)).keyMetadata.keySpec).toBe('ECC_NIST_P256');
    const both = { ...input, keySpec: 'ECC_NIST_P384' } as const;
    expect((await refusal('CreateKey', both)).exception).toBe('ValidationException');
  });

  it('rejects a key without usage, unless it is symmetric → ValidationException', async () => {
    expect(await refusal('CreateKey', { keySpec: 'HMAC_256' })).toEqual({
      exception: 'ValidationException',
      message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    });
  });

  it.each([
    ['RSA_2048', 'KEY_AGREEMENT'],
    ['RSA_2048', 'GENERATE_VERIFY_MAC'],
    ['SYMMETRIC_DEFAULT', 'SIGN_VERIFY'],
    ['HMAC_256', 'ENCRYPT_DECRYPT'],
    ['ECC_SECG_P256K1', 'KEY_AGREEMENT'],
    ['ECC_NIST_EDWARDS25519', 'KEY_AGREEMENT'],
    ['ECC_NIST_P256', 'ENCRYPT_DECRYPT'],
    ['ML_DSA_65', 'ENCAPSULATE_DECAPSULATE'],
    ['ML_KEM_768', 'SIGN_VERIFY'],
  ] as const)('rejects %s for %s → ValidationException', async (keySpec, keyUsage) => {
    expect(await refusal('CreateKey', { keySpec, keyUsage })).toEqual({
      exception: 'ValidationException',
      message: `KeyUsage ${keyUsage} is not compatible with KeySpec ${keySpec}`,
    });
  });

  it('makes the primary of a multi-Region key: its id says so', async () => {
    const { keyMetadata } = await call('CreateKey', { multiRegion: true });
    expect(keyMetadata.keyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    expect(keyMetadata).toMatchObject({
      multiRegion: true,
      multiRegionConfiguration: { multiRegionKeyType: 'PRIMARY', primaryKey: { arn: keyMetadata.arn } },
    });
  });

  it('rejects what this version does not do → UnsupportedOperationException', async () => {
    for (const input of [{ keySpec: 'SM2', keyUsage: 'SIGN_VERIFY' }] as const) {
      expect((await refusal('CreateKey', input)).exception, JSON.stringify(input)).toBe(
        'UnsupportedOperationException',
      );
    }
  });
});
