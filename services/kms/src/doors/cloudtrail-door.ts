/** CloudTrail's LookupEvents on AWS's wire. A lookup is itself on record, as at AWS. */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import type { HttpRequest } from '@strongroom/rpc/http-server.js';
import { authorizeLookup } from '../audit/authorize-lookup.js';
import { lookupEvents } from '../audit/lookup-events.js';
import type { StoredEvent } from '../pipeline/audit-event.js';
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
  readonly permissive: boolean;
}

export function isCloudTrail(request: HttpRequest): boolean {
  return request.header('x-amz-target')?.startsWith(TARGET_PREFIX) === true;
}

/** @throws KmsError see lookupEvents; what authentication refuses. */
export async function answerCloudTrail(
  { services, permissive }: CloudTrailDoorParts,
  request: HttpRequest,
  requestId: string,
): Promise<string> {
  const authenticated = await authenticateHttp({ services, permissive, service: SIGNING_NAME }, request);
  const name = request.header('x-amz-target')?.slice(TARGET_PREFIX.length) ?? '';
  if (name !== 'LookupEvents') {
    throw new KmsError('UnknownOperationException', `CloudTrail's ${name.slice(0, 64)} is not served here.`);
  }
  const body = parseJson(request.body);
  try {
    const { principal } = authenticated.caller;
    const { region } = authenticated.region;
    const now = services.clock.now();
    const userAgent = request.header('user-agent') ?? '';
    authorizeLookup({ principal, region, sourceAddress: request.remoteAddress, userAgent, now });
    await services.auditIndex.catchUp(CATCH_UP_MS);
    const scope = { accountId: principal.accountId, region, now };
    const answer = JSON.stringify(await lookupEvents(services.store.reads, scope, body));
    await record(services, request, authenticated, requestId, undefined);
    return answer;
  } catch (error) {
    const known = asKmsError(services, error, requestId);
    await record(services, request, authenticated, requestId, [known.exception, known.message]);
    throw known;
  }
}

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
  await services.store.commit({ event: utf8(JSON.stringify(event)), writes: [], entities: [] });
}
