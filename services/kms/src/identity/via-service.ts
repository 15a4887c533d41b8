/** Which AWS service a request comes through: service principals act on behalf of the account that they belong to. */
import type { Call } from '../pipeline/call.js';

/** kms:ViaService, such as `s3.eu-central-1.amazonaws.com`; undefined for everybody else's requests. */
export function viaService({ caller, region }: Call): string | undefined {
  const { kind, name } = caller.principal;
  return kind === 'service' ? `${serviceLabel(name)}.${region.region}.amazonaws.com` : undefined;
}

/** `s3` of `s3.amazonaws.com` and of `s3.eu-central-1.amazonaws.com`. */
export function serviceLabel(servicePrincipal: string): string {
  return servicePrincipal.split('.', 1)[0] ?? '';
}
