/**
 * Deletes KMS keys whose waiting period has ended: their materials' EKTs, aliases, tags and grants go in the same
 * transaction as the key.
 */
import { fromHex } from '@strongroom/core/bytes.js';
import type { AccountId, Region } from '@strongroom/core/ids.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import type { StoreReads, Write } from '@strongroom/storage/store.js';
import { forgetInSlotsLater } from '../keys/forget-materials.js';
import { MISSING_ELSEWHERE, readyToRotate } from '../keys/imported-material.js';
import { aliasEntity } from '../keys/key-directory.js';
import { keyArn, keyEntity } from '../keys/key-record.js';
import { DAY_MS } from '../keys/rotation.js';
import type { Services } from '../services.js';
import { serviceEvent, type Due, type TimedJob } from './timed-job.js';

const ALIASES_MAX = 50;

export function deleteDueKeys(services: Services): TimedJob {
  return {
    name: 'delete KMS keys',
    async due(region, until, after, limit) {
      const rows = await services.store.reads.keysDueForDeletion(region, until, after, limit);
      return rows.map((row) => ({ at: row.due_at, id: row.key_id, keyId: row.key_id, accountId: row.account_id }));
    },
    run: (region, due) => deleteKey(services, region, due),
    destroys: (region, due) => `delete KMS key ${keyArn(region, due.accountId, due.keyId)}`,
  };
}

/** A key that changes meanwhile (CancelKeyDeletion) stays. */
async function deleteKey(services: Services, region: Region, due: Due): Promise<boolean> {
  const { reads, changeSeq } = services.store;
  const row = await reads.kmsKey(region, due.keyId);
  if (row?.deletion_at !== due.at) return false;
  const ofKey = { region, key_id: row.key_id };
  const aliases = await reads.listAliasesOfKey(region, row.key_id, '', ALIASES_MAX);
  const materials = await reads.keyMaterials(region, row.key_id);
  const related = row.multi_region === 1 ? await reads.relatedKeys(row.key_id) : [];
  const others = related.filter((each) => each.region !== region);
  const writes: Write[] = [
    ...waitOfPrimary(others, due),
    ...(await noLongerMissing(reads, materials, others)),
    { kind: 'delete', table: 'key_materials', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'key_last_usages', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'grants', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'key_tags', match: ofKey, rows: 'any' },
    { kind: 'delete', table: 'aliases', match: { region, target_key_id: row.key_id }, rows: 'any' },
    // Last, because the others refer to it; a version that has moved on undoes them all.
    { kind: 'delete', table: 'kms_keys', match: { ...ofKey, version: row.version }, rows: 1 },
  ];
  const outcome = await services.store.commit({
    event: serviceEvent('DeleteKey', region, due),
    writes,
    // The last of several replicas must know that it is.
    guard: { entities: [keyEntity(region, row.key_id)], afterSeq: changeSeq },
    entities: [
      keyEntity(region, row.key_id),
      ...others.map((each) => keyEntity(each.region, each.key_id)),
      ...aliases.rows.map((alias) => aliasEntity(region, alias.account_id, alias.alias_name)),
    ],
  });
  if (outcome.kind !== 'committed') return false;
  const accountId = row.account_id as AccountId;
  forgetInSlotsLater(
    services,
    { region, accountId },
    materials.map((material) => ({ materialId: fromHex(material.material_id) })),
  );
  return true;
}

/** Material that was missing only here is now in every Region that is left, and may rotate. */
async function noLongerMissing(
  reads: StoreReads,
  materials: readonly KeyMaterialRow[],
  others: readonly KmsKeyRow[],
): Promise<readonly Write[]> {
  const missing = materials.find((each) => each.material_state === MISSING_ELSEWHERE);
  const expecting = others.filter((each) => each.current_material_id !== null);
  if (missing === undefined || expecting.length === 0) return [];
  const regions = expecting.map(({ region }) => region);
  return readyToRotate(reads, missing.key_id, missing.material_id, regions);
}

/**
 * A primary that waits for its replicas begins its own waiting period when the last one is deleted (API reference,
 * ScheduleKeyDeletion).
 */
function waitOfPrimary(others: readonly KmsKeyRow[], due: Due): Write[] {
  const [primary, ...rest] = others;
  if (primary?.key_state !== 'PendingReplicaDeletion' || rest.length > 0) return [];
  const windowMs = (primary.pending_window_days ?? 0) * DAY_MS;
  return [
    {
      kind: 'update',
      table: 'kms_keys',
      match: { region: primary.region, key_id: primary.key_id, version: primary.version },
      set: {
        key_state: 'PendingDeletion',
        deletion_at: due.at + windowMs,
        pending_window_days: null,
        version: primary.version + 1,
      },
      rows: 1,
    },
  ];
}
