import { beforeAll, expect, it } from 'vitest';
import { aliasArn, createAlias, createKey, unknownKeyArn, unknownKeyId, type TestKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('DescribeKey', ({ ready, door, a, call, refusal }) => {
  let key: TestKey;
  let alias: string;
  beforeAll(async () => {
    key = await createKey(door, a, { description: 'described' });
    alias = await createAlias(door, a, key);
  });

  it('takes a key id, key ARN, alias name and alias ARN', async () => {
    for (const keyId of [key.keyId, key.arn, alias, aliasArn(key, alias)]) {
      const { keyMetadata } = await call('DescribeKey', { keyId });
      expect(keyMetadata).toMatchObject({ keyId: key.keyId, arn: key.arn, description: 'described' });
    }
  });

  it('rejects a key id that is none → NotFoundException', async () => {
    expect(await refusal('DescribeKey', { keyId: 'fake' })).toEqual({
      exception: 'NotFoundException',
      message: "Invalid keyId 'fake'",
    });
  });

  it('rejects the id and the ARN of a key that does not exist → NotFoundException', async () => {
    const keyId = unknownKeyId();
    expect(await refusal('DescribeKey', { keyId })).toEqual({
      exception: 'NotFoundException',
      message: `Key '${key.arn.replace(key.keyId, keyId)}' does not exist`,
    });
    const arn = unknownKeyArn(key);
    expect(await refusal('DescribeKey', { keyId: arn })).toEqual({
      exception: 'NotFoundException',
      message: `Key '${arn}' does not exist`,
    });
  });

  it('rejects an alias that does not exist → NotFoundException', async () => {
    expect(await refusal('DescribeKey', { keyId: 'alias/nobody' })).toEqual({
      exception: 'NotFoundException',
      message: `Alias ${aliasArn(key, 'alias/nobody')} is not found.`,
    });
  });

  it('rejects an ARN of another Region → NotFoundException', async () => {
    const keyId = key.arn.replace(ready.region, 'mars-north-1');
    const { exception, message } = await refusal('DescribeKey', { keyId });
    expect(exception).toBe('NotFoundException');
    expect(message).toBe('Invalid arn mars-north-1');
  });

  it.each(['arn:aws:s3:::bucket', 'arn:aws:kms', 'arn:aws:kms:::key/x'])(
    'rejects %s → InvalidArnException',
    async (keyId) => {
      expect((await refusal('DescribeKey', { keyId })).exception).toBe('InvalidArnException');
    },
  );

  it('rejects an empty and an overlong name → ValidationException', async () => {
    const empty = await refusal('DescribeKey', { keyId: '' });
    expect(empty.exception).toBe('ValidationException');
    expect(empty.message).toContain('Member must have length greater than or equal to 1');
    const long = await refusal('DescribeKey', { keyId: 'x'.repeat(2049) });
    expect(long.exception).toBe('ValidationException');
    expect(long.message).toContain('Member must have length less than or equal to 2048');
  });
});
