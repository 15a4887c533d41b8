/** A KMS key as the pipeline sees it: its row, compiled. */
import type { AccountId, KmsKeyId, Region } from '@strongroom/core/ids.js';
import { fromHex } from '@strongroom/core/bytes.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import type {
  ExpirationModelType,
  ImportState,
  KeyManagerType,
  KeyMaterialState,
  KeySpec,
  KeyState,
  KeyUsageType,
  OriginType,
  RotationType,
} from '@strongroom/proto/gen/kms-types.js';
import type { CachedRecord } from '../cache/record-cache.js';
import type { CustomKeyStore } from '../key-stores/key-store-record.js';

export interface KeyMaterial extends SealedMaterial {
  /** 64 lower-case hex digits: KeyMaterialId of the API. */
  readonly id: string;
  readonly state: KeyMaterialState;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
  /** How it became current; undefined for the first material and for one that waits for its rotation. */
  readonly rotation: { readonly type: RotationType; readonly at: number } | undefined;
  /** Undefined unless the key's origin is EXTERNAL. */
  readonly imported: ImportedMaterial | undefined;
}

export interface ImportedMaterial {
  readonly state: ImportState;
  readonly description: string | undefined;
  readonly expirationModel: ExpirationModelType | undefined;
  readonly validTo: number | undefined;
}

/** A key in another Region that has the same id and material, or will have. */
export interface RelatedKey {
  readonly region: Region;
  readonly arn: string;
  readonly state: KeyState;
  readonly version: number;
  /** False until a replica has been created: it holds no material, nor does it expect any yet. */
  readonly hasMaterial: boolean;
}

export interface MultiRegion {
  readonly primaryRegion: Region;
  readonly isPrimary: boolean;
  /** In the other Regions, by Region; the primary among them unless this is it. */
  readonly others: readonly RelatedKey[];
}

/** What conditions in policies ask about a key beside its row. */
export interface KeyLabels {
  /**
   * Values by tag key in lower case: condition keys compare without regard to it. Tag keys that differ by nothing else
   * have all their values here.
   */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly aliases: readonly string[];
}

export interface KmsKey extends CachedRecord {
  /** Absent in a key that was not read from the store. */
  readonly labels?: KeyLabels;
  readonly region: Region;
  readonly accountId: AccountId;
  readonly keyId: KmsKeyId;
  readonly arn: string;
  /** As it stands in the row, but Unavailable while the key's custom key store is not connected. */
  readonly state: KeyState;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsageType;
  readonly origin: OriginType;
  /** Undefined for a key of one Region. */
  readonly multiRegion: MultiRegion | undefined;
  /** PendingWindowInDays of a primary that waits for its replicas to be deleted. */
  readonly pendingWindowDays: number | undefined;
  /** Of an AWS managed key, AWS. */
  readonly manager: KeyManagerType;
  readonly policy: string;
  /** Civil epoch milliseconds. */
  readonly createdAt: number;
  readonly deletionAt: number | undefined;
  readonly version: number;
  /** Automatic rotation, unless it is disabled. `nextAt` passes while the key itself is not enabled. */
  readonly rotation: { readonly periodDays: number; readonly nextAt: number } | undefined;
  readonly onDemandRotations: number;
  /** Material that new ciphertexts are made under. */
  readonly currentMaterial: KeyMaterial | undefined;
  /** When the first of the imported materials that the key needs expires: from then on it is pending import. */
  readonly materialExpiresAt: number | undefined;
  /** Where the key's other half is, if it is in an external key store. */
  readonly external: ExternalKey | undefined;
  /** Every version, by id: old ciphertexts keep decrypting. */
  readonly materials: ReadonlyMap<string, KeyMaterial>;
}

export interface ExternalKey {
  readonly store: CustomKeyStore;
  /** XksKeyId of the API. */
  readonly xksKeyId: string;
}

export function keyArn(region: string, accountId: string, keyId: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}

/** The name of a key in the change feed. */
export function keyEntity(region: string, keyId: string): string {
  return `key:${region}/${keyId}`;
}

/** What a key is besides its own rows. */
export interface KeySurroundings {
  /** The custom key store that the row names. */
  readonly store?: CustomKeyStore | undefined;
  /** The rows of a multi-Region key in all Regions; rotation is the primary's everywhere. */
  readonly related?: readonly KmsKeyRow[];
}

export function compileKey(
  row: KmsKeyRow,
  materialRows: readonly KeyMaterialRow[],
  { store, related = [] }: KeySurroundings = {},
): KmsKey {
  const primary = related.find((each) => each.region === row.primary_region) ?? row;
  const materials = new Map<string, KeyMaterial>();
  for (const material of materialRows) materials.set(material.material_id, compileMaterial(material));
  return {
    superseded: false,
    region: row.region as Region,
    accountId: row.account_id as AccountId,
    keyId: row.key_id as KmsKeyId,
    arn: keyArn(row.region, row.account_id, row.key_id),
    state: stateIn(store, row.key_state as KeyState),
    description: row.description,
    keySpec: row.key_spec as KeySpec,
    keyUsage: row.key_usage as KeyUsageType,
    origin: row.origin as OriginType,
    multiRegion: compileMultiRegion(row, related),
    pendingWindowDays: row.pending_window_days ?? undefined,
    manager: row.key_manager as KeyManagerType,
    policy: row.policy,
    createdAt: row.created_at,
    deletionAt: row.deletion_at ?? undefined,
    version: row.version,
    rotation:
      primary.rotation_period_days === null || primary.next_rotation_at === null
        ? undefined
        : { periodDays: primary.rotation_period_days, nextAt: primary.next_rotation_at },
    onDemandRotations: primary.on_demand_rotations,
    materialExpiresAt: firstExpiry(materials.values()),
    currentMaterial: row.current_material_id === null ? undefined : materials.get(row.current_material_id),
    external: store === undefined || row.xks_key_id === null ? undefined : { store, xksKeyId: row.xks_key_id },
    materials,
  };
}

/** Developer guide, "Key states": a key that waits for its deletion goes on waiting. */
function stateIn(store: CustomKeyStore | undefined, state: KeyState): KeyState {
  if (store === undefined || store.state === 'CONNECTED') return state;
  return state === 'Enabled' || state === 'Disabled' ? 'Unavailable' : state;
}

function compileMultiRegion(row: KmsKeyRow, related: readonly KmsKeyRow[]): MultiRegion | undefined {
  if (row.primary_region === null) return undefined;
  return {
    primaryRegion: row.primary_region as Region,
    isPrimary: row.primary_region === row.region,
    others: related
      .filter(({ region }) => region !== row.region)
      .map((each) => ({
        region: each.region as Region,
        arn: keyArn(each.region, each.account_id, each.key_id),
        state: each.key_state as KeyState,
        version: each.version,
        hasMaterial: each.current_material_id !== null,
      })),
  };
}

/** Whether material waits for the rotation that makes it current: until then the key does not need it. */
export function awaitsRotation({ state }: Pick<KeyMaterial, 'state'>): boolean {
  return state === 'PENDING_ROTATION' || state === 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
}

function compileMaterial(row: KeyMaterialRow): KeyMaterial {
  return {
    id: row.material_id,
    materialId: fromHex(row.material_id),
    ekt: row.ekt,
    state: row.material_state as KeyMaterialState,
    createdAt: row.created_at,
    rotation:
      row.rotation_type === null || row.rotated_at === null
        ? undefined
        : { type: row.rotation_type as RotationType, at: row.rotated_at },
    imported:
      row.import_state === null
        ? undefined
        : {
            state: row.import_state as ImportState,
            description: row.description ?? undefined,
            expirationModel: (row.expiration_model as ExpirationModelType | null) ?? undefined,
            validTo: row.valid_to ?? undefined,
          },
  };
}

/** One that waits for its rotation is not needed yet. */
function firstExpiry(materials: Iterable<KeyMaterial>): number | undefined {
  let first: number | undefined;
  for (const material of materials) {
    const { imported } = material;
    if (awaitsRotation(material) || imported?.validTo === undefined) continue;
    first = Math.min(first ?? imported.validTo, imported.validTo);
  }
  return first;
}
