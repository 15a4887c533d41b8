import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('DisableKeyRotation', ({ door, a, call }) => {
  it('ends automatic rotation; enabling it again begins a new period', async () => {
    const { keyId, arn } = await createKey(door, a);
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 90 });
    const { nextRotationDate } = await call('GetKeyRotationStatus', { keyId });
    await call('DisableKeyRotation', { keyId: arn });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual({ keyId: arn, keyRotationEnabled: false });
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 90 });
    const again = await call('GetKeyRotationStatus', { keyId });
    expect(again.nextRotationDate).toBeGreaterThanOrEqual(nextRotationDate);
  });

  it('does nothing where rotation is not enabled', async () => {
    const { keyId } = await createKey(door, a);
    await call('DisableKeyRotation', { keyId });
    expect((await call('GetKeyRotationStatus', { keyId })).keyRotationEnabled).toBe(false);
  });
});
