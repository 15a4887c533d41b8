/**
 * The provisioner: a child of `strongroom up` that makes certificates, holds the ceremony, creates the demo tenants,
 * and ends. It is a process of its own so that the supervisor never loads what only the start needs. It ends when the
 * supervisor does.
 */
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { must } from '@strongroom/core/assert.js';
import { CliError } from '../cli-error.js';
import { CERTIFICATE, FRONT_END_ID, layoutOf } from '../layout.js';
import { ensureCertificates, haveCertificates, localCertificates, readPair } from './certificates.js';
import type { ProvisionMessage, ProvisionRequest, ProvisionTask } from './protocol.js';

/** The HSMs' self-tests and the first link are well under a second; a loaded machine may take longer. */
const FLEET_WAIT_MS = 30_000;

async function provision(task: ProvisionTask): Promise<void> {
  const request = nextRequest();
  const layout = layoutOf(task.dataDir);
  const certificates = localCertificates(task.nodeIds);
  if (!haveCertificates(layout, certificates)) {
    await ensureCertificates(layout, certificates, { realTime: systemRealTime, rng: new SystemRng() });
  }
  send({ kind: 'certificates' });
  // Loaded while the services start.
  const [{ createAdminClient }, { initializeFleet }, { ensureDemoTenants }] = await Promise.all([
    import('@strongroom/client/admin-client.js'),
    import('./ceremony.js'),
    import('./demo-tenants.js'),
  ]);
  const operator = must(readPair(layout, CERTIFICATE.admin), 'made above');
  const admin = createAdminClient({
    address: (await request).adminAddress,
    ca: must(readPair(layout, CERTIFICATE.ca), 'made above').certificatePem,
    certificate: operator,
  });
  const frontEnd = must(readPair(layout, CERTIFICATE.frontEnd), 'made above').certificatePem;
  const notices = await initializeFleet({
    admin,
    operator,
    serviceHosts: new Map([[FRONT_END_ID, frontEnd]]),
    monotonic: systemMonotonic,
    rng: new SystemRng(),
    waitMs: FLEET_WAIT_MS,
  });
  const tenants = await ensureDemoTenants(admin, layout.credentialsFile);
  admin.close();
  send({ kind: 'provisioned', tenants, notices });
}

function nextRequest(): Promise<ProvisionRequest> {
  return new Promise((resolve) => {
    process.once('message', (message) => {
      resolve(message as ProvisionRequest);
    });
  });
}

function send(message: ProvisionMessage): void {
  process.send?.(message);
}

process.title = 'strongroom provision';
process.once('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined); // ctrl-C is the supervisor's to handle
provision(JSON.parse(must(process.argv[2], 'started by the supervisor')) as ProvisionTask).catch((error: unknown) => {
  const hints = error instanceof CliError ? error.hints : [];
  const message =
    error instanceof CliError ? error.message : error instanceof Error ? (error.stack ?? '') : String(error);
  send({ kind: 'failed', message, hints });
});
