/** A test proxy on this machine, for unit tests: under an authority of its own. */
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { createCertificateAuthority, issueCertificate } from '@strongroom/rpc/pki.js';
import { XksTestProxy } from './xks-proxy.js';

export const PROXY_HOST = '127.0.0.1';

export interface StartedProxy {
  readonly proxy: XksTestProxy;
  /** The authority to trust. */
  readonly caPem: string;
}

/** The caller stops it. */
export async function startXksProxy(): Promise<StartedProxy> {
  const sources = { realTime: systemRealTime, rng: new SystemRng() };
  const authority = (commonName: string) => createCertificateAuthority({ commonName, validityDays: 1 }, sources);
  const [trusted, foreign] = await Promise.all([authority('trusted'), authority('foreign')]);
  const names = [PROXY_HOST, 'localhost'];
  const request = { commonName: 'proxy', names, usages: ['serverAuth'], validityDays: 1 } as const;
  const [certificate, foreignCertificate] = await Promise.all([
    issueCertificate(trusted, request, sources),
    issueCertificate(foreign, request, sources),
  ]);
  const proxy = await XksTestProxy.start({ host: PROXY_HOST, port: 0, certificate, foreignCertificate });
  return { proxy, caPem: trusted.certificatePem };
}
