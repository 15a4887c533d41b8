import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from './pki.js';
import { certificateDerOfPem, CERTIFICATE_MAX_BYTES, spkiFingerprint } from './spki.js';

const sources = { realTime: systemRealTime, rng: new SystemRng() };

let authority: IssuedCertificate;
let server: IssuedCertificate;
let client: IssuedCertificate;
beforeAll(async () => {
  authority = await createCertificateAuthority({ commonName: 'Test CA', validityDays: 10 }, sources);
  server = await issueCertificate(
    authority,
    {
      commonName: 'kms',
      names: ['localhost', 'kms-1.example.test', '127.0.0.1', '::1'],
      usages: ['serverAuth'],
      validityDays: 5,
    },
    sources,
  );
  client = await issueCertificate(
    authority,
    { commonName: 'operator', names: [], usages: ['clientAuth'], validityDays: 5 },
    sources,
  );
});

describe('certificates', () => {
  it('chain to the authority and say what they are for', () => {
    const ca = new X509Certificate(authority.certificatePem);
    const leaf = new X509Certificate(server.certificatePem);
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe(
      'DNS:localhost, DNS:kms-1.example.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(leaf.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(Date.parse(leaf.validFrom)).toBeLessThanOrEqual(systemRealTime.now());
    expect(server.privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----[\s\S]*-----END PRIVATE KEY-----\n$/);
  });

  it.each([
    { commonName: '' },
    { commonName: 'a\nb' },
    { names: ['not a name'] },
    { names: ['1.2.3.4.5 '] },
    { usages: [] },
    { validityDays: 0 },
    { validityDays: 1.5 },
  ])('are not issued for %j', async (change) => {
    const request = {
      commonName: 'x',
      names: ['localhost'],
      usages: ['serverAuth' as const],
      validityDays: 1,
      ...change,
    };
    await expect(issueCertificate(authority, request, sources)).rejects.toThrow(RangeError);
  });

  it('have fingerprints of their keys', async () => {
    const der = certificateDerOfPem(server.certificatePem);
    expect(spkiFingerprint(der)).toMatch(/^[0-9a-f]{64}$/);
    expect(spkiFingerprint(certificateDerOfPem(client.certificatePem))).not.toBe(spkiFingerprint(der));
    const again = await issueCertificate(
      authority,
      { commonName: 'kms', names: [], usages: ['serverAuth'], validityDays: 1 },
      sources,
    );
    expect(spkiFingerprint(certificateDerOfPem(again.certificatePem))).not.toBe(spkiFingerprint(der));
    expect(() => spkiFingerprint(new Uint8Array(100))).toThrow(RangeError);
    expect(() => spkiFingerprint(new Uint8Array(CERTIFICATE_MAX_BYTES + 1))).toThrow(/too large/);
    expect(() => certificateDerOfPem('-----BEGIN NOTHING-----')).toThrow(RangeError);
  });
});

describe('openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-pki-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (...args: string[]): string => {
    const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    return done.error === undefined ? done.stdout + done.stderr : '';
  };

  it('verifies the chains, the purposes and the names', (context) => {
    if (run('version') === '') context.skip('openssl is not here: apt-get install openssl');
    writeFileSync(join(folder, 'ca.pem'), authority.certificatePem);
    writeFileSync(join(folder, 'server.pem'), server.certificatePem);
    writeFileSync(join(folder, 'client.pem'), client.certificatePem);
    writeFileSync(join(folder, 'server.key'), server.privateKeyPem);
    const verify = (purpose: string, file: string, ...more: string[]): string =>
      run('verify', '-x509_strict', '-CAfile', 'ca.pem', '-purpose', purpose, ...more, file);
    expect(verify('sslserver', 'server.pem', '-verify_hostname', 'localhost')).toBe('server.pem: OK\n');
    expect(verify('sslserver', 'server.pem', '-verify_ip', '127.0.0.1')).toBe('server.pem: OK\n');
    expect(verify('sslclient', 'client.pem')).toBe('client.pem: OK\n');
    expect(verify('sslserver', 'client.pem')).toMatch(/unsuitable certificate purpose/);
    expect(verify('sslserver', 'server.pem', '-verify_hostname', 'other.test')).toMatch(/[Hh]ostname mismatch/);
    expect(run('pkey', '-in', 'server.key', '-pubout')).toBe(run('x509', '-in', 'server.pem', '-noout', '-pubkey'));
  });
});
