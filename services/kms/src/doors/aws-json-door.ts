/** AWS's own wire: JSON 1.1 over HTTP, signed with SigV4. One generic codec, no code per operation. */
import { Cancellation } from '@strongroom/core/cancellation.js';
import { errorEntry, KmsError } from '@strongroom/core/errors.js';
import { uuid } from '@strongroom/core/rng.js';
import { decodeAwsJson, encodeAwsJson } from '@strongroom/proto/aws-json-codec.js';
import { OPERATION_NAMES, TARGET_PREFIX, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { UnvalidatedRequest } from '@strongroom/proto/kms-codec.js';
import type { HttpRequest, HttpResponse } from '@strongroom/rpc/http-server.js';
import type { Call } from '../pipeline/call.js';
import type { Admission } from '../pipeline/admission.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Services } from '../services.js';
import { asKmsError } from './as-kms-error.js';
import { authenticateHttp } from './authenticate-http.js';
import { answerCloudTrail, isCloudTrail } from './cloudtrail-door.js';
import { DEADLINE_DEFAULT_MS } from './call-context.js';
import { parseJson } from './json-body.js';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const SIGNING_NAME = 'kms';
const OPERATIONS: ReadonlySet<string> = new Set(OPERATION_NAMES);

export interface AwsJsonDoorParts {
  readonly services: Services;
  readonly pipeline: Pipeline;
  readonly admission: Admission;
  readonly permissive: boolean;
}

/** Handles one HTTP request. Never rejects. */
export async function handleAwsJson(parts: AwsJsonDoorParts, request: HttpRequest): Promise<HttpResponse> {
  const requestId = uuid(parts.services.rng);
  try {
    return { status: 200, headers: headers(requestId), body: await answer(parts, request, requestId) };
  } catch (error) {
    return errorResponse(asKmsError(parts.services, error, requestId), requestId);
  }
}

/** An exception on AWS's wire. */
export function errorResponse(error: KmsError, requestId: string): HttpResponse {
  const body = JSON.stringify({ __type: error.exception, message: error.message });
  return {
    status: errorEntry(error.exception).http,
    headers: { ...headers(requestId), 'x-amzn-errortype': error.exception },
    body,
  };
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId };
}

async function answer(parts: AwsJsonDoorParts, request: HttpRequest, requestId: string): Promise<string> {
  if (isCloudTrail(request)) return answerCloudTrail(parts, request, requestId);
  const { pipeline } = parts;
  let prepared: Prepared;
  try {
    prepared = await prepare(parts, request, requestId);
  } catch (error) {
    throw pipeline.refused('aws-json', error);
  }
  const { name, call, input } = prepared;
  return encodeAwsJson(name, await pipeline.run(name, call, input));
}

interface Prepared {
  readonly name: OperationName;
  readonly call: Call;
  readonly input: UnvalidatedRequest<OperationName>;
}

/** Who asks for what. */
async function prepare(parts: AwsJsonDoorParts, request: HttpRequest, requestId: string): Promise<Prepared> {
  const { services, permissive } = parts;
  if (request.method !== 'POST') throw new KmsError('UnknownOperationException', 'Requests are POST /.');
  const { caller, region } = await authenticateHttp({ services, permissive, service: SIGNING_NAME }, request);
  const name = operationOf(request);
  const input = decodeAwsJson(name, parseJson(request.body));
  const disconnected = new Cancellation();
  request.onDisconnect(() => {
    disconnected.cancel();
  });
  const call: Call = {
    requestId,
    door: 'aws-json',
    caller,
    region,
    deadlineAt: services.monotonic.now() + DEADLINE_DEFAULT_MS,
    signal: disconnected,
    sourceAddress: request.remoteAddress,
    userAgent: request.header('user-agent') ?? '',
  };
  return { name, call, input };
}

function operationOf(request: HttpRequest): OperationName {
  const target = request.header('x-amz-target') ?? '';
  const name = target.startsWith(`${TARGET_PREFIX}.`) ? target.slice(TARGET_PREFIX.length + 1) : '';
  if (!OPERATIONS.has(name)) {
    throw new KmsError('UnknownOperationException', `Unknown operation '${target.slice(0, 128)}'.`);
  }
  return name as OperationName;
}
