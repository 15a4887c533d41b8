/**
 * Material that its owner imports (origin EXTERNAL), beyond the one request: where it may go, what its arrival and its
 * leaving change (developer guide, "Importing key material", "Deleting imported key material").
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { KeyState } from '@strongroom/proto/gen/kms-types.js';
import type { KeyMaterial, KmsKey } from './key-record.js';
import { updateKey, type KeyChange } from './key-writes.js';

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
  const materials = [...kmsKey.materials.values()].filter(({ state }) => state !== 'PENDING_ROTATION');
  return (
    (arriving !== undefined || materials.length > 0) &&
    materials.every((material) => material.id === arriving || isPresent(material))
  );
}

/** Where CancelKeyDeletion brings a key back to: one without its material cannot be used, disabled or not. */
export function stateAfterCancel(kmsKey: KmsKey): KeyState {
  return kmsKey.origin === 'EXTERNAL' && !isComplete(kmsKey) ? 'PendingImport' : 'Disabled';
}

/**
 * The material's bytes leave the store; its row stays, for it may be imported again. One that waits for its rotation
 * was
 * never used, and goes altogether: else it would stand in the way of every other. A key that waits for its deletion
 * goes on waiting.
 */
export function dropMaterial(kmsKey: KmsKey, material: KeyMaterial): KeyChange {
  const match = { region: kmsKey.region, material_id: material.id };
  if (material.state === 'PENDING_ROTATION') {
    const { writes, entities } = updateKey(kmsKey, {});
    return { writes: [...writes, { kind: 'delete', table: 'key_materials', match, rows: 1 }], entities };
  }
  const { writes, entities } = updateKey(
    kmsKey,
    kmsKey.state === 'PendingDeletion' ? {} : { key_state: 'PendingImport' },
  );
  const set = { ekt: EMPTY_BYTES, import_state: 'PENDING_IMPORT', expiration_model: null, valid_to: null };
  return { writes: [...writes, { kind: 'update', table: 'key_materials', match, set, rows: 1 }], entities };
}
