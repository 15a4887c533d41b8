/**
 * Writes that change one KMS key. Each names the row version it was decided on, so that of two concurrent changes one
 * decides again.
 */
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { keyEntity, type KmsKey } from './key-record.js';

export interface KeyChange {
  readonly writes: readonly Write[];
  readonly entities: readonly string[];
}

/** Sets columns of the key's row. */
export function updateKey(kmsKey: KmsKey, set: Partial<KmsKeyRow>): KeyChange {
  return {
    writes: [
      {
        kind: 'update',
        table: 'kms_keys',
        match: { region: kmsKey.region, key_id: kmsKey.keyId, version: kmsKey.version },
        set: { ...set, version: kmsKey.version + 1 },
        rows: 1,
      },
    ],
    entities: [keyEntity(kmsKey.region, kmsKey.keyId)],
  };
}

/** For changes beside the row (tags, aliases) that must not cross a change of the key's state. */
export function touchKey(kmsKey: KmsKey): KeyChange {
  return updateKey(kmsKey, {});
}
