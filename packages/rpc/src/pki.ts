/**
 * The installation's own certificate authority: P-256 ECDSA, one level. It secures the links between processes and
 * stands for the operator's PKI; tenants' keys never come near it, so that WebCrypto is fine here.
 */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { toHex } from '@strongroom/core/bytes.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { RealTime } from '@strongroom/core/time.js';

/** A certificate with its private key (PKCS #8), both PEM. The key file belongs into a 0600 file and nowhere else. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Where the dates and serial numbers come from. */
export interface PkiSources {
  readonly realTime: RealTime;
  readonly rng: Rng;
}

export interface CertificateAuthorityRequest {
  readonly commonName: string;
  readonly validityDays: number;
}

export type CertificateUsage = 'serverAuth' | 'clientAuth';

export interface CertificateRequest {
  readonly commonName: string;
  /** Subject alternative names; each is a DNS name or an IP address in text. A server needs at least one. */
  readonly names: readonly string[];
  readonly usages: readonly CertificateUsage[];
  readonly validityDays: number;
}

const SIGNING = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const USAGE_OID = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;
const DAY_MS = 86_400_000;
/** Certificates start a little in the past, so that a peer whose clock is behind accepts them. */
const BACKDATE_MS = 5 * 60_000;
/** RFC 5280 §4.1.2.2: at most 20 octets, positive, and unpredictable. */
const SERIAL_BYTES = 16;
const COMMON_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:@/-]{0,62}[A-Za-z0-9])?$/;
const DNS_NAME =
  /^(?:\*\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Makes a self-signed authority (path length 0). @throws RangeError for a bad name or validity. */
export async function createCertificateAuthority(
  request: CertificateAuthorityRequest,
  sources: PkiSources,
): Promise<IssuedCertificate> {
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(sources.rng),
    name: subject(request.commonName),
    ...validity(request.validityDays, sources.realTime),
    keys,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificatePem: pemLine(certificate.toString('pem')),
    privateKeyPem: await exportPrivateKey(keys.privateKey),
  };
}

/**
 * Makes a key pair and a certificate for it, signed by `authority`. @throws RangeError for a bad name, usage or
 * validity.
 */
export async function issueCertificate(
  authority: IssuedCertificate,
  request: CertificateRequest,
  sources: PkiSources,
): Promise<IssuedCertificate> {
  if (request.usages.length === 0) throw new RangeError('a certificate needs a usage');
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ['sign', 'verify']);
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(request.usages.map((usage) => USAGE_OID[usage])),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer),
  ];
  if (request.names.length > 0) {
    extensions.push(new x509.SubjectAlternativeNameExtension(request.names.map(alternativeName)));
  }
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(sources.rng),
    subject: subject(request.commonName),
    issuer: issuer.subject,
    ...validity(request.validityDays, sources.realTime),
    publicKey: keys.publicKey,
    signingKey: await importPrivateKey(authority.privateKeyPem),
    signingAlgorithm: SIGNING,
    extensions,
  });
  return {
    certificatePem: pemLine(certificate.toString('pem')),
    privateKeyPem: await exportPrivateKey(keys.privateKey),
  };
}

function subject(commonName: string): x509.JsonName {
  if (!COMMON_NAME.test(commonName)) throw new RangeError('"commonName" expected 1 to 64 plain characters');
  return [{ CN: [commonName] }];
}

function alternativeName(name: string): x509.JsonGeneralName {
  if (isIP(name) !== 0) return { type: 'ip', value: name };
  if (name.length > 253 || !DNS_NAME.test(name)) throw new RangeError(`"names" expected DNS names or IP addresses`);
  return { type: 'dns', value: name };
}

function validity(days: number, realTime: RealTime): { notBefore: Date; notAfter: Date } {
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new RangeError('"validityDays" expected 1 to 36500');
  const now = realTime.now();
  return { notBefore: new Date(now - BACKDATE_MS), notAfter: new Date(now + days * DAY_MS) };
}

function serialNumber(rng: Rng): string {
  const bytes = rng.bytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40; // positive, and never shortened by leading zeros
  return toHex(bytes);
}

async function exportPrivateKey(privateKey: webcrypto.CryptoKey): Promise<string> {
  return pemLine(x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY'));
}

async function importPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey('pkcs8', der, SIGNING, false, ['sign']);
}

/** A PEM block that ends with a line feed, so that files can be concatenated. */
function pemLine(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`;
}
