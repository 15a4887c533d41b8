/**
 * THE error table. One file because it is one table: doors, docs and tests read it as a whole. Three kinds of failure
 * are never mixed: a {@link KmsError} is expected and told to the caller; an {@link HsmError} crosses
 * only the link and is translated in one file of services/kms; anything else is a bug, logged in full and answered as
 * KMSInternalException.
 *
 * HTTP: on AWS's wire every client fault is 400, whatever the service model says (recorded from the real service).
 */

/** gRPC status codes by number, so that this package needs no gRPC. */
export const GRPC = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

export interface ErrorEntry {
  readonly grpc: number;
  readonly http: number;
  readonly fault: 'client' | 'server';
  /** True when the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** What it means and what to do, for docs/ERRORS.md. */
  readonly meaning: string;
  /** The wording where the service always uses the same; operations supply the rest. */
  readonly message?: string;
}

const client = (grpc: number, meaning: string, message?: string): ErrorEntry => ({
  grpc,
  http: 400,
  fault: 'client',
  retryable: false,
  meaning,
  ...(message === undefined ? {} : { message }),
});

const T = GRPC;

export const ERRORS = {
  // KMS, modelled (API 2014-11-01).
  AlreadyExistsException: client(T.ALREADY_EXISTS, 'The name is taken. Choose another name, or use what exists.'),
  CloudHsmClusterInUseException: client(T.FAILED_PRECONDITION, 'The cluster already backs a custom key store.'),
  CloudHsmClusterInvalidConfigurationException: client(
    T.FAILED_PRECONDITION,
    'The cluster does not meet the requirements of a custom key store.',
  ),
  CloudHsmClusterNotActiveException: client(
    T.FAILED_PRECONDITION,
    'The cluster is not active. Initialize and activate it first.',
  ),
  CloudHsmClusterNotFoundException: client(T.NOT_FOUND, 'No such cluster in this account and Region.'),
  CloudHsmClusterNotRelatedException: client(
    T.FAILED_PRECONDITION,
    'The cluster does not share a backup history with the original one.',
  ),
  ConflictException: client(
    T.ABORTED,
    'Another operation on the same key is in progress. Try again when it has ended.',
  ),
  CustomKeyStoreHasCMKsException: client(T.FAILED_PRECONDITION, 'The custom key store still holds KMS keys.'),
  CustomKeyStoreInvalidStateException: client(
    T.FAILED_PRECONDITION,
    'The connection state of the custom key store does not allow this.',
  ),
  CustomKeyStoreNameInUseException: client(T.ALREADY_EXISTS, 'The custom key store name is taken.'),
  CustomKeyStoreNotFoundException: client(T.NOT_FOUND, 'No such custom key store in this account and Region.'),
  DependencyTimeoutException: {
    grpc: T.UNAVAILABLE,
    http: 503,
    fault: 'server',
    retryable: true,
    meaning: 'The HSMs did not answer in time. Try again.',
  },
  DisabledException: client(T.FAILED_PRECONDITION, 'The KMS key is disabled. Enable it with EnableKey.'),
  DryRunOperationException: client(
    T.FAILED_PRECONDITION,
    'DryRun was asked for, and the request would have succeeded.',
    'The request would have succeeded, but the DryRun option is set.',
  ),
  ExpiredImportTokenException: client(
    T.FAILED_PRECONDITION,
    'The import token is older than 24 hours. Call GetParametersForImport again.',
  ),
  IncorrectKeyException: client(
    T.INVALID_ARGUMENT,
    'The ciphertext was made under another KMS key than the one named.',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  ),
  IncorrectKeyMaterialException: client(
    T.INVALID_ARGUMENT,
    'The key material is not the one that this KMS key expects.',
  ),
  IncorrectTrustAnchorException: client(
    T.INVALID_ARGUMENT,
    'The trust anchor certificate is not the one of the cluster.',
  ),
  InvalidAliasNameException: client(T.INVALID_ARGUMENT, 'The alias name is not allowed.'),
  InvalidArnException: client(T.INVALID_ARGUMENT, 'The ARN is malformed or names something else.'),
  InvalidCiphertextException: client(
    T.INVALID_ARGUMENT,
    'The ciphertext was not made by this system, is damaged, or its encryption context differs.',
    '',
  ),
  InvalidGrantIdException: client(T.INVALID_ARGUMENT, 'No such grant.'),
  InvalidGrantTokenException: client(T.INVALID_ARGUMENT, 'The grant token is malformed or unknown.'),
  InvalidImportTokenException: client(
    T.INVALID_ARGUMENT,
    'The import token is malformed or belongs to another KMS key.',
  ),
  InvalidKeyUsageException: client(
    T.FAILED_PRECONDITION,
    'The KeyUsage or the algorithm of the KMS key does not fit this operation.',
  ),
  InvalidMarkerException: client(
    T.INVALID_ARGUMENT,
    'The pagination marker is not one that this list returned.',
    'Invalid marker.',
  ),
  KMSInternalException: {
    grpc: T.INTERNAL,
    http: 500,
    fault: 'server',
    retryable: true,
    meaning: 'Something failed inside. Nothing was released; try again.',
    message: 'An internal error occurred. Try again; the server log has the cause under the request id.',
  },
  KMSInvalidMacException: client(
    T.INVALID_ARGUMENT,
    'The MAC does not fit the message, the key and the algorithm.',
    '',
  ),
  KMSInvalidSignatureException: client(
    T.INVALID_ARGUMENT,
    'The signature does not fit the message, the key and the algorithm.',
    '',
  ),
  KMSInvalidStateException: client(T.FAILED_PRECONDITION, 'The key state does not allow this operation.'),
  KeyUnavailableException: {
    grpc: T.UNAVAILABLE,
    http: 500,
    fault: 'server',
    retryable: true,
    meaning: 'No HSM that can hold the key is reachable. Try again.',
    message: 'The request was rejected because the specified KMS key was not available. You can retry the request.',
  },
  LimitExceededException: client(T.RESOURCE_EXHAUSTED, 'A resource quota is reached.'),
  MalformedPolicyDocumentException: client(T.INVALID_ARGUMENT, 'The policy document is not valid.'),
  NotFoundException: client(T.NOT_FOUND, 'No such resource in this account and Region.'),
  TagException: client(T.INVALID_ARGUMENT, 'The tags are not allowed.'),
  UnsupportedOperationException: client(
    T.UNIMPLEMENTED,
    'The parameter or the operation is not supported for this resource.',
  ),
  XksKeyAlreadyInUseException: client(T.ALREADY_EXISTS, 'The external key already backs a KMS key of this key store.'),
  XksKeyInvalidConfigurationException: client(
    T.FAILED_PRECONDITION,
    'The external key does not meet the requirements.',
  ),
  XksKeyNotFoundException: client(T.NOT_FOUND, 'The external key store proxy does not know this external key.'),
  XksProxyIncorrectAuthenticationCredentialException: client(
    T.FAILED_PRECONDITION,
    'The proxy refused the authentication credential.',
  ),
  XksProxyInvalidConfigurationException: client(
    T.FAILED_PRECONDITION,
    'The external key store proxy is not configured correctly.',
  ),
  XksProxyInvalidResponseException: client(
    T.FAILED_PRECONDITION,
    'The external key store proxy answered something unexpected.',
  ),
  XksProxyUriEndpointInUseException: client(T.ALREADY_EXISTS, 'The proxy URI endpoint is in use.'),
  XksProxyUriInUseException: client(T.ALREADY_EXISTS, 'The proxy URI is in use.'),
  XksProxyUriUnreachableException: client(T.FAILED_PRECONDITION, 'The external key store proxy cannot be reached.'),
  XksProxyVpcEndpointServiceInUseException: client(T.ALREADY_EXISTS, 'The endpoint service is in use.'),
  XksProxyVpcEndpointServiceInvalidConfigurationException: client(
    T.FAILED_PRECONDITION,
    'The endpoint service is not configured correctly.',
  ),
  XksProxyVpcEndpointServiceNotFoundException: client(T.NOT_FOUND, 'No such endpoint service.'),

  // Common to AWS services, not in the model.
  AccessDeniedException: client(T.PERMISSION_DENIED, 'No policy allows this principal to do this.'),
  ExpiredTokenException: client(
    T.UNAUTHENTICATED,
    'The session credentials or the bearer token have expired.',
    'The security token included in the request is expired',
  ),
  IncompleteSignatureException: client(
    T.UNAUTHENTICATED,
    'The Authorization header lacks a part of a SigV4 signature.',
  ),
  InvalidClientTokenIdException: client(
    T.UNAUTHENTICATED,
    'The session token is not valid.',
    'The security token included in the request is invalid.',
  ),
  InvalidSignatureException: client(
    T.UNAUTHENTICATED,
    'The signature does not fit the request. Check the secret, the clock and that no proxy changes the request.',
  ),
  MissingAuthenticationTokenException: client(
    T.UNAUTHENTICATED,
    'The request carries no credentials.',
    'Request is missing Authentication Token',
  ),
  RequestEntityTooLargeException: {
    grpc: T.RESOURCE_EXHAUSTED,
    http: 413,
    fault: 'client',
    retryable: false,
    meaning: 'The request is larger than any valid one.',
  },
  // CloudTrail, LookupEvents (API 2013-11-01).
  InvalidEventCategoryException: client(T.INVALID_ARGUMENT, 'There are no events of this category.'),
  InvalidLookupAttributesException: client(T.INVALID_ARGUMENT, 'The lookup attribute is not one that can be used.'),
  InvalidMaxResultsException: client(T.INVALID_ARGUMENT, 'MaxResults is 1 to 50.'),
  InvalidNextTokenException: client(
    T.INVALID_ARGUMENT,
    'The NextToken is not one that a LookupEvents with the same parameters returned.',
  ),
  InvalidTimeRangeException: client(T.INVALID_ARGUMENT, 'The start time is after the end time.'),
  SerializationException: client(T.INVALID_ARGUMENT, 'The request cannot be decoded.'),
  ServiceUnavailableException: {
    grpc: T.UNAVAILABLE,
    http: 503,
    fault: 'server',
    retryable: true,
    meaning: 'The server is starting or stopping. Try again.',
  },
  ThrottlingException: {
    ...client(
      T.RESOURCE_EXHAUSTED,
      'Too many requests for this tenant. Slow down and try again.',
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    ),
    retryable: true,
  },
  UnknownOperationException: client(T.UNIMPLEMENTED, 'No such operation.'),
  UnrecognizedClientException: client(
    T.UNAUTHENTICATED,
    'The access key or bearer token is not known here.',
    'The security token included in the request is invalid.',
  ),
  ValidationException: client(T.INVALID_ARGUMENT, 'A parameter breaks a constraint; the message lists every one.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof ERRORS;

/** An expected failure that the caller is told, under AWS's exception name and wording. */
export class KmsError extends Error {
  readonly exception: ErrorName;

  /** @param message defaults to the table's fixed wording; an exception without one needs a message. Never a secret. */
  constructor(exception: ErrorName, message?: string, options?: ErrorOptions) {
    const entry: ErrorEntry = ERRORS[exception];
    super(message ?? entry.message ?? entry.meaning, options);
    this.name = exception;
    this.exception = exception;
  }
}

export function errorEntry(exception: ErrorName): ErrorEntry {
  return ERRORS[exception];
}

/**
 * What an HSM answers on the link. Names follow PKCS#11 return values where one fits. The number crosses the link.
 * `retry` says what the front end may do: `elsewhere` on another node, `token` again with the token attached, `never`.
 */
export const HSM_STATUS = {
  OK: { code: 0, retry: 'never' },
  /** The slot is not bound here: send again with the slot token. */
  NEED_SLOT_TOKEN: { code: 1, retry: 'token' },
  /** The slot does not hold this key material: send again with the EKT. */
  NEED_EKT: { code: 2, retry: 'token' },
  /** The slot's queue is full (CKR_FUNCTION_REJECTED in spirit): becomes ThrottlingException. */
  QUEUE_FULL: { code: 3, retry: 'never' },
  /** The deadline passed before the work began. */
  DEADLINE_EXCEEDED: { code: 4, retry: 'never' },
  CANCELLED: { code: 5, retry: 'never' },
  /** The node is not a member of the domain, in self-test, draining, tampered or in its error state. */
  NOT_OPERATIONAL: { code: 6, retry: 'elsewhere' },
  /** The slot's worker ended while it held this operation. */
  SLOT_CRASHED: { code: 7, retry: 'elsewhere' },
  /** No slot can be evicted just now. */
  NO_FREE_SLOT: { code: 8, retry: 'elsewhere' },
  /** An EKT, slot token or domain token fails authentication, or is bound to something else. */
  TOKEN_INVALID: { code: 9, retry: 'never' },
  /** The ciphertext fails authentication under this material and context (CKR_ENCRYPTED_DATA_INVALID). */
  ENCRYPTED_DATA_INVALID: { code: 10, retry: 'never' },
  /** The authenticated attributes of the key do not permit this command (CKR_KEY_FUNCTION_NOT_PERMITTED). */
  KEY_FUNCTION_NOT_PERMITTED: { code: 11, retry: 'never' },
  /** The payload does not parse or breaks a bound (CKR_ARGUMENTS_BAD). */
  ARGUMENTS_BAD: { code: 12, retry: 'never' },
  /** The command is not known to this firmware (CKR_FUNCTION_NOT_SUPPORTED). */
  FUNCTION_NOT_SUPPORTED: { code: 13, retry: 'never' },
  /** A self-test or conditional test failed; the node is now in its error state (CKR_DEVICE_ERROR). */
  DEVICE_ERROR: { code: 14, retry: 'elsewhere' },
  /** The signature is not valid for this message, key and algorithm (CKR_SIGNATURE_INVALID). */
  SIGNATURE_INVALID: { code: 15, retry: 'never' },
  /** The MAC is not valid for this message, key and algorithm (CKR_SIGNATURE_INVALID, for C_Verify with a MAC). */
  MAC_INVALID: { code: 16, retry: 'never' },
  /** A message or plaintext is too long, or no digest of the algorithm (CKR_DATA_LEN_RANGE). */
  DATA_LEN_RANGE: { code: 17, retry: 'never' },
  /** The peer's public key is malformed, of another curve, or not on it (CKR_PUBLIC_KEY_INVALID). */
  PUBLIC_KEY_INVALID: { code: 18, retry: 'never' },
  /** Slow work was sent to the slot's fast thread: send again for the slow one. */
  NEED_SLOW_LANE: { code: 19, retry: 'never' },
  /** An import token that this tenant's HSMs did not make, or made for another KMS key. */
  IMPORT_TOKEN_INVALID: { code: 20, retry: 'never' },
  /** The import token's 24 hours are over. */
  IMPORT_TOKEN_EXPIRED: { code: 21, retry: 'never' },
  /** Wrapped key material does not open under the wrapping key and algorithm (CKR_WRAPPED_KEY_INVALID). */
  WRAPPED_KEY_INVALID: { code: 22, retry: 'never' },
  /** What was wrapped is no key material of the KMS key's spec (CKR_WRAPPED_KEY_LEN_RANGE in spirit). */
  KEY_MATERIAL_INVALID: { code: 23, retry: 'never' },
  /** A replication between two domains took longer than its ephemeral key may live: begin again. */
  REPLICATION_EXPIRED: { code: 24, retry: 'never' },
} as const satisfies Record<string, { code: number; retry: 'never' | 'elsewhere' | 'token' }>;

export type HsmStatus = keyof typeof HSM_STATUS;

const STATUS_BY_CODE = new Map<number, HsmStatus>(
  Object.entries(HSM_STATUS).map(([name, entry]) => [entry.code, name as HsmStatus]),
);

/** Undefined for a number that this build does not know: the peer is newer, or broken. */
export function hsmStatusOf(code: number): HsmStatus | undefined {
  return STATUS_BY_CODE.get(code);
}

/** A failure inside an HSM. Crosses only the link; the message names no secret and is for the log. */
export class HsmError extends Error {
  override readonly name = 'HsmError';
  readonly status: HsmStatus;

  constructor(status: HsmStatus, message?: string, options?: ErrorOptions) {
    super(message ?? status, options);
    this.status = status;
  }
}
