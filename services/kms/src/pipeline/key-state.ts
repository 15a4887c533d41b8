/**
 * Which key states allow what ("Key states of AWS KMS keys", developer guide). One row per family of operations; a cell
 * is the error of the service, or allowed.
 */
import { KmsError, type ErrorName } from '@strongroom/core/errors.js';
import type { KeyState } from '@strongroom/proto/gen/kms-types.js';
import { takesAlgorithm } from '../keys/algorithms.js';
import type { KmsKey } from '../keys/key-record.js';

type Cell = 'ok' | readonly [ErrorName, string];
type Row = Readonly<Record<KeyState, Cell>>;

const OK = 'ok' as const;
const DISABLED: Cell = ['DisabledException', 'is disabled.'];
const PENDING_DELETION: Cell = ['KMSInvalidStateException', 'is pending deletion.'];
const NOT_PENDING_DELETION: Cell = ['KMSInvalidStateException', 'is not pending deletion.'];
const PENDING_IMPORT: Cell = ['KMSInvalidStateException', 'is pending import.'];
const UNAVAILABLE: Cell = ['KMSInvalidStateException', 'is unavailable.'];
const CREATING: Cell = ['KMSInvalidStateException', 'is creating.'];
const UPDATING: Cell = ['KMSInvalidStateException', 'is updating.'];

const ANYWHERE: Row = {
  Creating: OK,
  Enabled: OK,
  Disabled: OK,
  PendingDeletion: OK,
  PendingImport: OK,
  PendingReplicaDeletion: OK,
  Unavailable: OK,
  Updating: OK,
};

const ROTATION: Row = {
  ...ANYWHERE,
  Creating: CREATING,
  Disabled: DISABLED,
  PendingDeletion: PENDING_DELETION,
  PendingReplicaDeletion: PENDING_DELETION,
};

export const STATE_RULES = {
  /** DescribeKey, policies, lists, DeleteAlias, RetireGrant, RevokeGrant, GetKeyRotationStatus, GetKeyLastUsage. */
  any: ANYWHERE,
  /** Encrypt, Decrypt, Sign, GenerateMac, GetPublicKey… */
  cryptographic: {
    ...ANYWHERE,
    Creating: CREATING,
    Disabled: DISABLED,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    PendingImport: PENDING_IMPORT,
    Unavailable: UNAVAILABLE,
  },
  /** CreateGrant. */
  'create-grant': {
    ...ANYWHERE,
    Creating: CREATING,
    Disabled: DISABLED,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    PendingImport: PENDING_IMPORT,
  },
  /** EnableKey, DisableKey. */
  enablement: {
    ...ANYWHERE,
    Creating: CREATING,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    PendingImport: PENDING_IMPORT,
    Updating: UPDATING,
  },
  /**
   * EnableKeyRotation, DisableKeyRotation. A key pending import or unavailable has an origin that never rotates by
   * itself; the operation says so.
   */
  rotation: ROTATION,
  /** RotateKeyOnDemand. */
  'rotation-on-demand': { ...ROTATION, PendingImport: PENDING_IMPORT },
  /** ScheduleKeyDeletion. */
  'schedule-deletion': {
    ...ANYWHERE,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    Updating: UPDATING,
  },
  /** CancelKeyDeletion. */
  'cancel-deletion': {
    Creating: NOT_PENDING_DELETION,
    Enabled: NOT_PENDING_DELETION,
    Disabled: NOT_PENDING_DELETION,
    PendingDeletion: OK,
    PendingImport: NOT_PENDING_DELETION,
    PendingReplicaDeletion: OK,
    Unavailable: NOT_PENDING_DELETION,
    Updating: NOT_PENDING_DELETION,
  },
  /** GetParametersForImport. */
  'import-parameters': {
    ...ANYWHERE,
    Creating: CREATING,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
    Updating: UPDATING,
  },
  /** ImportKeyMaterial. */
  import: {
    ...ANYWHERE,
    Creating: CREATING,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
  },
  /** DeleteImportedKeyMaterial. */
  'delete-imported-material': { ...ANYWHERE, Creating: CREATING, Updating: UPDATING },
  /** CreateAlias, UpdateAlias (new target), TagResource, UntagResource, UpdateKeyDescription. */
  'not-pending-deletion': {
    ...ANYWHERE,
    PendingDeletion: PENDING_DELETION,
    PendingReplicaDeletion: PENDING_DELETION,
  },
} as const satisfies Record<string, Row>;

export type StateRule = keyof typeof STATE_RULES;

/**
 * @param now civil time: imported material is of no use from its ValidTo on, whenever the job comes to delete it
 * @throws KmsError with the service's wording when the key's state does not allow it.
 */
export function checkKeyState(rule: StateRule, kmsKey: KmsKey, now: number): void {
  const cell: Cell = STATE_RULES[rule][stateAt(kmsKey, now)];
  if (cell !== OK) throw new KmsError(cell[0], `${kmsKey.arn} ${cell[1]}`);
}

function stateAt({ state, materialExpiresAt }: KmsKey, now: number): KeyState {
  if (materialExpiresAt === undefined || now < materialExpiresAt) return state;
  return state === 'Enabled' || state === 'Disabled' ? 'PendingImport' : state;
}

/** @throws KmsError InvalidKeyUsageException. */
export function checkKeyUsage(usage: string, operationName: string, kmsKey: KmsKey): void {
  if (kmsKey.keyUsage === usage) return;
  throw new KmsError(
    'InvalidKeyUsageException',
    `${kmsKey.arn} key usage is ${kmsKey.keyUsage} which is not valid for ${operationName}.`,
  );
}

/** @throws KmsError InvalidKeyUsageException when the key cannot be used with the algorithm that the request names. */
export function checkAlgorithm(algorithm: string, kmsKey: KmsKey): void {
  if (takesAlgorithm(kmsKey, algorithm)) return;
  throw new KmsError(
    'InvalidKeyUsageException',
    `Algorithm ${algorithm} is incompatible with key spec ${kmsKey.keySpec}.`,
  );
}
