import { expect, it } from 'vitest';
import { untyped } from '../harness/doors/door.js';
import { bytes, hex } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

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

  it('rejects what this version does not do → UnsupportedOperationException', async () => {
    for (const input of [
      { keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY' },
      { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' },
      { origin: 'EXTERNAL' },
      { multiRegion: true },
    ] as const) {
      expect((await refusal('CreateKey', input)).exception, JSON.stringify(input)).toBe(
        'UnsupportedOperationException',
      );
    }
  });
});
