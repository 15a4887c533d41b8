import { KmsError } from '@strongroom/core/errors.js';
import { updateKey } from '../keys/key-writes.js';
import { replicasOf } from '../keys/multi-region.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

const DAY_MS = 86_400_000;
/** The service's bounds; the model's 1 to 365 is wider. */
const WINDOW_MIN_DAYS = 7;
const WINDOW_MAX_DAYS = 30;

/** API reference: ScheduleKeyDeletion. */
export const scheduleKeyDeletion = operation({
  name: 'ScheduleKeyDeletion',
  quota: 'delete',
  readOnly: false,
  crossAccount: false,
  check({ pendingWindowInDays: days }) {
    if (days !== undefined && (days < WINDOW_MIN_DAYS || days > WINDOW_MAX_DAYS)) {
      throw new KmsError(
        'ValidationException',
        `PendingWindowInDays must be between ${String(WINDOW_MIN_DAYS)} and ${String(WINDOW_MAX_DAYS)} days inclusive`,
      );
    }
  },
  keys: (input) => [
    {
      identifier: input.keyId,
      forms: 'key-id-or-arn',
      action: 'kms:ScheduleKeyDeletion',
      states: 'schedule-deletion',
    },
  ],
  handle({ services, input, keys }) {
    const kmsKey = soleKey(keys);
    const pendingWindowInDays = input.pendingWindowInDays ?? WINDOW_MAX_DAYS;
    if (replicasOf(kmsKey).length > 0) {
      // The window begins when the last replica is deleted (jobs/delete-due-keys.ts).
      const keyState = 'PendingReplicaDeletion';
      return {
        output: { keyId: kmsKey.arn, keyState, pendingWindowInDays },
        ...updateKey(kmsKey, { key_state: keyState, pending_window_days: pendingWindowInDays }),
      };
    }
    const deletionDate = services.clock.now() + pendingWindowInDays * DAY_MS;
    return {
      output: { keyId: kmsKey.arn, deletionDate, keyState: 'PendingDeletion', pendingWindowInDays },
      ...updateKey(kmsKey, { key_state: 'PendingDeletion', deletion_at: deletionDate }),
    };
  },
});
