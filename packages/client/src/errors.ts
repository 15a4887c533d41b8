/** What a call may fail with: a refusal by the service, or a failure on the way to it. */
import { status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { type ErrorName, KmsError } from '@strongroom/core/errors.js';
import { kmsErrorOf } from '@strongroom/rpc/grpc-status.js';

/** The service refused the operation. `name` and `exception` are AWS's exception name, `message` AWS's wording. */
export class KmsCallError extends KmsError {
  /** Names the request in the server's log and audit trail. Empty when the server sent none. */
  readonly requestId: string;

  constructor(exception: ErrorName, message: string, requestId: string, options?: ErrorOptions) {
    super(exception, message, options);
    this.requestId = requestId;
  }
}

/** The call did not end with an answer of the service: it may or may not have been carried out. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /**
   * gRPC status code: 14 UNAVAILABLE, 4 DEADLINE_EXCEEDED, 1 CANCELLED, 8 RESOURCE_EXHAUSTED (this client's own
   * bounds), …
   */
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get codeName(): string {
    return codeNameOf(this.code);
  }
}

function codeNameOf(code: number): string {
  return status[code] ?? String(code);
}

/** The caller's signal has aborted. */
export function cancelled(): TransportError {
  return new TransportError(status.CANCELLED, 'cancelled by the caller');
}

/** What a failed gRPC call means to a user of this client. */
export function errorOfCall(error: ServiceError | StatusObject): KmsCallError | TransportError {
  const restored = kmsErrorOf(error);
  if (restored !== undefined) {
    return new KmsCallError(restored.error.exception, restored.error.message, restored.requestId, { cause: error });
  }
  return new TransportError(error.code, `${codeNameOf(error.code)}: ${error.details}`, {
    cause: error,
  });
}
