/**
 * STS on the AWS endpoint: the Query protocol, a signed form in and XML out (API version 2011-06-15). Which of the two
 * protocols a request speaks, its content type says, so that every refusal comes in the form that its client reads.
 */
import { KmsError } from '@strongroom/core/errors.js';
import { uuid } from '@strongroom/core/rng.js';
import type { HttpRequest, HttpResponse } from '@strongroom/rpc/http-server.js';
import { StoreBusyError, StoreUnavailableError } from '@strongroom/storage/store.js';
import { asKmsError } from '../doors/as-kms-error.js';
import { authenticateHttp } from '../doors/authenticate-http.js';
import { notRecorded } from '../pipeline/not-recorded.js';
import type { Admission } from '../pipeline/admission.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Services } from '../services.js';
import { assumeRole } from './assume-role.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import { Parameters } from './parameters.js';
import { parseQuery, QUERY_MAX_BYTES } from './query.js';
import type { StsAction, StsCall } from './sts-call.js';
import { stsError } from './sts-errors.js';
import { stsEvent } from './sts-event.js';
import { xmlDocument, type XmlElement } from './xml.js';

const SIGNING_NAME = 'sts';
const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const ACTIONS: ReadonlyMap<string, StsAction> = new Map([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', getSessionToken],
]);

export interface StsDoorParts {
  readonly services: Services;
  readonly pipeline: Pipeline;
  readonly admission: Admission;
  readonly permissive: boolean;
}

/** A form without a target is for STS; curl sends its type with everything. */
export function isForSts(request: HttpRequest): boolean {
  return request.header('x-amz-target') === undefined && FORM.test(request.header('content-type') ?? '');
}

/** Handles one HTTP request. Never rejects. */
export async function handleSts(parts: StsDoorParts, request: HttpRequest): Promise<HttpResponse> {
  const requestId = uuid(parts.services.rng);
  try {
    return await answer(parts, request, requestId);
  } catch (error) {
    return refusal(asKmsError(parts.services, error, requestId), requestId);
  }
}

async function answer(parts: StsDoorParts, request: HttpRequest, requestId: string): Promise<HttpResponse> {
  let prepared: Prepared;
  try {
    prepared = await prepare(parts, request, requestId);
  } catch (error) {
    throw parts.pipeline.refused('sts', error);
  }
  const { name, action, call } = prepared;
  const result = await admitted(parts, name, action, call);
  const children: XmlElement[] = [
    [`${name}Result`, result],
    ['ResponseMetadata', [['RequestId', requestId]]],
  ];
  return response(200, requestId, xmlDocument(`${name}Response`, NAMESPACE, children));
}

interface Prepared {
  readonly name: string;
  readonly action: StsAction;
  readonly call: StsCall;
}

async function prepare(parts: StsDoorParts, request: HttpRequest, requestId: string): Promise<Prepared> {
  const { services, permissive } = parts;
  if (request.method !== 'POST') throw new KmsError('UnknownOperationException', 'Requests are POST /.');
  if (request.body.length > QUERY_MAX_BYTES) {
    throw new KmsError('RequestEntityTooLargeException', `A request has at most ${String(QUERY_MAX_BYTES)} bytes.`);
  }
  const { caller, region } = await authenticateHttp({ services, permissive, service: SIGNING_NAME }, request);
  const parameters = new Parameters(parseQuery(request.body));
  const name = parameters.text('Action') ?? '';
  const version = parameters.text('Version') ?? '';
  const action = version === VERSION ? ACTIONS.get(name) : undefined;
  if (action === undefined) {
    throw new KmsError(
      'UnknownOperationException',
      `Could not find operation ${name.slice(0, 128)} for version ${version.slice(0, 32)}`,
    );
  }
  const userAgent = request.header('user-agent') ?? '';
  const call = { services, requestId, caller, region, parameters, sourceAddress: request.remoteAddress, userAgent };
  return { name, action, call };
}

async function admitted({ services, admission }: StsDoorParts, name: string, action: StsAction, call: StsCall) {
  const tenant = call.caller.principal.accountId;
  admission.enter(tenant);
  try {
    return await action(call);
  } catch (error) {
    const known = isStoreRefusal(error) ? notRecorded(error) : asKmsError(services, error, call.requestId);
    const { code, message } = stsError(known);
    // Refusals are recorded as durably as successes; where that fails, nothing else is told either.
    const event = stsEvent(call, { name, readOnly: false, parameters: {}, error: [code, message] });
    await services.store.commit({ event, writes: [], entities: [] }).catch((failure: unknown) => {
      throw notRecorded(failure);
    });
    throw known;
  } finally {
    admission.leave(tenant);
  }
}

function isStoreRefusal(error: unknown): boolean {
  return error instanceof StoreBusyError || error instanceof StoreUnavailableError;
}

function refusal(error: KmsError, requestId: string): HttpResponse {
  const { code, http, type, message } = stsError(error);
  const children: XmlElement[] = [
    [
      'Error',
      [
        ['Type', type],
        ['Code', code],
        ['Message', message],
      ],
    ],
    ['RequestId', requestId],
  ];
  return response(http, requestId, xmlDocument('ErrorResponse', NAMESPACE, children));
}

function response(status: number, requestId: string, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
