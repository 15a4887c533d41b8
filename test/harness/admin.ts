/** The administration of a cluster that the test started, with the operator's certificate from its data folder. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createAdminClient, type AdminClient } from '@strongroom/client/admin-client.js';
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { issueCertificate, type CertificateUsage, type IssuedCertificate } from '@strongroom/rpc/pki.js';
import type { Ready, ReadyTenant } from './ready-file.js';

export function adminClient(ready: Ready): AdminClient {
  const pki = dirname(ready.kms.caFile);
  return createAdminClient({
    address: ready.kms.admin,
    ca: readFileSync(ready.kms.caFile, 'utf8'),
    certificate: {
      certificatePem: readFileSync(join(pki, 'admin.crt'), 'utf8'),
      privateKeyPem: readFileSync(join(pki, 'admin.key'), 'utf8'),
    },
  });
}

/** A new bearer token of the tenant's root principal, as a tenant that uses it. */
export async function newToken(
  admin: AdminClient,
  tenant: ReadyTenant,
): Promise<{ tenant: ReadyTenant; sha256: string }> {
  const made = await admin.createBearerToken({ principalArn: tenant.arn });
  return {
    tenant: { ...tenant, token: must(made.token, 'the token is in the answer once') },
    sha256: must(made.tokenSha256, 'a token has a name'),
  };
}

/** A certificate of the cluster's own authority for somebody else than its processes. */
export async function clientCertificate(ready: Ready, commonName: string): Promise<IssuedCertificate> {
  const pki = dirname(ready.kms.caFile);
  const authority = {
    certificatePem: readFileSync(ready.kms.caFile, 'utf8'),
    privateKeyPem: readFileSync(join(pki, 'ca.key'), 'utf8'),
  };
  const usages: CertificateUsage[] = ['clientAuth'];
  return issueCertificate(
    authority,
    { commonName, names: [], usages, validityDays: 1 },
    { realTime: systemRealTime, rng: new SystemRng() },
  );
}
