import { expect, it } from 'vitest';
import { createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const DAY_MS = 86_400_000;
/** Times on the AWS wire may be rounded to milliseconds of a second. */
const ROUNDING_MS = 2;

throughEveryDoor('EnableKeyRotation', ({ door, a, call, refusal }) => {
  it.each([
    [{}, 365],
    [{ rotationPeriodInDays: 90 }, 90],
    [{ rotationPeriodInDays: 2560 }, 2560],
  ])('%j rotates after that many days: %i', async (period, days) => {
    const { keyId, arn } = await createKey(door, a);
    const before = (await call('DescribeKey', { keyId })).keyMetadata.creationDate;
    await call('EnableKeyRotation', { keyId, ...period });
    const after = (await call('CreateKey', {})).keyMetadata.creationDate;
    const status = await call('GetKeyRotationStatus', { keyId });
    expect(status).toMatchObject({ keyId: arn, keyRotationEnabled: true, rotationPeriodInDays: days });
    expect(status.nextRotationDate).toBeGreaterThanOrEqual(before + days * DAY_MS - ROUNDING_MS);
    expect(status.nextRotationDate).toBeLessThanOrEqual(after + days * DAY_MS + ROUNDING_MS);
  });

  it('changes the period from the day on which rotation was enabled', async () => {
    const { keyId } = await createKey(door, a);
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 100 });
    const { nextRotationDate: first } = await call('GetKeyRotationStatus', { keyId });
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 200 });
    expect(await call('GetKeyRotationStatus', { keyId })).toMatchObject({
      rotationPeriodInDays: 200,
      nextRotationDate: first + 100 * DAY_MS,
    });
    await call('EnableKeyRotation', { keyId, rotationPeriodInDays: 200 });
    expect((await call('GetKeyRotationStatus', { keyId })).nextRotationDate).toBe(first + 100 * DAY_MS);
  });

  it.each([
    [89, 'greater than or equal to 90'],
    [2561, 'less than or equal to 2560'],
  ])('rejects a period of %i days → ValidationException', async (rotationPeriodInDays, bound) => {
    const { keyId } = await createKey(door, a);
    expect(await refusal('EnableKeyRotation', { keyId, rotationPeriodInDays })).toEqual({
      exception: 'ValidationException',
      message:
        `1 validation error detected: Value '${String(rotationPeriodInDays)}' at 'rotationPeriodInDays' ` +
        `failed to satisfy constraint: Member must have value ${bound}`,
    });
  });

  it('takes no alias → NotFoundException', async () => {
    const alias = await createAlias(door, a, await createKey(door, a));
    expect((await refusal('EnableKeyRotation', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
