import { expect, it } from 'vitest';
import { bytes, hex, unknownKeyId } from '../harness/fixtures.js';
import { HERE, inTwoRegions, THERE } from '../harness/two-regions.js';

inTwoRegions('ReplicateKey', ({ here, there, pair }) => {
  it('answers at once with a replica that is Creating, and its policy, description and tags', async () => {
    const { keyId, arn } = await here().create({ description: 'of the primary' });
    const tags = [{ tagKey: 'stage', tagValue: 'test' }];
    const answer = await here().call('ReplicateKey', {
      keyId,
      replicaRegion: THERE,
      description: 'of the replica',
      tags,
    });
    const replicaArn = arn.replace(HERE, THERE);
    expect(answer.replicaKeyMetadata).toMatchObject({
      keyId,
      arn: replicaArn,
      keyState: 'Creating',
      enabled: false,
      description: 'of the replica',
      multiRegion: true,
      multiRegionConfiguration: {
        multiRegionKeyType: 'REPLICA',
        primaryKey: { arn, region: HERE },
        replicaKeys: [{ arn: replicaArn, region: THERE }],
      },
    });
    expect(answer.replicaTags).toEqual(tags);
    expect(JSON.parse(answer.replicaPolicy)).toHaveProperty('Statement');
    expect(await there().settled(keyId)).toMatchObject({ keyState: 'Enabled', description: 'of the replica' });
    expect((await there().call('ListResourceTags', { keyId })).tags).toEqual(tags);
    const { keyMetadata } = await here().call('DescribeKey', { keyId });
    expect(keyMetadata.multiRegionConfiguration).toMatchObject({
      multiRegionKeyType: 'PRIMARY',
      replicaKeys: [{ arn: replicaArn, region: THERE }],
    });
  });

  it('what one Region encrypts the other one decrypts, in both directions and with old material', async () => {
    const { keyId, arn } = await here().create();
    const plaintext = bytes(40);
    const old = (await here().call('Encrypt', { keyId, plaintext })).ciphertextBlob;
    await here().call('RotateKeyOnDemand', { keyId });
    await here().call('ReplicateKey', { keyId, replicaRegion: THERE });
    const { currentKeyMaterialId } = await there().settled(keyId);
    for (const ciphertextBlob of [old, (await here().call('Encrypt', { keyId, plaintext })).ciphertextBlob]) {
      const decrypted = await there().call('Decrypt', { ciphertextBlob });
      expect(decrypted.keyId).toBe(arn.replace(HERE, THERE));
      expect(hex(decrypted.plaintext)).toBe(hex(plaintext));
    }
    const back = await there().call('Encrypt', { keyId, plaintext });
    expect((await here().call('Decrypt', { ciphertextBlob: back.ciphertextBlob })).keyMaterialId).toBe(
      currentKeyMaterialId,
    );
  });

  it.each([
    ['ECC_NIST_P256', 'SIGN_VERIFY', 'ECDSA_SHA_256'],
    ['RSA_2048', 'SIGN_VERIFY', 'RSASSA_PSS_SHA_256'],
  ] as const)(
    'replicates %s: a signature of one Region is valid in the other',
    async (keySpec, keyUsage, signingAlgorithm) => {
      const { keyId } = await pair({ keySpec, keyUsage });
      const message = bytes(20);
      const { signature } = await here().call('Sign', { keyId, message, signingAlgorithm });
      const verified = await there().call('Verify', { keyId, message, signature, signingAlgorithm });
      expect(verified.signatureValid).toBe(true);
    },
  );

  it('a Region that has the key → AlreadyExistsException', async () => {
    const { keyId } = await pair();
    for (const replicaRegion of [HERE, THERE]) {
      const { exception } = await here().refusal('ReplicateKey', { keyId, replicaRegion });
      expect(exception).toBe('AlreadyExistsException');
    }
  });

  it('a replica, a key of one Region, or a Region not served → UnsupportedOperationException', async () => {
    const { keyId, arn } = await pair();
    const replicaArn = arn.replace(HERE, THERE);
    expect(await there().refusal('ReplicateKey', { keyId, replicaRegion: HERE })).toEqual({
      exception: 'UnsupportedOperationException',
      message: `${replicaArn} is not a multi-region primary key.`,
    });
    const single = await here().create({ multiRegion: false });
    const refused = await here().refusal('ReplicateKey', { keyId: single.keyId, replicaRegion: THERE });
    expect(refused.message).toBe(`${single.arn} is not a multi-region primary key.`);
    const elsewhere = await here().refusal('ReplicateKey', { keyId, replicaRegion: 'ap-south-1' });
    expect(elsewhere.exception).toBe('UnsupportedOperationException');
    expect(elsewhere.message).toContain('ap-south-1');
  });

  it('what is wrong with the replica’s own properties', async () => {
    const { keyId } = await here().create();
    const to = { keyId, replicaRegion: THERE };
    const exceptionOf = async (changes: object) =>
      (await here().refusal('ReplicateKey', { ...to, ...changes })).exception;
    expect(await exceptionOf({ policy: '{}' })).toBe('MalformedPolicyDocumentException');
    expect(await exceptionOf({ tags: [{ tagKey: 'aws:x', tagValue: '' }] })).toBe('TagException');
    expect(await exceptionOf({ replicaRegion: 'nowhere' })).toBe('ValidationException');
    expect(await exceptionOf({ keyId: unknownKeyId() })).toBe('NotFoundException');
    expect(await exceptionOf({ keyId: 'alias/x' })).toBe('NotFoundException');
    await here().call('DisableKey', { keyId });
    expect(await exceptionOf({})).toBe('DisabledException');
  });

  it('replicates a key once, however often it is asked at the same time', async () => {
    const { keyId } = await here().create();
    const asked = await Promise.allSettled(
      [1, 2, 3].map(() => here().call('ReplicateKey', { keyId, replicaRegion: THERE })),
    );
    expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect((await there().settled(keyId)).keyState).toBe('Enabled');
  });
});
