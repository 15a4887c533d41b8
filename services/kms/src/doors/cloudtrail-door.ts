/** CloudTrail's LookupEvents on AWS's wire. A lookup is itself on record, as at AWS. */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { HttpRequest } from '@strongroom/rpc/http-server.js';
import { authorizeLookup } from '../audit/authorize-lookup.js';
import { lookupEvents } from '../audit/lookup-events.js';
import { parseLookupRequest } from '../audit/lookup-request.js';
import type { Admission } from '../pipeline/admission.js';
import type { StoredEvent } from '../pipeline/audit-event.js';
import { notRecorded } from '../pipeline/not-recorded.js';
import type { Services } from '../services.js';
import { asKmsError } from './as-kms-error.js';
import { authenticateHttp, type Authenticated } from './authenticate-http.js';
import { parseJson } from './json-body.js';

const TARGET_PREFIX = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.';
const SIGNING_NAME = 'cloudtrail';
const EVENT_SOURCE = 'cloudtrail.amazonaws.com';
/** How long a lookup waits for events that are committed and not indexed yet. */
const CATCH_UP_MS = 3000;

export interface CloudTrailDoorParts {
  readonly services: Services;
  readonly admission: Admission;
  readonly permissive: boolean;
}

export function isCloudTrail(request: HttpRequest): boolean {
  return request.header('x-amz-target')?.startsWith(TARGET_PREFIX) === true;
}

/** @throws KmsError see lookupEvents; what authentication, admission and the caller's policies refuse. */
export async function answerCloudTrail(
  { services, admission, permissive }: CloudTrailDoorParts,
  request: HttpRequest,
  requestId: string,
): Promise<string> {
  const authenticated = await authenticateHttp({ services, permissive, service: SIGNING_NAME }, request);
  const name = request.header('x-amz-target')?.slice(TARGET_PREFIX.length) ?? '';
  if (name !== 'LookupEvents') {
    throw new KmsError('UnknownOperationException', `CloudTrail's ${name.slice(0, 64)} is not served here.`);
  }
  const tenant = authenticated.caller.principal.accountId;
  admission.enter(tenant);
  try {
    return await lookup(services, request, authenticated, requestId);
  } finally {
    admission.leave(tenant);
  }
}

async function lookup(
  services: Services,
  request: HttpRequest,
  authenticated: Authenticated,
  requestId: string,
): Promise<string> {
  const { caller } = authenticated;
  const { region } = authenticated.region;
  const now = services.clock.now();
  let answer: string;
  try {
    const userAgent = request.header('user-agent') ?? '';
    authorizeLookup({ caller, region, sourceAddress: request.remoteAddress, userAgent, now });
    const asked = parseLookupRequest(parseJson(request.body));
    await services.auditIndex.catchUp(CATCH_UP_MS);
    const scope = { accountId: caller.principal.accountId, region, now };
    answer = JSON.stringify(await lookupEvents(services.store.reads, scope, asked));
  } catch (error) {
    const known = asKmsError(services, error, requestId);
    await record(services, request, authenticated, requestId, [known.exception, known.message]);
    throw known;
  }
  await record(services, request, authenticated, requestId, undefined);
  return answer;
}

/** What cannot be recorded is not answered. @throws KmsError ThrottlingException, KMSInternalException. */
async function record(
  services: Services,
  request: HttpRequest,
  { caller, region }: Authenticated,
  requestId: string,
  error: StoredEvent['error'],
): Promise<void> {
  const { principal, accessKeyId } = caller;
  const event: StoredEvent = {
    time: services.clock.now(),
    region: region.region,
    account: principal.accountId,
    name: 'LookupEvents',
    principal: principal.arn,
    principalId: principal.principalId,
    accessKeyId: accessKeyId === '' ? undefined : accessKeyId,
    sourceAddress: request.remoteAddress,
    userAgent: (request.header('user-agent') ?? '').slice(0, 256),
    requestId,
    door: 'aws-json',
    source: EVENT_SOURCE,
    readOnly: 1,
    resources: undefined,
    parameters: {},
    error,
  };
  try {
    await services.store.commit({ event: utf8(JSON.stringify(event)), writes: [], entities: [] });
  } catch (failure) {
    throw notRecorded(failure);
  }
}
