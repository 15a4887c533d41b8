import { checkRotates, DAY_MS, ROTATION_PERIOD_DEFAULT_DAYS } from '../keys/rotation.js';
import type { KmsKey } from '../keys/key-record.js';
import { updateKey } from '../keys/key-writes.js';
import { refuseReplica } from '../keys/multi-region.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: EnableKeyRotation. */
export const enableKeyRotation = operation({
  name: 'EnableKeyRotation',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:EnableKeyRotation', states: 'rotation' },
  ],
  handle({ services, input, keys }) {
    const kmsKey = soleKey(keys);
    checkRotates(kmsKey, 'AWS_KMS');
    refuseReplica(kmsKey);
    const periodDays = input.rotationPeriodInDays ?? ROTATION_PERIOD_DEFAULT_DAYS;
    const next = nextRotationAt(kmsKey, periodDays, services.clock.now());
    return { output: {}, ...updateKey(kmsKey, { rotation_period_days: periodDays, next_rotation_at: next }) };
  },
});

/**
 * A period begins when rotation is enabled, and at every automatic rotation. Another period counts from the same day;
 * if it has ended by now, the key rotates at once.
 */
function nextRotationAt({ rotation }: KmsKey, periodDays: number, now: number): number {
  if (rotation === undefined) return now + periodDays * DAY_MS;
  if (rotation.periodDays === periodDays) return rotation.nextAt;
  return Math.max(now, rotation.nextAt + (periodDays - rotation.periodDays) * DAY_MS);
}
