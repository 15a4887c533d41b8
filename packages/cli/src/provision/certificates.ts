/**
 * The installation's certificates as files: made once and kept, because operators and bound clients are known by their
 * public keys. Each private key is 0600 and on disk before its certificate, so that a certificate file means a complete
 * pair.
 */
import { existsSync } from 'node:fs';
import type { Rng } from '@strongroom/core/rng.js';
import type { RealTime } from '@strongroom/core/time.js';
import type { CertificateUsage, IssuedCertificate } from '@strongroom/rpc/pki.js';
import { CliError } from '../cli-error.js';
import { makePrivateFolder, PUBLIC_FILE_MODE, readSmallFile, writeFileAtomic } from '../files.js';
import { CERTIFICATE, type Layout } from '../layout.js';

/** Ten years: an installation is a test bed, and a new key for an operator would need a ceremony. */
const VALIDITY_DAYS = 3650;

export interface CertificateSpec {
  readonly name: string;
  readonly names: readonly string[];
  readonly usages: readonly CertificateUsage[];
}

export interface CertificateSources {
  readonly realTime: RealTime;
  readonly rng: Rng;
}

export const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/** Certificates of an installation on one machine. */
export function localCertificates(nodeIds: readonly string[]): CertificateSpec[] {
  return [
    { name: CERTIFICATE.admin, names: [], usages: ['clientAuth'] },
    { name: CERTIFICATE.frontEnd, names: LOOPBACK_NAMES, usages: ['serverAuth', 'clientAuth'] },
    ...nodeIds.map((name): CertificateSpec => ({ name, names: [...LOOPBACK_NAMES, name], usages: ['serverAuth'] })),
  ];
}

/** True when nothing is left for {@link ensureCertificates} to do. */
export function haveCertificates(layout: Layout, specs: readonly CertificateSpec[]): boolean {
  return [CERTIFICATE.ca, ...specs.map((spec) => spec.name)].every((name) => existsSync(layout.certificateFile(name)));
}

/** Makes the authority and whatever certificate is missing. Never replaces one. */
export async function ensureCertificates(
  layout: Layout,
  specs: readonly CertificateSpec[],
  sources: CertificateSources,
): Promise<void> {
  // Loaded here because most starts find all certificates and need no X.509 library.
  const { createCertificateAuthority, issueCertificate } = await import('@strongroom/rpc/pki.js');
  makePrivateFolder(layout.pkiDir);
  const authority =
    readPair(layout, CERTIFICATE.ca) ??
    keepPair(layout, CERTIFICATE.ca, await createCertificateAuthority(authorityRequest, sources));
  for (const { name, names, usages } of specs) {
    if (existsSync(layout.certificateFile(name))) continue;
    const request = { commonName: name, names, usages, validityDays: VALIDITY_DAYS };
    keepPair(layout, name, await issueCertificate(authority, request, sources));
  }
}

const authorityRequest = { commonName: 'Strongroom installation CA', validityDays: VALIDITY_DAYS };

/** Undefined when there is no certificate. @throws CliError when its private key is missing. */
export function readPair(layout: Layout, name: string): IssuedCertificate | undefined {
  const certificatePem = readSmallFile(layout.certificateFile(name));
  if (certificatePem === undefined) return undefined;
  const privateKeyPem = readSmallFile(layout.privateKeyFile(name));
  if (privateKeyPem === undefined) {
    throw new CliError(`${layout.privateKeyFile(name)} is missing`, {
      hints: ['restore it from a backup of the data folder; without it the certificate beside it is of no use'],
    });
  }
  return { certificatePem, privateKeyPem };
}

function keepPair(layout: Layout, name: string, pair: IssuedCertificate): IssuedCertificate {
  writeFileAtomic(layout.privateKeyFile(name), pair.privateKeyPem);
  writeFileAtomic(layout.certificateFile(name), pair.certificatePem, PUBLIC_FILE_MODE);
  return pair;
}
