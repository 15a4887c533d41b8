/** The gRPC door, unary: one method per operation, all through one handler. */
import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Cancellation } from '@strongroom/core/cancellation.js';
import { uuid } from '@strongroom/core/rng.js';
import { OPERATION_NAMES, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import { decodeRequest, encodeResponse, type UnvalidatedRequest } from '@strongroom/proto/kms-codec.js';
import { grpcStatusOf } from '@strongroom/rpc/grpc-status.js';
import type { GrpcAuthenticator } from '../identity/grpc-authenticator.js';
import type { Call } from '../pipeline/call.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Services } from '../services.js';
import { asKmsError } from './as-kms-error.js';
import { addressOfPeer, checkRequestSize, deadlineOf, regionOf, textOf } from './call-context.js';

type UnaryCall = ServerUnaryCall<Uint8Array, Uint8Array>;

export interface GrpcDoorParts {
  readonly services: Services;
  readonly pipeline: Pipeline;
  readonly authenticator: GrpcAuthenticator;
}

export function unaryHandlers(parts: GrpcDoorParts): UntypedServiceImplementation {
  return Object.fromEntries(
    OPERATION_NAMES.map((name) => [
      name,
      (call: UnaryCall, done: sendUnaryData<Uint8Array>) => {
        answer(parts, name, call, done);
      },
    ]),
  );
}

function answer(parts: GrpcDoorParts, name: OperationName, call: UnaryCall, done: sendUnaryData<Uint8Array>): void {
  const requestId = uuid(parts.services.rng);
  run(parts, name, call, requestId).then(
    (bytes) => {
      done(null, bytes);
    },
    (error: unknown) => {
      done(grpcStatusOf(asKmsError(parts.services, error, requestId), requestId));
    },
  );
}

async function run(parts: GrpcDoorParts, name: OperationName, call: UnaryCall, requestId: string): Promise<Uint8Array> {
  const { pipeline } = parts;
  let prepared: Prepared;
  try {
    prepared = await prepare(parts, name, call, requestId);
  } catch (error) {
    throw pipeline.refused('grpc', error);
  }
  return encodeResponse(name, await pipeline.run(name, prepared.context, prepared.input));
}

interface Prepared {
  readonly context: Call;
  readonly input: UnvalidatedRequest<OperationName>;
}

/** Who asks for what. */
async function prepare(
  { services, authenticator }: GrpcDoorParts,
  name: OperationName,
  call: UnaryCall,
  requestId: string,
): Promise<Prepared> {
  const caller = await authenticator.authenticate(call, call.metadata);
  checkRequestSize(call.request);
  const input = decodeRequest(name, call.request);
  const gone = new Cancellation();
  call.on('cancelled', () => {
    gone.cancel();
  });
  const context: Call = {
    requestId,
    door: 'grpc',
    caller,
    region: regionOf(services, textOf(call.metadata, 'x-strongroom-region')),
    deadlineAt: deadlineOf(services, call.getDeadline()),
    signal: gone,
    sourceAddress: addressOfPeer(call.getPeer()),
    userAgent: textOf(call.metadata, 'user-agent') ?? '',
  };
  return { context, input };
}
