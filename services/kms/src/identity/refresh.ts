/** Is the caller still who the request proved it to be? */
import { KmsError } from '@strongroom/core/errors.js';
import type { Services } from '../services.js';
import type { Caller } from './principal.js';

/**
 * The caller itself while neither its credential nor its principal has changed, else the caller as it stands now.
 * @throws KmsError UnrecognizedClientException when the credential was revoked or the principal removed.
 */
export function refreshCaller(services: Services, caller: Caller): Caller | Promise<Caller> {
  if (!caller.principal.superseded && !caller.credential.superseded) return caller;
  return reload(services, caller);
}

async function reload(services: Services, caller: Caller): Promise<Caller> {
  const credential = await services.identities.current(caller.credential);
  const current =
    credential === undefined ? undefined : await services.identities.caller(credential, caller.accessKeyId);
  if (current === undefined) throw new KmsError('UnrecognizedClientException');
  return current;
}
