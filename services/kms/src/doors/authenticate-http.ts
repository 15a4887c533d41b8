/** Who sent a request to the AWS endpoint: a SigV4 signature, else (permissive) nobody in particular. */
import { KmsError } from '@strongroom/core/errors.js';
import { parseAuthorization } from '@strongroom/iam/sigv4/authorization.js';
import type { HttpRequest } from '@strongroom/rpc/http-server.js';
import {
  claimOf,
  permissiveAccount,
  permissiveCaller,
  refuseBrowsers,
  type CredentialClaim,
} from '../identity/permissive.js';
import type { Caller } from '../identity/principal.js';
import { authenticateSigned } from '../identity/sigv4-authenticator.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import { regionOf } from './call-context.js';

export interface HttpAuthentication {
  readonly services: Services;
  readonly permissive: boolean;
  /** The signing name that the request must be scoped to. */
  readonly service: string;
}

export interface Authenticated {
  readonly caller: Caller;
  readonly region: RegionRuntime;
}

/** @throws KmsError in AWS's wording. */
export async function authenticateHttp(
  { services, permissive, service }: HttpAuthentication,
  request: HttpRequest,
): Promise<Authenticated> {
  if (permissive) refuseBrowsers(request.header('origin'), request.header('host'));
  const signed = parseAuthorization(request.rawHeaders);
  if (signed instanceof KmsError) {
    if (!permissive) throw signed;
    const claim = claimOf(request.header('authorization'));
    return authenticatePermissively(services, claim, signed);
  }
  const requestParts = { method: request.method, target: request.target, body: request.body };
  if (permissive && (await services.identities.accessKey(signed.accessKeyId)) === undefined) {
    return authenticatePermissively(services, signed, new KmsError('UnrecognizedClientException'));
  }
  const caller = await authenticateSigned(services, signed, requestParts, service);
  if (caller === undefined) throw new KmsError('UnrecognizedClientException');
  return { caller, region: regionOf(services, signed.region) };
}

/** @param refusal what the caller hears who names an access key that is known, and has not proved to hold it. */
async function authenticatePermissively(
  services: Services,
  claim: CredentialClaim | undefined,
  refusal: KmsError,
): Promise<Authenticated> {
  if (claim !== undefined && (await services.identities.accessKey(claim.accessKeyId)) !== undefined) throw refusal;
  const region = regionOf(services, claim?.region);
  return { caller: await permissiveCaller(services, permissiveAccount(claim?.accessKeyId)), region };
}
