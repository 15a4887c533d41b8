import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('UpdateKeyDescription', ({ door, a, call, refusal }) => {
  it('replaces the description, also by an empty one', async () => {
    const { keyId } = await createKey(door, a, { description: 'old' });
    for (const description of ['x'.repeat(8192), 'neu 新', '']) {
      await call('UpdateKeyDescription', { keyId, description });
      expect((await call('DescribeKey', { keyId })).keyMetadata.description).toBe(description);
    }
  });

  it('rejects 8193 characters and none at all → ValidationException', async () => {
    const { keyId } = await createKey(door, a);
    const long = await refusal('UpdateKeyDescription', { keyId, description: 'x'.repeat(8193) });
    expect(long.exception).toBe('ValidationException');
    expect(long.message).toContain('Member must have length less than or equal to 8192');
    const missing = await refusal('UpdateKeyDescription', { keyId });
    expect(missing.message).toContain(
      "Value null at 'description' failed to satisfy constraint: Member must not be null",
    );
  });
});
