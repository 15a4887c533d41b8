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
