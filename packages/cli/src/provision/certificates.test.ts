import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutOf } from '../layout.js';
import { ensureCertificates, haveCertificates, localCertificates, readPair } from './certificates.js';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-pki-'));
const layout = layoutOf(folder);
const sources = { realTime: systemRealTime, rng: new SystemRng() };

beforeAll(async () => {
  await ensureCertificates(layout, localCertificates(['r-hsm-1']), sources);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('certificates of an installation', () => {
  it('are signed by its CA, with private keys for their owner only', () => {
    const ca = new X509Certificate(readFileSync(layout.caFile));
    for (const name of ['admin', 'kms-1', 'r-hsm-1']) {
      const certificate = new X509Certificate(readFileSync(layout.certificateFile(name)));
      expect(certificate.verify(ca.publicKey)).toBe(true);
      expect(statSync(layout.privateKeyFile(name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(layout.pkiDir).mode & 0o777).toBe(0o700);
  });

  it('are kept, and only what is missing is made', async () => {
    expect(haveCertificates(layout, localCertificates(['r-hsm-1']))).toBe(true);
    expect(haveCertificates(layout, localCertificates(['r-hsm-1', 'r-hsm-2']))).toBe(false);
    const before = readPair(layout, 'kms-1');
    await ensureCertificates(layout, localCertificates(['r-hsm-1', 'r-hsm-2']), sources);
    expect(readPair(layout, 'kms-1')).toEqual(before);
    expect(haveCertificates(layout, localCertificates(['r-hsm-1', 'r-hsm-2']))).toBe(true);
  });

  it('say when a private key is lost', () => {
    rmSync(layout.privateKeyFile('admin'));
    expect(() => readPair(layout, 'admin')).toThrow('is missing');
  });
});
