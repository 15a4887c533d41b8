/**
 * What STS calls an exception on its wire (STS API reference, "Common Error Types"), which is not what KMS calls it.
 * What is not in the table is of the server.
 */
import type { ErrorName, KmsError } from '@strongroom/core/errors.js';

export interface StsError {
  readonly code: string;
  readonly http: number;
  readonly type: 'Sender' | 'Receiver';
  readonly message: string;
}

const CODES: Partial<Readonly<Record<ErrorName, readonly [code: string, http: number]>>> = {
  AccessDeniedException: ['AccessDenied', 403],
  ExpiredTokenException: ['ExpiredToken', 403],
  IncompleteSignatureException: ['IncompleteSignature', 400],
  InvalidClientTokenIdException: ['InvalidClientTokenId', 403],
  InvalidSignatureException: ['SignatureDoesNotMatch', 403],
  // Only a session's policy and tags have a limit here.
  LimitExceededException: ['PackedPolicyTooLarge', 400],
  MalformedPolicyDocumentException: ['MalformedPolicyDocument', 400],
  MissingAuthenticationTokenException: ['MissingAuthenticationToken', 403],
  RequestEntityTooLargeException: ['RequestEntityTooLarge', 413],
  SerializationException: ['MalformedQueryString', 400],
  ThrottlingException: ['Throttling', 400],
  UnknownOperationException: ['InvalidAction', 400],
  UnrecognizedClientException: ['InvalidClientTokenId', 403],
  ValidationException: ['ValidationError', 400],
};

export function stsError({ exception, message }: KmsError): StsError {
  const known = CODES[exception];
  if (known !== undefined) return { code: known[0], http: known[1], type: 'Sender', message };
  return exception === 'KMSInternalException'
    ? { code: 'InternalFailure', http: 500, type: 'Receiver', message }
    : { code: 'ServiceUnavailable', http: 503, type: 'Receiver', message: 'No HSM answers just now. Try again.' };
}
