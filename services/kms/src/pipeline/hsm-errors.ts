/** The one place where an HSM's answer becomes what a user is told. */
import { HsmError, KmsError, type ErrorName, type HsmStatus } from '@strongroom/core/errors.js';

const TRANSLATION = {
  OK: 'KMSInternalException',
  NEED_SLOT_TOKEN: 'KMSInternalException',
  NEED_EKT: 'KMSInternalException',
  QUEUE_FULL: 'ThrottlingException',
  DEADLINE_EXCEEDED: 'DependencyTimeoutException',
  CANCELLED: 'DependencyTimeoutException',
  NOT_OPERATIONAL: 'KeyUnavailableException',
  SLOT_CRASHED: 'KeyUnavailableException',
  NO_FREE_SLOT: 'KeyUnavailableException',
  // A token from our own store fails authentication: the store was altered, or there is a bug. Either way not the
  // user's fault.
  TOKEN_INVALID: 'KMSInternalException',
  ENCRYPTED_DATA_INVALID: 'InvalidCiphertextException',
  KEY_FUNCTION_NOT_PERMITTED: 'InvalidKeyUsageException',
  ARGUMENTS_BAD: 'KMSInternalException',
  FUNCTION_NOT_SUPPORTED: 'UnsupportedOperationException',
  DEVICE_ERROR: 'KeyUnavailableException',
  SIGNATURE_INVALID: 'KMSInvalidSignatureException',
  MAC_INVALID: 'KMSInvalidMacException',
  // Where the front end can know it, it says so before and better.
  DATA_LEN_RANGE: 'ValidationException',
  PUBLIC_KEY_INVALID: 'ValidationException',
  NEED_SLOW_LANE: 'KMSInternalException',
  IMPORT_TOKEN_INVALID: 'InvalidImportTokenException',
  IMPORT_TOKEN_EXPIRED: 'ExpiredImportTokenException',
  WRAPPED_KEY_INVALID: 'InvalidCiphertextException',
  KEY_MATERIAL_INVALID: 'IncorrectKeyMaterialException',
  // A replication that took too long is begun again; nobody is told.
  REPLICATION_EXPIRED: 'DependencyTimeoutException',
} as const satisfies Record<HsmStatus, ErrorName>;

/** Where an exception has no wording of its own. */
const WORDING: Partial<Readonly<Record<HsmStatus, string>>> = {
  DATA_LEN_RANGE: 'The data is too long for the key and the algorithm.',
  PUBLIC_KEY_INVALID:
    'PublicKey must be the DER-encoded SubjectPublicKeyInfo of a valid key on the curve of the KMS key.',
};

/**
 * The user's error for an HSM's; anything else is returned as it is. The HSM's own words stay in `cause`, for the log.
 */
export function translateHsmError(error: unknown): unknown {
  if (!(error instanceof HsmError)) return error;
  return new KmsError(TRANSLATION[error.status], WORDING[error.status], { cause: error });
}
