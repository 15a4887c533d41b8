/** What the columns of rotation and import hold in the rows of a new KMS key. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';

/** API reference, CreateKey: automatic rotation is off until EnableKeyRotation. */
export const NO_ROTATION = {
  rotation_period_days: null,
  next_rotation_at: null,
  on_demand_rotations: 0,
} as const satisfies Partial<KmsKeyRow>;

/** A key of one Region. */
export const SINGLE_REGION = {
  multi_region: 0,
  primary_region: null,
  pending_window_days: null,
} as const satisfies Partial<KmsKeyRow>;

/** The account manages the key; those of AWS's services come into being in aws-managed-keys.ts alone. */
export const CUSTOMER_MANAGED = { key_manager: 'CUSTOMER' } as const satisfies Partial<KmsKeyRow>;

/** The key is in the HSMs of the service, not in a custom key store. */
export const NO_KEY_STORE = { custom_key_store_id: null, xks_key_id: null } as const satisfies Partial<KmsKeyRow>;

/** The first material of a key, made in an HSM. */
export const FIRST_MATERIAL = {
  material_state: 'CURRENT',
  rotated_at: null,
  rotation_type: null,
  import_state: null,
  description: null,
  expiration_model: null,
  valid_to: null,
} as const satisfies Partial<KeyMaterialRow>;

/** Imported material that is not there: not yet, or not any more. */
export const ABSENT = {
  ekt: EMPTY_BYTES,
  import_state: 'PENDING_IMPORT',
  expiration_model: null,
  valid_to: null,
} as const satisfies Partial<KeyMaterialRow>;
