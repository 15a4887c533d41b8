/**
 * KmsError on gRPC. A status code is too coarse to branch on, so that the AWS exception name travels in
 * google.rpc.ErrorInfo inside google.rpc.Status, in the trailer `grpc-status-details-bin`, as AIP-193 asks. Both
 * messages are tiny and written by hand (status-details.ts).
 */
import { Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { must } from '@strongroom/core/assert.js';
import { fromUtf8, utf8, viewAsBuffer } from '@strongroom/core/bytes.js';
import { ERRORS, errorEntry, type ErrorName, KmsError } from '@strongroom/core/errors.js';
import { decodeStatusDetails, encodeStatusDetails } from './status-details.js';

/** The `domain` of our ErrorInfo: whose reasons these are. */
export const ERROR_DOMAIN = 'kms.strongroom';
const DETAILS_KEY = 'grpc-status-details-bin';
const REQUEST_ID = 'requestId';
/**
 * Clients refuse trailers beyond 8 KiB in all. The plain message may triple when it is percent-encoded, the details
 * grow by a third in base64; so cut, both stay under it.
 */
const PLAIN_MESSAGE_MAX_BYTES = 1024;
const DETAILS_MESSAGE_MAX_BYTES = 3072;
/** What a server other than ours may send; more is not looked at. */
const DETAILS_MAX_BYTES = 16_384;

const STATUS_BY_CODE: ReadonlyMap<number, status> = new Map(
  Object.values(status).flatMap((each) => (typeof each === 'number' ? [[each, each] as const] : [])),
);

/** A KmsError as a server's answer: pass it to the callback, or emit it as 'error' on a stream. */
export function grpcStatusOf(error: KmsError, requestId: string): StatusObject {
  const code = must(STATUS_BY_CODE.get(errorEntry(error.exception).grpc), 'the error table names a gRPC status');
  const metadata = new Metadata();
  const details = encodeStatusDetails({
    code,
    message: cutUtf8(error.message, DETAILS_MESSAGE_MAX_BYTES),
    reason: error.exception,
    domain: ERROR_DOMAIN,
    metadata: { [REQUEST_ID]: requestId },
  });
  metadata.set(DETAILS_KEY, viewAsBuffer(details));
  return { code, details: cutUtf8(error.message, PLAIN_MESSAGE_MAX_BYTES), metadata };
}

/** A KmsError as the client got it. */
export interface RestoredKmsError {
  readonly error: KmsError;
  /** Empty when the server sent none. */
  readonly requestId: string;
}

/**
 * The KmsError inside a failed call. Undefined when there is none: the failure came from gRPC itself (UNAVAILABLE,
 * DEADLINE_EXCEEDED, …), from another server, or names an exception that this build does not know.
 */
export function kmsErrorOf(error: ServiceError | StatusObject): RestoredKmsError | undefined {
  const value = error.metadata.get(DETAILS_KEY)[0];
  if (!(value instanceof Uint8Array) || value.length > DETAILS_MAX_BYTES) return undefined;
  const details = decodeStatusDetails(value);
  if (details?.domain !== ERROR_DOMAIN || !isErrorName(details.reason)) return undefined;
  return {
    error: new KmsError(details.reason, details.message, { cause: error }),
    requestId: details.metadata[REQUEST_ID] ?? '',
  };
}

/** True for the names of the error table. */
export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(ERRORS, name);
}

/** At most `maxBytes` of UTF-8, cut between characters and marked with an ellipsis. */
function cutUtf8(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const bytes = utf8(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes - 3;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${fromUtf8(bytes.subarray(0, end))}…`;
}
