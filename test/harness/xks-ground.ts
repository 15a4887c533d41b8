/**
 * Where a test's external key store proxy stands, and what a cluster must be told of it when it starts: an authority of
 * the tests' own, and a port that is not 443.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { XksTestProxy } from '@strongroom/kms/testing/xks-proxy.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '@strongroom/rpc/pki.js';

export const PROXY_HOST = '127.0.0.1';
/** Nobody listens there. */
export const DEAD_HOST = '127.0.0.9';
/** Far above the 250 ms of the product: what is measured on a busy machine is the machine. */
const TIMEOUT_MS = 4000;

export interface XksGround {
  readonly port: number;
  readonly certificate: IssuedCertificate;
  readonly foreignCertificate: IssuedCertificate;
}

export interface MadeGround {
  readonly ground: XksGround;
  /** Of `strongroom up`. */
  readonly flags: readonly string[];
  readonly remove: () => void;
}

export async function makeXksGround(): Promise<MadeGround> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-xks-'));
  const caFile = join(folder, 'ca.crt');
  const [authority, foreign] = await Promise.all([newAuthority('trusted'), newAuthority('foreign')]);
  writeFileSync(caFile, authority.certificatePem);
  const ground = {
    port: await freePort(),
    certificate: await serverCertificate(authority),
    foreignCertificate: await serverCertificate(foreign),
  };
  return {
    ground,
    flags: ['--xks-ca-file', caFile, '--xks-port', String(ground.port), '--xks-timeout-ms', String(TIMEOUT_MS)],
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function startProxy(ground: XksGround): Promise<XksTestProxy> {
  return XksTestProxy.start({ ...ground, host: PROXY_HOST });
}

const sources = { realTime: systemRealTime, rng: new SystemRng() };

function newAuthority(commonName: string): Promise<IssuedCertificate> {
  return createCertificateAuthority({ commonName, validityDays: 1 }, sources);
}

function serverCertificate(authority: IssuedCertificate): Promise<IssuedCertificate> {
  const names = [PROXY_HOST, 'localhost'];
  return issueCertificate(authority, { commonName: 'proxy', names, usages: ['serverAuth'], validityDays: 1 }, sources);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, PROXY_HOST, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
