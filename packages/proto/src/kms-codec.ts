/**
 * The protobuf codec of the KMS operations, unary and in batches: bytes ⇄ the types of gen/kms-types.ts. Blobs are
 * decoded as views of the input: whoever keeps one longer than the input copies it.
 */
import { OPERATIONS } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';
import type { KmsRequests, KmsResponses } from './gen/kms-types.js';
import { decodeMessage } from './message-decoder.js';
import { encodeMessage } from './message-encoder.js';

/**
 * What a decoder yields: every member has its declared JavaScript type, but required ones may lack and no constraint
 * was checked.
 */
export type UnvalidatedRequest<Operation extends OperationName> = Partial<KmsRequests[Operation]>;

/** Server side, strict: unknown and repeated singular fields are refused. @throws KmsError SerializationException */
export function decodeRequest<Operation extends OperationName>(
  operation: Operation,
  bytes: Uint8Array,
): UnvalidatedRequest<Operation> {
  return decodeMessage(OPERATIONS[operation].input, bytes, 'refuse') as UnvalidatedRequest<Operation>;
}

/** Server side. */
export function encodeResponse<Operation extends OperationName>(
  operation: Operation,
  response: KmsResponses[Operation],
): Uint8Array {
  return encodeMessage(OPERATIONS[operation].output, response);
}

/** Client side. @throws KmsError SerializationException for a string that UTF-8 cannot carry */
export function encodeRequest<Operation extends OperationName>(
  operation: Operation,
  request: UnvalidatedRequest<Operation>,
): Uint8Array {
  return encodeMessage(OPERATIONS[operation].input, request);
}

/** Client side: passes over fields that a newer server adds. @throws KmsError SerializationException */
export function decodeResponse<Operation extends OperationName>(
  operation: Operation,
  bytes: Uint8Array,
): KmsResponses[Operation] {
  return decodeMessage(OPERATIONS[operation].output, bytes, 'skip') as unknown as KmsResponses[Operation];
}
