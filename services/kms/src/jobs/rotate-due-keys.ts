/**
 * Automatic rotation (API reference, EnableKeyRotation). A key whose clock has jumped over several periods rotates once
 * for each, and every rotation is on record at its own date.
 */
import type { Region } from '@strongroom/core/ids.js';
import { keyEntity } from '../keys/key-record.js';
import { recordSynchronization } from '../keys/multi-region.js';
import { DAY_MS, newMaterial, rotateEverywhere, type Rotation } from '../keys/rotation.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import { slotTokenEntity } from '../region/slot-tokens.js';
import type { Services } from '../services.js';
import { serviceEvent, type Due, type TimedJob } from './timed-job.js';

/** How long the HSMs of each Region may take. A rotation that fails is tried again in the next pass. */
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
  const afterSeq = services.store.changeSeq;
  const kmsKey = await services.keys.byId(region, due.keyId);
  if (runtime === undefined || kmsKey?.state !== 'Enabled' || kmsKey.rotation?.nextAt !== due.at) return false;
  const rotation: Rotation = { type: 'AUTOMATIC', at: due.at };
  const material = await newMaterial(runtime, kmsKey, rotation, {
    createdAt: services.clock.now(),
    deadlineAt: services.monotonic.now() + ROTATE_TIMEOUT_MS,
  });
  const nextAt = due.at + kmsKey.rotation.periodDays * DAY_MS;
  const wait = () => ({ deadlineAt: services.monotonic.now() + ROTATE_TIMEOUT_MS });
  const change = await rotateEverywhere(services, kmsKey, material, { next_rotation_at: nextAt }, wait);
  const outcome = await services.store.commit({
    event: serviceEvent('RotateKey', region, due, {
      rotationType: rotation.type,
      previousKeyMaterialId: kmsKey.currentMaterial?.id ?? '',
      currentKeyMaterialId: material.material_id,
    }),
    ...change,
    // Replicas get the material as well, each sealed in its own Region.
    guard: slotTokenGuard(region, due.accountId, afterSeq, [
      keyEntity(region, kmsKey.keyId),
      ...(kmsKey.multiRegion?.others ?? []).map((other) => slotTokenEntity(other.region, due.accountId)),
    ]),
  });
  if (outcome.kind !== 'committed') return false;
  await recordSynchronization(services, kmsKey, due.at, { rotationType: rotation.type });
  return true;
}
