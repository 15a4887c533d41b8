/** A KMS key as the pipeline sees it: its row, compiled. */
import type { AccountId, KmsKeyId, Region } from '@strongroom/core/ids.js';
import { fromHex } from '@strongroom/core/bytes.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import type { KeySpec, KeyState, KeyUsageType, OriginType } from '@strongroom/proto/gen/kms-types.js';
import type { CachedRecord } from '../cache/record-cache.js';

export interface KeyMaterial extends SealedMaterial {
  /** 64 lower-case hex digits: KeyMaterialId of the API. */
  readonly id: string;
}

export interface KmsKey extends CachedRecord {
  readonly region: Region;
  readonly accountId: AccountId;
  readonly keyId: KmsKeyId;
  readonly arn: string;
  readonly state: KeyState;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsageType;
  readonly origin: OriginType;
  readonly multiRegion: boolean;
  readonly policy: string;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
  readonly deletionAt: number | undefined;
  readonly version: number;
  /** Material that new ciphertexts are made under. */
  readonly currentMaterial: KeyMaterial | undefined;
  /** Every version, by id: old ciphertexts keep decrypting. */
  readonly materials: ReadonlyMap<string, KeyMaterial>;
}

export function keyArn(region: string, accountId: string, keyId: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}

/** The name of a key in the change feed. */
export function keyEntity(region: string, keyId: string): string {
  return `key:${region}/${keyId}`;
}

export function compileKey(row: KmsKeyRow, materialRows: readonly KeyMaterialRow[]): KmsKey {
  const materials = new Map<string, KeyMaterial>();
  for (const material of materialRows) {
    materials.set(material.material_id, {
      id: material.material_id,
      materialId: fromHex(material.material_id),
      ekt: material.ekt,
    });
  }
  return {
    superseded: false,
    region: row.region as Region,
    accountId: row.account_id as AccountId,
    keyId: row.key_id as KmsKeyId,
    arn: keyArn(row.region, row.account_id, row.key_id),
    state: row.key_state as KeyState,
    description: row.description,
    keySpec: row.key_spec as KeySpec,
    keyUsage: row.key_usage as KeyUsageType,
    origin: row.origin as OriginType,
    multiRegion: row.multi_region === 1,
    policy: row.policy,
    createdAt: row.created_at,
    deletionAt: row.deletion_at ?? undefined,
    version: row.version,
    currentMaterial: row.current_material_id === null ? undefined : materials.get(row.current_material_id),
    materials,
  };
}
