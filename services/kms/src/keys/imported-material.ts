/**
 * Material that its owner imports (origin EXTERNAL), beyond the one request: where it may go, what its arrival and its
 * leaving change (developer guide, "Importing key material", "Deleting imported key material").
 */
import { KmsError } from '@strongroom/core/errors.js';
import type { KeyState } from '@strongroom/proto/gen/kms-types.js';
import type { StoreReads, Write } from '@strongroom/storage/store.js';
import { awaitsRotation, type KeyMaterial, type KmsKey } from './key-record.js';
import { updateKey, type KeyChange } from './key-writes.js';
import { ABSENT } from './new-rows.js';

/** The state of material that waits for its rotation, and is not yet in every Region. */
export const MISSING_ELSEWHERE = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

/** @throws KmsError UnsupportedOperationException for a key of another origin. */
export function checkOriginExternal({ arn, origin }: KmsKey): void {
  if (origin === 'EXTERNAL') return;
  const message = `${arn} origin is ${origin} which is not valid for this operation.`;
  throw new KmsError('UnsupportedOperationException', message);
}

export function isPresent(material: KeyMaterial): boolean {
  return material.imported?.state !== 'PENDING_IMPORT';
}

/** Present, and before its ValidTo: the job that deletes it may come a moment later. @param now civil time */
export function isUsable(material: KeyMaterial, now: number): boolean {
  const validTo = material.imported?.validTo;
  return isPresent(material) && (validTo === undefined || now < validTo);
}

/**
 * A key works when all its materials are there. One that waits for its rotation is not used yet, so that it may be
 * missing.
 * @param arriving the id of a material that this change brings
 */
export function isComplete(kmsKey: KmsKey, arriving?: string): boolean {
  const materials = [...kmsKey.materials.values()].filter((material) => !awaitsRotation(material));
  return (
    (arriving !== undefined || materials.length > 0) &&
    materials.every((material) => material.id === arriving || isPresent(material))
  );
}

/** Where CancelKeyDeletion brings a key back to: one without its material cannot be used, disabled or not. */
export function stateAfterCancel(kmsKey: KmsKey): KeyState {
  // A replica whose deletion was scheduled before it was whole goes on being created, whatever its origin.
  if (kmsKey.multiRegion?.isPrimary === false && kmsKey.currentMaterial === undefined) return 'Creating';
  return kmsKey.origin !== 'EXTERNAL' || isComplete(kmsKey) ? 'Disabled' : 'PendingImport';
}

/**
 * Material that waits for its rotation may rotate once it is in every Region.
 * @param regions where else the key expects it, beside the Region whose change this is part of
 * @returns what says so of the one material; nothing while it is missing in one of them.
 */
export async function readyToRotate(
  reads: StoreReads,
  keyId: string,
  materialId: string,
  regions: readonly string[],
): Promise<readonly Write[]> {
  for (const region of regions) {
    const rows = await reads.keyMaterials(region, keyId);
    if (!rows.some((row) => row.material_id === materialId && row.import_state === 'IMPORTED')) return [];
  }
  const match = { key_id: keyId, material_id: materialId };
  return [{ kind: 'update', table: 'key_materials', match, set: { material_state: 'PENDING_ROTATION' }, rows: 'any' }];
}

/**
 * The material's bytes leave the store; its row stays, for it may be imported again. One that waits for its rotation
 * was
 * never used, and goes altogether: else it would stand in the way of every other. A key that waits for its deletion
 * goes on waiting. What waits in a primary goes from all its replicas; in a replica it can be imported again.
 */
export function dropMaterial(kmsKey: KmsKey, material: KeyMaterial): KeyChange {
  const match = { region: kmsKey.region, material_id: material.id };
  if (awaitsRotation(material)) {
    const { writes, entities } = updateKey(kmsKey, {});
    const everywhere = { key_id: kmsKey.keyId, material_id: material.id };
    if (kmsKey.multiRegion?.isPrimary !== false) {
      return {
        writes: [...writes, { kind: 'delete', table: 'key_materials', match: everywhere, rows: 'any' }],
        entities,
      };
    }
    const waits = { material_state: MISSING_ELSEWHERE };
    return {
      writes: [
        ...writes,
        { kind: 'update', table: 'key_materials', match: everywhere, set: waits, rows: 'any' },
        { kind: 'update', table: 'key_materials', match, set: ABSENT, rows: 1 },
      ],
      entities,
    };
  }
  const { writes, entities } = updateKey(
    kmsKey,
    kmsKey.state === 'PendingDeletion' || kmsKey.state === 'PendingReplicaDeletion'
      ? {}
      : { key_state: 'PendingImport' },
  );
  return { writes: [...writes, { kind: 'update', table: 'key_materials', match, set: ABSENT, rows: 1 }], entities };
}
