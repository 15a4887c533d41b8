/** The front end's certificate towards its nodes. */
import type { ClientTlsOptions } from '@strongroom/rpc/tls.js';

/** PEM texts. The certificate's public key must belong to an operator of the domain, or nodes refuse the link. */
export interface PoolTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export function clientTls(tls: PoolTls): ClientTlsOptions {
  return { trustedCaPem: tls.ca, identity: { certificatePem: tls.cert, privateKeyPem: tls.key } };
}
