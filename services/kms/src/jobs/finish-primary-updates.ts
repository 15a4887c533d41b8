/**
 * Changes the roles of a primary and the replica that UpdatePrimaryRegion has named, in one commit. Both are Updating
 * until then; what the primary alone has (the rotation's schedule and count) goes to the new one.
 */
import type { Region } from '@strongroom/core/ids.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { keyEntity } from '../keys/key-record.js';
import { NO_ROTATION } from '../keys/new-rows.js';
import type { Services } from '../services.js';
import { serviceEvent, type Due, type TimedJob } from './timed-job.js';

export function finishPrimaryUpdates(services: Services): TimedJob {
  return {
    name: 'finish updates of primary Regions',
    async due(region, until, after, limit) {
      const rows = await services.store.reads.keysInTransition(region, 'Updating', until, after, limit);
      return rows.map((row) => ({ at: row.due_at, id: row.key_id, keyId: row.key_id, accountId: row.account_id }));
    },
    run: (region, due) => finish(services, region, due),
  };
}

async function finish(services: Services, region: Region, due: Due): Promise<boolean> {
  const { reads, changeSeq } = services.store;
  const related = await reads.relatedKeys(due.keyId);
  const updating = related.filter((row) => row.key_state === 'Updating');
  const primary = updating.find((row) => row.region === row.primary_region);
  const target = updating.find((row) => row.region !== row.primary_region);
  // In the primary's Region, once; in the other one only where it is alone.
  if (primary !== undefined && primary.region !== region) return false;
  const changes = related.flatMap((row) => roleOf(row, primary, target));
  if (changes.length === 0) return false;
  const primaryRegion = target === undefined ? region : target.region;
  const outcome = await services.store.commit({
    event: serviceEvent('SynchronizeMultiRegionKey', region, { ...due, at: services.clock.now() }, { primaryRegion }),
    writes: changes,
    entities: related.map((row) => keyEntity(row.region, row.key_id)),
    guard: { entities: [keyEntity(region, due.keyId)], afterSeq: changeSeq },
  });
  return outcome.kind === 'committed';
}

/** One that is Updating alone (its counterpart lost its imported material meanwhile) stays what it was. */
function roleOf(row: KmsKeyRow, primary: KmsKeyRow | undefined, target: KmsKeyRow | undefined): Write[] {
  const swaps = primary !== undefined && target !== undefined;
  const isUpdating = row.key_state === 'Updating';
  if (!isUpdating && !swaps) return [];
  return [
    {
      kind: 'update',
      table: 'kms_keys',
      match: { region: row.region, key_id: row.key_id, version: row.version },
      set: {
        ...(isUpdating ? { key_state: 'Enabled' } : {}),
        ...(swaps ? { primary_region: target.region, ...rotationOf(row, primary, target) } : {}),
        version: row.version + 1,
      },
      rows: 1,
    },
  ];
}

function rotationOf(row: KmsKeyRow, primary: KmsKeyRow, target: KmsKeyRow): Partial<KmsKeyRow> {
  if (row.region !== target.region) return NO_ROTATION;
  const { rotation_period_days, next_rotation_at, on_demand_rotations } = primary;
  return { rotation_period_days, next_rotation_at, on_demand_rotations };
}
