/** `strongroom up`: from a data folder to a running installation, until a signal ends it. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Rng } from '@strongroom/core/rng.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { CliError, EXIT } from '../cli-error.js';
import { makePrivateFolder, PRIVATE_FOLDER_MODE } from '../files.js';
import { DEFAULT_DATA_DIR, type Layout, layoutOf } from '../layout.js';
import type { Output } from '../output.js';
import { adminSpkiSha256 } from '../provision/admin-spki.js';
import { haveCertificates, localCertificates } from '../provision/certificates.js';
import type { ReadyFile } from '../ready-file.js';
import { frontEndSpec, LOOPBACK, type NodePlan, nodeSpec, planNodes } from './child-specs.js';
import { awaitLeftOvers } from './children-file.js';
import { lockFolder } from './folder-lock.js';
import { findFreePorts, isFree } from './free-ports.js';
import { launchProcess } from './launch.js';
import { DEFAULT_PORTS, type Ports, type UpOptions } from './options.js';
import { type Provisioner, startProvisioner } from './provisioner.js';
import { startScreen } from './start-screen.js';
import { Supervisor, type SupervisorPlan } from './supervisor.js';

export interface UpSources {
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  readonly output: Output;
  /** Aborts when the installation shall end. */
  readonly stop: AbortSignal;
}

/**
 * Runs until a stop is asked for. @throws CliError when the installation cannot be started; nothing is left running
 * then.
 */
export async function up(options: UpOptions, sources: UpSources): Promise<void> {
  const startedMs = sources.monotonic.now();
  const dataDir = options.ephemeral ? mkdtempSync(join(tmpdir(), 'strongroom-')) : resolve(options.dataDir);
  try {
    makePrivateFolder(dataDir);
    closeFolder(dataDir);
    const lock = await lockFolder(dataDir, sources);
    try {
      await runLocked(layoutOf(dataDir), options, sources, startedMs);
    } finally {
      lock.release();
    }
  } finally {
    if (options.ephemeral) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function runLocked(layout: Layout, options: UpOptions, sources: UpSources, startedMs: number): Promise<void> {
  const readyFiles = [layout.readyFile, ...(options.readyFile === undefined ? [] : [resolve(options.readyFile)])];
  // Left by a run that was killed: whoever waits for the file waits for ours.
  for (const file of readyFiles) rmSync(file, { force: true });
  await awaitLeftOvers(layout.childrenFile, sources.monotonic, sources.stop);
  if (sources.stop.aborted) return;
  makePrivateFolder(layout.logDir);
  makePrivateFolder(layout.kmsDir);
  const ports = await choosePorts(options, sources.rng);
  const nodes = planNodes(options, ports.nodes);
  for (const node of nodes) makePrivateFolder(layout.nodeDir(node.id));
  const nodeIds = nodes.map((node) => node.id);
  const provisioner = startProvisioner({ dataDir: layout.dataDir, nodeIds }, sources.monotonic);
  let supervisor: Supervisor | undefined;
  const stopped = once(sources.stop);
  try {
    const made = haveCertificates(layout, localCertificates(nodeIds)) ? undefined : provisioner.certificates;
    const first = await Promise.race([made?.then(() => 'made' as const) ?? 'made', stopped]);
    if (first !== 'made') return;
    supervisor = new Supervisor(planOf({ layout, readyFiles, options, nodes, ports: ports.doors }), {
      launch: launchProcess,
      monotonic: sources.monotonic,
      notice: (message) => {
        sources.output.warn(message);
      },
    });
    const started = serve(supervisor, provisioner, sources);
    started.catch(() => undefined); // a stop while starting makes it fail, too
    const ready = await Promise.race([started, stopped]);
    if (ready !== undefined) {
      announce(ready, { layout, options, startedMs }, sources);
      await stopped;
    }
    sources.output.notice('stopping: the front end drains, then the HSMs');
  } finally {
    provisioner.kill();
    await supervisor?.stop();
  }
}

function planOf(about: {
  readonly layout: Layout;
  readonly readyFiles: readonly string[];
  readonly options: UpOptions;
  readonly nodes: readonly NodePlan[];
  readonly ports: Ports;
}): SupervisorPlan {
  const { layout, options, nodes, ports } = about;
  const frontEnd = { nodes, ports, adminSpkiSha256: adminSpkiSha256(layout) };
  return {
    layout,
    readyFiles: about.readyFiles,
    regions: options.regions,
    nodes: nodes.map((node) => ({ plan: node, spec: nodeSpec(node, layout, options.logLevel) })),
    frontEnd: frontEndSpec(frontEnd, layout, options),
  };
}

function once(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

async function serve(supervisor: Supervisor, provisioner: Provisioner, sources: UpSources): Promise<ReadyFile> {
  const addresses = await supervisor.start();
  const { tenants, notices } = await provisioner.provision(addresses['admin'] ?? '');
  for (const notice of notices) sources.output.warn(notice);
  return supervisor.publish(tenants);
}

interface Announcement {
  readonly layout: Layout;
  readonly options: UpOptions;
  readonly startedMs: number;
}

function announce(ready: ReadyFile, about: Announcement, sources: UpSources): void {
  const { layout, options } = about;
  if (options.auth === 'permissive') {
    sources.output.warn(
      'permissive authentication: whoever reaches the ports acts as any account. For tests on this machine only.',
    );
  }
  sources.output.result(ready, () =>
    startScreen({
      ready,
      readyFile: layout.readyFile,
      dataDir: layout.dataDir,
      isDefaultFolder: layout.dataDir === resolve(DEFAULT_DATA_DIR),
      ephemeral: options.ephemeral,
      auth: options.auth,
      seconds: ((sources.monotonic.now() - about.startedMs) / 1000).toFixed(1),
    }),
  );
}

/**
 * A data folder that others may read would give the keys away. An empty one is closed to them; a foreign one is left
 * alone.
 */
function closeFolder(dataDir: string): void {
  const entries = readdirSync(dataDir);
  const ours = entries.length === 0 || entries.some((name) => ['lock', 'pki', 'children.json'].includes(name));
  if (!ours) {
    throw new CliError(`${dataDir} holds other files and is no data folder`, {
      hints: ['name an empty or a new folder: strongroom up --data-dir DIR'],
      exitCode: EXIT.USAGE,
    });
  }
  if ((statSync(dataDir).mode & 0o077) === 0) return;
  if (entries.length > 0) {
    throw new CliError(`the data folder ${dataDir} is open to other users`, {
      hints: [`look whether its keys were read, then close it: chmod 700 ${dataDir}`],
    });
  }
  chmodSync(dataDir, PRIVATE_FOLDER_MODE);
}

/** Nodes take free ports at each start: nothing but the front end dials them. */
async function choosePorts(options: UpOptions, rng: Rng): Promise<{ doors: Ports; nodes: number[] }> {
  const nodeCount = options.nodes * options.regions.length * 2;
  const free = await findFreePorts(nodeCount + 4, LOOPBACK, rng);
  const [grpc = 0, http = 0, admin = 0, metrics = 0] = free.slice(nodeCount);
  const given = options.ports;
  const doors = {
    grpc: given.grpc === 0 ? grpc : given.grpc,
    http: given.http === 0 ? http : given.http,
    admin: given.admin === 0 ? admin : given.admin,
    metrics: given.metrics === 0 ? metrics : given.metrics,
  };
  for (const name of Object.keys(DEFAULT_PORTS) as (keyof Ports)[]) {
    if (given[name] !== 0 && !(await isFree(given[name], LOOPBACK))) throw portError(name, given[name]);
  }
  return { doors, nodes: free.slice(0, nodeCount) };
}

function portError(name: string, port: number): CliError {
  return new CliError(`port ${String(port)} is in use by another program`, {
    hints: [`choose another: strongroom up --${name}-port PORT (0 takes a free one)`, 'or: strongroom up --ephemeral'],
    exitCode: EXIT.FAILURE,
  });
}
