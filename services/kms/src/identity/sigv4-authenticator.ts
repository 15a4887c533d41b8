/**
 * Authenticates a SigV4-signed request. The secret stays in the HSM; what is cached here is the signing key of one day,
 * Region and service.
 */
import { createHash } from 'node:crypto';
import { KmsError } from '@strongroom/core/errors.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import type { SignedRequest } from '@strongroom/iam/sigv4/authorization.js';
import { checkScope, verifySignature, type RequestParts } from '@strongroom/iam/sigv4/verify.js';
import { deriveSigningKeyArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import type { Services } from '../services.js';
import type { AccessKeyCredential } from './identity-directory.js';
import type { Caller } from './principal.js';

/** A client uses one day, one or two Regions and one or two services; midnight adds a second day. */
const SIGNING_KEYS_MAX = 16;
const DERIVE_TIMEOUT_MS = 5000;

/**
 * @param service the signing name that the request must be scoped to.
 * @returns undefined when the access key is not known (permissive mode makes something of that).
 * @throws KmsError in AWS's wording.
 */
export async function authenticateSigned(
  services: Services,
  signed: SignedRequest,
  request: RequestParts,
  service: string,
): Promise<Caller | undefined> {
  const scoped = checkScope(signed, { service, regions: services.regionNames }, services.realTime.now());
  if (scoped instanceof KmsError) throw scoped;
  const credential = await services.identities.accessKey(signed.accessKeyId);
  if (credential === undefined) return undefined;
  checkCredential(services, credential, signed);
  const wrong = verifySignature(scoped, request, await signingKey(services, credential, scoped));
  if (wrong !== undefined) throw wrong;
  return services.identities.caller(credential, credential.accessKeyId);
}

function checkCredential(services: Services, credential: AccessKeyCredential, signed: SignedRequest): void {
  if (!credential.active) throw new KmsError('UnrecognizedClientException');
  const { sessionTokenSha256 } = credential;
  if (sessionTokenSha256 === undefined) {
    if (signed.sessionToken !== undefined) throw new KmsError('InvalidClientTokenIdException');
    return;
  }
  const presented = createHash('sha256')
    .update(signed.sessionToken ?? '')
    .digest();
  if (!timingSafeEqual(presented, Buffer.from(sessionTokenSha256, 'hex'))) {
    throw new KmsError('InvalidClientTokenIdException');
  }
  if (credential.expiresAt !== undefined && credential.expiresAt <= services.clock.now()) {
    throw new KmsError('ExpiredTokenException');
  }
}

function signingKey(services: Services, credential: AccessKeyCredential, signed: SignedRequest): Promise<Uint8Array> {
  const scope = `${signed.date}/${signed.region}/${signed.service}`;
  const known = credential.signingKeys.get(scope);
  if (known !== undefined) return known;
  const deriving = derive(services, credential, signed);
  if (credential.signingKeys.size >= SIGNING_KEYS_MAX) {
    const oldest = credential.signingKeys.keys().next();
    if (oldest.done !== true) credential.signingKeys.delete(oldest.value);
  }
  // The promise, so that the burst after a start or at midnight asks the HSM once.
  credential.signingKeys.set(scope, deriving);
  // A failure is not remembered: the next request tries again.
  deriving.catch(() => credential.signingKeys.delete(scope));
  return deriving;
}

async function derive(services: Services, credential: AccessKeyCredential, signed: SignedRequest): Promise<Uint8Array> {
  try {
    return await deriveInSlot(services, credential, signed);
  } catch (error) {
    if (!(error instanceof TokensSuperseded)) throw error;
    const renewed = await services.identities.accessKey(credential.accessKeyId);
    if (renewed === undefined) throw new KmsError('UnrecognizedClientException');
    return await deriveInSlot(services, renewed, signed);
  }
}

function deriveInSlot(services: Services, credential: AccessKeyCredential, signed: SignedRequest): Promise<Uint8Array> {
  const runtime = services.regions.get(credential.region);
  if (runtime === undefined) throw new KmsError('UnrecognizedClientException');
  return runtime.run({
    tenant: SYSTEM_TENANT,
    command: SLOT_COMMAND.DERIVE_SIGNING_KEY,
    materials: [credential.secret],
    encode: ([material]) => {
      if (material === undefined) throw new RangeError('one material was given');
      const { date, region, service } = signed;
      return deriveSigningKeyArguments.write({ material, accessKeyId: credential.accessKeyId, date, region, service });
    },
    deadlineAt: services.monotonic.now() + DERIVE_TIMEOUT_MS,
  });
}
