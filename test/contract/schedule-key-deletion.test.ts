import { expect, it } from 'vitest';
import { bytes, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

const DAY_MS = 86_400_000;

throughEveryDoor('ScheduleKeyDeletion', ({ door, a, call, refusal }) => {
  it.each([
    [{}, 30],
    [{ pendingWindowInDays: 7 }, 7],
    [{ pendingWindowInDays: 30 }, 30],
  ])('%j waits that many days: %i', async (window, days) => {
    const { keyId, arn } = await createKey(door, a);
    const answer = await call('ScheduleKeyDeletion', { keyId, ...window });
    expect(answer).toMatchObject({ keyId: arn, keyState: 'PendingDeletion', pendingWindowInDays: days });
    expect(Math.abs(answer.deletionDate - Date.now() - days * DAY_MS)).toBeLessThan(60_000);
    const { keyMetadata } = await call('DescribeKey', { keyId });
    expect(keyMetadata).toMatchObject({ keyState: 'PendingDeletion', enabled: false });
    expect(keyMetadata.deletionDate).toBeCloseTo(answer.deletionDate, -4);
  });

  it('stops every use of the key', async () => {
    const { keyId, arn } = await createKey(door, a);
    await call('ScheduleKeyDeletion', { keyId });
    const refused = { exception: 'KMSInvalidStateException', message: `${arn} is pending deletion.` };
    expect(await refusal('Encrypt', { keyId, plaintext: bytes(8) })).toEqual(refused);
    expect(await refusal('ScheduleKeyDeletion', { keyId })).toEqual(refused);
  });

  it.each([6, 31])('rejects a window of %i days → ValidationException', async (pendingWindowInDays) => {
    const { keyId } = await createKey(door, a);
    expect((await refusal('ScheduleKeyDeletion', { keyId, pendingWindowInDays })).exception).toBe(
      'ValidationException',
    );
  });
});
