import { expect, it } from 'vitest';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

throughEveryDoor('GetKeyLastUsage', ({ door, a, call, refusal }) => {
  it('of a key that has not been used has no KeyLastUsage', async () => {
    const { keyId } = await createKey(door, a);
    const { creationDate } = (await call('DescribeKey', { keyId })).keyMetadata;
    expect(await call('GetKeyLastUsage', { keyId })).toEqual({
      keyId,
      keyCreationDate: creationDate,
      trackingStartDate: creationDate,
    });
  });

  it('tells the last successful cryptographic operation', async () => {
    const { keyId, arn } = await createKey(door, a);
    const { ciphertextBlob } = await call('Encrypt', { keyId, plaintext: bytes(8) });
    const uses: [OperationName, Record<string, unknown>][] = [
      ['Decrypt', { ciphertextBlob }],
      ['GenerateDataKey', { keyId, keySpec: 'AES_128' }],
      ['GenerateDataKeyWithoutPlaintext', { keyId, keySpec: 'AES_128' }],
      ['Encrypt', { keyId, plaintext: bytes(8) }],
    ];
    let before = (await call('DescribeKey', { keyId })).keyMetadata.creationDate;
    for (const [operation, input] of uses) {
      await call(operation, untyped(input));
      const { keyLastUsage } = await call('GetKeyLastUsage', { keyId: arn });
      expect(keyLastUsage).toEqual({
        operation,
        timestamp: keyLastUsage.timestamp,
        cloudTrailEventId: expect.stringMatching(UUID) as string,
        kmsRequestId: expect.stringMatching(UUID) as string,
      });
      expect(keyLastUsage.timestamp).toBeGreaterThanOrEqual(before);
      before = keyLastUsage.timestamp;
    }
  });

  it('ReEncrypt is a use of both keys', async () => {
    const [source, destination] = [await createKey(door, a), await createKey(door, a)];
    const { ciphertextBlob } = await call('Encrypt', { keyId: source.keyId, plaintext: bytes(8) });
    await call('ReEncrypt', { ciphertextBlob, destinationKeyId: destination.keyId });
    const usages = await Promise.all(
      [source, destination].map(async ({ keyId }) => (await call('GetKeyLastUsage', { keyId })).keyLastUsage),
    );
    expect(usages.map((usage) => usage.operation)).toEqual(['ReEncrypt', 'ReEncrypt']);
    expect(usages[0]?.kmsRequestId).toBe(usages[1]?.kmsRequestId);
  });

  it('takes no alias → NotFoundException', async () => {
    const alias = await createAlias(door, a, await createKey(door, a));
    expect((await refusal('GetKeyLastUsage', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
