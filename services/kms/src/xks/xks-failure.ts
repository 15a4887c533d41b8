/**
 * What can go wrong with an external key store proxy, and what each failure becomes: the one table. Sources: XKS proxy
 * API specification, "Error codes"; developer guide, "Troubleshooting external key stores"; API reference,
 * ConnectionErrorCode.
 */
import { KmsError, type ErrorName } from '@strongroom/core/errors.js';
import type { ConnectionErrorCodeType } from '@strongroom/proto/gen/kms-types.js';

interface Entry {
  /** Of the exceptions that the operations throw. */
  readonly message: string;
  /** What CreateCustomKeyStore and UpdateCustomKeyStore answer. */
  readonly setup: ErrorName;
  /** Why ConnectCustomKeyStore fails. */
  readonly connection: ConnectionErrorCodeType;
}

const UNREACHABLE =
  'KMS cannot communicate with your external key store proxy. This might be a transient network issue. If you see this error repeatedly, verify that your external key store proxy is active and is connected to its external key manager, and that its endpoint URI is correct in your external key store.';
const UNINTELLIGIBLE =
  'KMS cannot interpret the response it received from the external key store proxy. If you see this error repeatedly, consult your external key store proxy administrator.';

const unreachable: Entry = {
  message: UNREACHABLE,
  setup: 'XksProxyUriUnreachableException',
  connection: 'XKS_PROXY_NOT_REACHABLE',
};
const unintelligible: Entry = {
  message: UNINTELLIGIBLE,
  setup: 'XksProxyInvalidResponseException',
  connection: 'XKS_PROXY_INVALID_RESPONSE',
};
const misconfigured = (message: string): Entry => ({
  message,
  setup: 'XksProxyInvalidConfigurationException',
  connection: 'XKS_PROXY_INVALID_CONFIGURATION',
});

export const XKS_FAILURES = {
  NOT_REACHABLE: unreachable,
  TIMED_OUT: {
    message:
      'The external key store proxy did not respond to the request in the time allotted. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
    setup: 'XksProxyUriUnreachableException',
    connection: 'XKS_PROXY_TIMED_OUT',
  },
  INVALID_TLS: {
    message:
      'KMS cannot connect to your external key store proxy because of its TLS configuration. Verify that it supports TLS 1.2 or 1.3 and that its certificate is valid, is issued for the host of the endpoint URI and chains to a public certificate authority.',
    setup: 'XksProxyInvalidConfigurationException',
    connection: 'XKS_PROXY_INVALID_TLS_CONFIGURATION',
  },
  INVALID_RESPONSE: unintelligible,
  /** Not one external key manager behind the proxy answers. */
  MANAGER_UNAVAILABLE: {
    ...unreachable,
    message:
      'The external key store proxy is reachable, but reports that all of its external key manager instances are unavailable.',
  },
  VALIDATION: misconfigured(
    'The external key store proxy rejected the request because it does not find it well-formed. If you see this error repeatedly, report it to your external key store proxy administrator.',
  ),
  AUTHENTICATION_FAILED: {
    message:
      'The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the credentials for your external key store and update if necessary.',
    setup: 'XksProxyIncorrectAuthenticationCredentialException',
    connection: 'XKS_PROXY_ACCESS_DENIED',
  },
  ACCESS_DENIED: {
    message:
      'The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation on the external key store proxy.',
    setup: 'XksProxyInvalidConfigurationException',
    connection: 'XKS_PROXY_ACCESS_DENIED',
  },
  KEY_NOT_FOUND: misconfigured(
    'The external key store proxy rejected the request because it could not find the external key.',
  ),
  INVALID_URI_PATH: misconfigured(
    'The external key store proxy rejected the request because the URI path is not valid. Verify the URI path for your external key store and update if necessary.',
  ),
  INVALID_STATE: misconfigured(
    'The external key store proxy rejected the request because the external key is disabled or otherwise not in a valid state for it.',
  ),
  INVALID_CIPHERTEXT: misconfigured(
    'The external key store proxy rejected the request because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid.',
  ),
  INVALID_KEY_USAGE: misconfigured(
    'The external key store proxy rejected the request because the external key does not support the requested operation.',
  ),
  THROTTLED: {
    ...unreachable,
    message:
      'The external key store proxy rejected the request due to a very high request rate. Reduce the frequency of your calls using this external key store.',
  },
  INTERNAL: {
    ...unreachable,
    message:
      'The external key store proxy rejected the request because of an internal error. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
  },
  UNSUPPORTED: misconfigured(
    'The external key store proxy rejected the request because it does not support the requested operation.',
  ),
  DEPENDENCY_TIMEOUT: {
    ...unreachable,
    message:
      'The external key store proxy timed out while trying to access the external key manager. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.',
  },
} as const satisfies Record<string, Entry>;

export type XksFailureKind = keyof typeof XKS_FAILURES;

/** A call of a proxy that did not succeed. The message is for the log. */
export class XksFailure extends Error {
  override readonly name = 'XksFailure';
  readonly kind: XksFailureKind;

  constructor(kind: XksFailureKind, message: string = kind, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** What a proxy's `errorName` means (specification, "Error codes"). */
const ERROR_NAMES: ReadonlyMap<string, XksFailureKind> = new Map([
  ['ValidationException', 'VALIDATION'],
  ['InvalidStateException', 'INVALID_STATE'],
  ['InvalidCiphertextException', 'INVALID_CIPHERTEXT'],
  ['InvalidKeyUsageException', 'INVALID_KEY_USAGE'],
  ['AuthenticationFailedException', 'AUTHENTICATION_FAILED'],
  ['AccessDeniedException', 'ACCESS_DENIED'],
  ['KeyNotFoundException', 'KEY_NOT_FOUND'],
  ['InvalidUriPathException', 'INVALID_URI_PATH'],
  ['ThrottlingException', 'THROTTLED'],
  ['InternalException', 'INTERNAL'],
  ['UnsupportedOperationException', 'UNSUPPORTED'],
  ['DependencyTimeoutException', 'DEPENDENCY_TIMEOUT'],
]);

/** Undefined for a name that the specification lacks. */
export function failureOfErrorName(errorName: string): XksFailureKind | undefined {
  return ERROR_NAMES.get(errorName);
}

/** Of an operation that uses a KMS key. */
export function useError(failure: XksFailure): KmsError {
  return new KmsError('KMSInvalidStateException', XKS_FAILURES[failure.kind].message, { cause: failure });
}

/** Of CreateCustomKeyStore and UpdateCustomKeyStore. */
export function setupError(failure: XksFailure): KmsError {
  const { setup, message } = XKS_FAILURES[failure.kind];
  return new KmsError(setup, message, { cause: failure });
}

/** Of CreateKey. */
export function keyCreationError(failure: XksFailure): KmsError {
  const { message } = XKS_FAILURES[failure.kind];
  const exception =
    failure.kind === 'KEY_NOT_FOUND' ? 'XksKeyNotFoundException' : 'CustomKeyStoreInvalidStateException';
  return new KmsError(exception, message, { cause: failure });
}

/** Of ConnectCustomKeyStore. */
export function connectionErrorCode(failure: XksFailure): ConnectionErrorCodeType {
  return XKS_FAILURES[failure.kind].connection;
}
