/**
 * Writes that change one KMS key. Each names the row version it was decided on, so that of two concurrent changes one
 * decides again.
 */
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { keyEntity, type KmsKey, type RelatedKey } from './key-record.js';

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
    entities: relatedEntities(kmsKey),
  };
}

/** The key in all its Regions: each record tells something of the others. */
export function relatedEntities({ region, keyId, multiRegion }: KmsKey): string[] {
  return [region, ...(multiRegion?.others ?? []).map((other) => other.region)].map((each) => keyEntity(each, keyId));
}

/** Sets columns of the key's row in another Region. */
export function updateRelated(kmsKey: KmsKey, related: RelatedKey, set: Partial<KmsKeyRow>): Write {
  return {
    kind: 'update',
    table: 'kms_keys',
    match: { region: related.region, key_id: kmsKey.keyId, version: related.version },
    set: { ...set, version: related.version + 1 },
    rows: 1,
  };
}

/** For changes beside the row (tags, aliases) that must not cross a change of the key's state. */
export function touchKey(kmsKey: KmsKey): KeyChange {
  return updateKey(kmsKey, {});
}
