import { expect, it } from 'vitest';
import { createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('GetKeyRotationStatus', ({ door, a, call, refusal }) => {
  it('is false for a new key, and names the key by its ARN', async () => {
    const { keyId, arn } = await createKey(door, a);
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual({ keyId: arn, keyRotationEnabled: false });
  });

  it('stays as it is while the key is disabled', async () => {
    const { keyId } = await createKey(door, a);
    await call('EnableKeyRotation', { keyId });
    const before = await call('GetKeyRotationStatus', { keyId });
    await call('DisableKey', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual(before);
    await call('EnableKey', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual(before);
  });

  it('is false while the key is pending deletion, and true again when that is cancelled', async () => {
    const { keyId, arn } = await createKey(door, a);
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 120 });
    const before = await call('GetKeyRotationStatus', { keyId });
    await call('ScheduleKeyDeletion', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual({ keyId: arn, keyRotationEnabled: false });
    await call('CancelKeyDeletion', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).toEqual(before);
  });

  it('has no date of an on-demand rotation that is done', async () => {
    const { keyId } = await createKey(door, a);
    await call('RotateKeyOnDemand', { keyId });
    expect(await call('GetKeyRotationStatus', { keyId })).not.toHaveProperty('onDemandRotationStartDate');
  });

  it('takes no alias → NotFoundException', async () => {
    const alias = await createAlias(door, a, await createKey(door, a));
    expect((await refusal('GetKeyRotationStatus', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
