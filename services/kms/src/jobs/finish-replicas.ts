/**
 * Brings their material to replicas that ReplicateKey has made. A replica is Creating until one commit makes it whole;
 * a process that dies in between leaves it in the list.
 */
import type { Region } from '@strongroom/core/ids.js';
import { must } from '@strongroom/core/assert.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { MISSING_ELSEWHERE } from '../keys/imported-material.js';
import { awaitsRotation, keyEntity, type KmsKey } from '../keys/key-record.js';
import { updateKey } from '../keys/key-writes.js';
import { ABSENT } from '../keys/new-rows.js';
import { replicateMaterials } from '../keys/replication.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import type { Services } from '../services.js';
import { serviceEvent, type Due, type TimedJob } from './timed-job.js';

/** How long the HSMs of both Regions may take. A replication that fails is begun again in the next pass. */
const REPLICATE_TIMEOUT_MS = 10_000;

export function finishReplicas(services: Services): TimedJob {
  return {
    name: 'finish replicas of KMS keys',
    async due(region, until, after, limit) {
      const rows = await services.store.reads.keysInTransition(region, 'Creating', until, after, limit);
      return rows.map((row) => ({ at: row.due_at, id: row.key_id, keyId: row.key_id, accountId: row.account_id }));
    },
    canRun: (region) => services.regions.get(region)?.pool.ready() === true,
    run: (region, due) => finish(services, region, due),
  };
}

async function finish(services: Services, region: Region, due: Due): Promise<boolean> {
  const afterSeq = services.store.changeSeq;
  const replica = await services.keys.byId(region, due.keyId);
  const primaryRegion = replica?.multiRegion?.primaryRegion;
  if (replica?.state !== 'Creating' || primaryRegion === undefined) return false;
  const primary = await services.keys.byId(primaryRegion, due.keyId);
  if (primary === undefined) return false;
  const { set, writes } =
    primary.origin === 'EXTERNAL'
      ? await expectImports(services, primary, region)
      : await bringMaterials(services, primary, region);
  const change = updateKey(replica, set);
  const outcome = await services.store.commit({
    event: serviceEvent('SynchronizeMultiRegionKey', region, { ...due, at: services.clock.now() }, { primaryRegion }),
    writes: [...change.writes, ...writes],
    entities: change.entities,
    // No rotation, deletion or import of either key comes between.
    guard: slotTokenGuard(region, due.accountId, afterSeq, [keyEntity(region, due.keyId)]),
  });
  return outcome.kind === 'committed';
}

interface Completion {
  readonly set: Partial<KmsKeyRow>;
  readonly writes: readonly Write[];
}

async function bringMaterials(services: Services, primary: KmsKey, region: Region): Promise<Completion> {
  const rows = await services.store.reads.keyMaterials(primary.region, primary.keyId);
  const materials = [...primary.materials.values()];
  const ekts = await replicateMaterials(services, primary, region, materials, {
    deadlineAt: services.monotonic.now() + REPLICATE_TIMEOUT_MS,
  });
  return {
    set: { key_state: 'Enabled', current_material_id: primary.currentMaterial?.id ?? null },
    writes: rows.map((row) => {
      const ekt = must(ekts.get(row.material_id), 'every material of the primary was replicated');
      return { kind: 'insert', table: 'key_materials', row: { ...row, region, ekt } } as const;
    }),
  };
}

/** Imported material does not cross: the owner imports the same into each Region, and each expects exactly that. */
async function expectImports(services: Services, primary: KmsKey, region: Region): Promise<Completion> {
  const rows = await services.store.reads.keyMaterials(primary.region, primary.keyId);
  const waiting = [...primary.materials.values()].filter(awaitsRotation);
  return {
    set: { key_state: 'PendingImport', current_material_id: primary.currentMaterial?.id ?? null },
    writes: [
      ...rows.map(
        (row) =>
          ({ kind: 'insert', table: 'key_materials', row: { ...row, ...ABSENT, region, description: null } }) as const,
      ),
      ...waiting.map(
        ({ id }) =>
          ({
            kind: 'update',
            table: 'key_materials',
            match: { key_id: primary.keyId, material_id: id },
            set: { material_state: MISSING_ELSEWHERE },
            rows: 'any',
          }) as const,
      ),
    ],
  };
}
