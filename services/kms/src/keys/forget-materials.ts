/** Material that has left the store leaves the slots that hold it at once, instead of when it expires there. */
import { tenantOf } from '@strongroom/core/ids.js';
import type { Services } from '../services.js';
import type { KeyMaterial, KmsKey } from './key-record.js';

const FORGET_TIMEOUT_MS = 2000;

/** After the commit: a slot that is told before could be given the material again. */
export async function forgetInSlots(
  services: Services,
  { region, accountId }: Pick<KmsKey, 'region' | 'accountId'>,
  materials: Iterable<Pick<KeyMaterial, 'materialId'>>,
): Promise<void> {
  const materialIds = Array.from(materials, ({ materialId }) => materialId);
  const deadlineAt = services.monotonic.now() + FORGET_TIMEOUT_MS;
  await services.regions.get(region)?.pool.forget(tenantOf(accountId), materialIds, deadlineAt);
}

/**
 * For jobs: a slot that is busy, or a tenant who keeps it so, must not hold up what comes due for others. It ends by
 * itself, at its deadline.
 */
export function forgetInSlotsLater(
  services: Services,
  kmsKey: Pick<KmsKey, 'region' | 'accountId'>,
  materials: Iterable<Pick<KeyMaterial, 'materialId'>>,
): void {
  forgetInSlots(services, kmsKey, materials).catch((error: unknown) => {
    services.log.warn(
      { err: error, accountId: kmsKey.accountId },
      'deleted key material stays in slots until it expires',
    );
  });
}
