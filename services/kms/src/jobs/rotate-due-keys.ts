/**
 * Automatic rotation (API reference, EnableKeyRotation). A key whose clock has jumped over several periods rotates once
 * for each, and every rotation is on record at its own date.
 */
import type { Region } from '@strongroom/core/ids.js';
import { DAY_MS, newMaterial, rotateToNew, type Rotation } from '../keys/rotation.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import type { Services } from '../services.js';
import { serviceEvent, type Due, type TimedJob } from './timed-job.js';

/** How long an HSM may take. A rotation that fails is tried again in the next pass. */
const ROTATE_TIMEOUT_MS = 3000;

export function rotateDueKeys(services: Services): TimedJob {
  return {
    name: 'rotate KMS keys',
    async due(region, until, after, limit) {
      const rows = await services.store.reads.keysDueForRotation(region, until, after, limit);
      return rows.map((row) => ({ at: row.due_at, id: row.key_id, keyId: row.key_id, accountId: row.account_id }));
    },
    canRun: (region) => services.regions.get(region)?.pool.ready() === true,
    run: (region, due) => rotateKey(services, region, due),
  };
}

async function rotateKey(services: Services, region: Region, due: Due): Promise<boolean> {
  const runtime = services.regions.get(region);
  const kmsKey = await services.keys.byId(region, due.keyId);
  if (runtime === undefined || kmsKey?.state !== 'Enabled' || kmsKey.rotation?.nextAt !== due.at) return false;
  const rotation: Rotation = { type: 'AUTOMATIC', at: due.at };
  const afterSeq = services.store.changeSeq;
  const material = await newMaterial(runtime, kmsKey, rotation, {
    createdAt: services.clock.now(),
    deadlineAt: services.monotonic.now() + ROTATE_TIMEOUT_MS,
  });
  const nextAt = due.at + kmsKey.rotation.periodDays * DAY_MS;
  const outcome = await services.store.commit({
    event: serviceEvent('RotateKey', region, due, {
      rotationType: rotation.type,
      previousKeyMaterialId: kmsKey.currentMaterial?.id ?? '',
      currentKeyMaterialId: material.material_id,
    }),
    ...rotateToNew(kmsKey, material, { next_rotation_at: nextAt }),
    guard: slotTokenGuard(region, due.accountId, afterSeq),
  });
  return outcome.kind === 'committed';
}
