/**
 * What happens by itself when its time comes. One pass at a time; a failed pass is logged and the next one tries again.
 */
import type { Timer } from '@strongroom/core/time.js';
import type { Services } from '../services.js';
import { deleteDueKeys } from './delete-due-keys.js';

const PERIOD_MS = 1000;

/** Starts the passes; cancel to stop them. */
export function startTimedJobs(services: Services): Timer {
  let running = false;
  return services.monotonic.every(
    PERIOD_MS,
    () => {
      if (running) return;
      running = true;
      deleteDueKeys(services)
        .then(
          (deleted) => {
            if (deleted > 0) services.log.info({ deleted }, 'KMS keys deleted');
          },
          (error: unknown) => {
            services.log.error({ err: error }, 'deleting KMS keys failed');
          },
        )
        .finally(() => {
          running = false;
        });
    },
    { ref: false },
  );
}
