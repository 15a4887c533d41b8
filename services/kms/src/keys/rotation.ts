/**
 * Rotation of key material: a new backing key of the same KMS key becomes current, and the old ones keep decrypting
 * (developer guide, "Rotate AWS KMS keys").
 */
import { must } from '@strongroom/core/assert.js';
import { fromHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { OriginType, RotationType } from '@strongroom/proto/gen/kms-types.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { KmsKey } from './key-record.js';
import { generateMaterial, type MaterialWait } from './generate-material.js';
import { updateKey, updateRelated, type KeyChange } from './key-writes.js';
import { replicasOf } from './multi-region.js';
import { FIRST_MATERIAL } from './new-rows.js';
import { replicateMaterials, type Wait } from './replication.js';

export const DAY_MS = 86_400_000;
/** API reference, EnableKeyRotation: RotationPeriodInDays. */
export const ROTATION_PERIOD_DEFAULT_DAYS = 365;
/** API reference, RotateKeyOnDemand: per KMS key. */
export const ON_DEMAND_ROTATIONS_MAX = 25;

/** What ListKeyRotations tells of a rotation. */
export interface Rotation {
  readonly type: RotationType;
  /** Civil epoch milliseconds. */
  readonly at: number;
}

/**
 * Only symmetric encryption keys rotate, and not of every origin.
 * @throws KmsError UnsupportedOperationException.
 */
export function checkRotates(kmsKey: KmsKey, ...origins: readonly OriginType[]): void {
  const { arn, keySpec, origin } = kmsKey;
  if (keySpec !== 'SYMMETRIC_DEFAULT') {
    const message = `${arn} key spec is ${keySpec} which is not valid for this operation.`;
    throw new KmsError('UnsupportedOperationException', message);
  }
  if (!origins.includes(origin)) {
    const message = `${arn} origin is ${origin} which is not valid for this operation.`;
    throw new KmsError('UnsupportedOperationException', message);
  }
}

/**
 * Has the tenant's slot make one more backing key for a KMS key.
 * @returns its row, as of the rotation that makes it current.
 * @throws KmsError when no HSM can.
 */
export async function newMaterial(
  runtime: RegionRuntime,
  kmsKey: KmsKey,
  rotation: Rotation,
  wait: MaterialWait & { readonly createdAt: number },
): Promise<KeyMaterialRow> {
  return {
    ...(await generateMaterial(runtime, kmsKey, wait)),
    ...FIRST_MATERIAL,
    created_at: wait.createdAt,
    rotated_at: rotation.at,
    rotation_type: rotation.type,
  };
}

/** New material becomes current, with what else the rotation changes in the key's row. */
export function rotateToNew(kmsKey: KmsKey, row: KeyMaterialRow, set: Partial<KmsKeyRow>): KeyChange {
  return becomeCurrent(kmsKey, row.material_id, { kind: 'insert', table: 'key_materials', row }, set);
}

/**
 * New material becomes current in all Regions of a multi-Region key, in one commit: before it, every Region's HSMs have
 * sealed it.
 * @param waitForReplica called as each replica's turn comes, for one that is slow takes no time from the others.
 */
export async function rotateEverywhere(
  services: Services,
  kmsKey: KmsKey,
  row: KeyMaterialRow,
  set: Partial<KmsKeyRow>,
  waitForReplica: () => Wait,
): Promise<KeyChange> {
  const { writes, entities } = rotateToNew(kmsKey, row, set);
  const arrivals: Write[] = [];
  const material = { materialId: fromHex(row.material_id), ekt: row.ekt };
  for (const replica of replicasOf(kmsKey)) {
    // One that is being created takes all material when it is done.
    if (!replica.hasMaterial) continue;
    const ekts = await replicateMaterials(services, kmsKey, replica.region, [material], waitForReplica());
    const ekt = must(ekts.get(row.material_id), 'what was installed is what was exported');
    arrivals.push(
      updateRelated(kmsKey, replica, { current_material_id: row.material_id }),
      departureOf(replica.region, kmsKey.keyId),
      { kind: 'insert', table: 'key_materials', row: { ...row, region: replica.region, ekt } },
    );
  }
  return { writes: [...writes, ...arrivals], entities };
}

/** Material that was imported for it becomes current (origin EXTERNAL), in every Region. */
export function rotateToPending(
  kmsKey: KmsKey,
  materialId: string,
  rotation: Rotation,
  set: Partial<KmsKeyRow>,
): KeyChange {
  const arrivalIn = (region: string): Write => ({
    kind: 'update',
    table: 'key_materials',
    match: { region, material_id: materialId, material_state: 'PENDING_ROTATION' },
    set: { material_state: 'CURRENT', rotated_at: rotation.at, rotation_type: rotation.type },
    rows: 1,
  });
  const { writes, entities } = becomeCurrent(kmsKey, materialId, arrivalIn(kmsKey.region), set);
  const inReplicas = replicasOf(kmsKey)
    .filter(({ hasMaterial }) => hasMaterial)
    .flatMap((replica) => [
      updateRelated(kmsKey, replica, { current_material_id: materialId }),
      departureOf(replica.region, kmsKey.keyId),
      arrivalIn(replica.region),
    ]);
  return { writes: [...writes, ...inReplicas], entities };
}

function departureOf(region: string, keyId: string): Write {
  return {
    kind: 'update',
    table: 'key_materials',
    match: { region, key_id: keyId, material_state: 'CURRENT' },
    set: { material_state: 'NON_CURRENT' },
    rows: 1,
  };
}

/** One unit: after a crash there is the old material or the new one, never two or none. */
function becomeCurrent(kmsKey: KmsKey, materialId: string, arrival: Write, set: Partial<KmsKeyRow>): KeyChange {
  const change = updateKey(kmsKey, { ...set, current_material_id: materialId });
  const departure = departureOf(kmsKey.region, kmsKey.keyId);
  return { writes: [...change.writes, departure, arrival], entities: change.entities };
}

/**
 * The columns of a key that is enabled again: what came due meanwhile is made up for by one rotation, now, and the
 * schedule goes on from there (API reference, GetKeyRotationStatus: "Disabled").
 */
export function resumedRotation(kmsKey: KmsKey, now: number): Partial<KmsKeyRow> {
  const { rotation, state, multiRegion } = kmsKey;
  if (multiRegion?.isPrimary === false) return {};
  return state !== 'Enabled' && rotation !== undefined && rotation.nextAt < now ? { next_rotation_at: now } : {};
}
