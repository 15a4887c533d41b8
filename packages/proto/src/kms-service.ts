/**
 * `strongroom.kms.v1.KeyManagementService` for grpc-js, with messages left as bytes: a handler decodes by kms-codec.ts,
 * so that a request which
 * does not decode gets AWS's SerializationException and an audit event instead of a bare status from inside gRPC.
 */
import type { MethodDefinition } from '@grpc/grpc-js';
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { OPERATION_NAMES } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';

export const KMS_SERVICE_NAME = 'strongroom.kms.v1.KeyManagementService';

export type KmsMethod = MethodDefinition<Uint8Array, Uint8Array>;
/** Usable as a grpc-js ServiceDefinition. */
export type KmsService = Readonly<Record<OperationName | 'Batch', KmsMethod>>;

const asIs = (bytes: Uint8Array): Uint8Array => bytes;

function method(name: string, stream: boolean): KmsMethod {
  return {
    path: `/${KMS_SERVICE_NAME}/${name}`,
    originalName: name.charAt(0).toLowerCase() + name.slice(1),
    requestStream: stream,
    responseStream: stream,
    requestSerialize: viewAsBuffer,
    requestDeserialize: asIs,
    responseSerialize: viewAsBuffer,
    responseDeserialize: asIs,
  };
}

function service(): KmsService {
  const unary = OPERATION_NAMES.map((name) => [name, method(name, false)] as const);
  return Object.fromEntries([...unary, ['Batch', method('Batch', true)] as const]) as KmsService;
}

export const KMS_SERVICE: KmsService = service();
