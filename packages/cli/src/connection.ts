/** From flags to endpoints: what the user named wins, the ready file of the data folder fills in the rest. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CliError, EXIT } from './cli-error.js';
import type { ConnectionFlags } from './command-context.js';
import { CERTIFICATE, layoutOf } from './layout.js';
import { identifyProcess } from './processes.js';
import { type ReadyFile, readReadyFile, type ReadyTenant } from './ready-file.js';

export interface KmsConnection {
  readonly address: string;
  /** PEM. */
  readonly ca: string;
  readonly token?: string;
  readonly region?: string;
}

export interface AdminConnection {
  readonly address: string;
  /** PEM. */
  readonly ca: string;
  readonly certificate: { readonly certificatePem: string; readonly privateKeyPem: string };
}

/** The ready file of a running installation. @throws CliError when there is none, or its supervisor has ended. */
export function requireReady(flags: ConnectionFlags): ReadyFile {
  const file = flags.readyFile ?? layoutOf(flags.dataDir).readyFile;
  const ready = readReadyFile(file);
  if (ready === undefined) throw notRunning(`nothing runs here: there is no ${file}`);
  if (identifyProcess(ready.pids.supervisor) === undefined) {
    throw notRunning(`nothing runs here: the process in ${file} has ended`);
  }
  return ready;
}

/** @throws CliError when neither flags nor a ready file say enough. */
export function kmsConnection(flags: ConnectionFlags, region?: string): KmsConnection {
  const wanted = region ?? flags.region;
  const inRegion = wanted === undefined ? {} : { region: wanted };
  if (flags.address !== undefined) {
    if (flags.ca === undefined) throw incomplete('--address needs --ca FILE');
    const token = flags.token === undefined ? {} : { token: flags.token };
    return { address: flags.address, ca: readPem(flags.ca), ...token, ...inRegion };
  }
  const ready = requireReady(flags);
  const token = flags.token ?? chooseTenant(ready, flags.tenant).token;
  return { address: ready.kms.grpc, ca: readPem(flags.ca ?? ready.kms.caFile), token, ...inRegion };
}

/** The tenant named by the user, else the first. @throws CliError for an unknown one. */
export function chooseTenant(ready: ReadyFile, name: string | undefined): ReadyTenant {
  const { tenants } = ready;
  const found = name === undefined ? tenants[0] : tenants.find((each) => each.name === name || each.accountId === name);
  if (found !== undefined) return found;
  throw new CliError(`no tenant "${name ?? ''}" in the ready file`, {
    hints: [`known are ${tenants.map((tenant) => tenant.name).join(', ')}`, 'for another tenant use its --token'],
    exitCode: EXIT.USAGE,
  });
}

/** @throws CliError when neither flags nor a data folder say enough. */
export function adminConnection(flags: ConnectionFlags): AdminConnection {
  const ready = flags.adminAddress === undefined ? requireReady(flags) : undefined;
  const layout = layoutOf(ready === undefined ? flags.dataDir : dataDirOf(ready));
  return {
    address: flags.adminAddress ?? ready?.kms.admin ?? '',
    ca: readPem(flags.ca ?? layout.caFile),
    certificate: {
      certificatePem: readPem(flags.cert ?? layout.certificateFile(CERTIFICATE.admin)),
      privateKeyPem: readPem(flags.key ?? layout.privateKeyFile(CERTIFICATE.admin)),
    },
  };
}

/** The data folder that a ready file belongs to: its CA is in the pki folder there. */
export function dataDirOf(ready: ReadyFile): string {
  return dirname(dirname(ready.kms.caFile));
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`cannot read ${file}`, {
      cause,
      hints: ['certificates are in the pki folder of the data folder', 'or name others: --ca, --cert, --cert-key'],
      exitCode: EXIT.USAGE,
    });
  }
}

function notRunning(message: string): CliError {
  return new CliError(message, {
    hints: [
      'start an installation: strongroom up',
      'or name one: --data-dir DIR, --ready-file FILE, or --address HOST:PORT with --ca and --token',
    ],
    exitCode: EXIT.UNREACHABLE,
  });
}

function incomplete(message: string): CliError {
  return new CliError(message, { hints: ['see strongroom --help, "Connection"'], exitCode: EXIT.USAGE });
}
