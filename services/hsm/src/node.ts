/** One HSM node, wired up: everything but the start of threads, which is given by the composition root. */
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { DOMAIN_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { uuid, type Rng } from '@strongroom/core/rng.js';
import { delay, OffsetClock, type Monotonic, type RealTime } from '@strongroom/core/time.js';
import { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { splitAddress } from '@strongroom/rpc/address.js';
import { startGrpcServer, type GrpcServer } from '@strongroom/rpc/grpc-server.js';
import { grpcServerCredentials } from '@strongroom/rpc/tls.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import { startMetricsServer, type MetricsServer } from '@strongroom/telemetry/metrics-server.js';
import type { HsmConfig } from './config.js';
import { Appliance } from './host/appliance.js';
import { createApplianceService } from './host/appliance-service.js';
import { IdentityFile } from './host/identity-file.js';
import { LinkServer } from './host/link-server.js';
import { HsmMetrics } from './host/metrics.js';
import { RootClient } from './host/root-client.js';
import { SlotLanes } from './host/slot-lanes.js';
import { workerSlotThreads, type StartSlotWorker } from './host/worker-slot-thread.js';
import type { RootWorkerData } from './wire/root-messages.js';

/** DESIGN: at least 4 MiB, so that a frame never waits for a window. */
const FLOW_CONTROL_WINDOW_BYTES = 8 * 1024 * 1024;
const MESSAGE_MAX_BYTES = DOMAIN_TOKEN_MAX_BYTES + 64 * 1024;
/** Finds a peer that is gone without a word. */
const KEEPALIVE_TIME_MS = 2000;
const KEEPALIVE_TIMEOUT_MS = 3000;
const DRAIN_MAX_MS = 3000;
const DRAIN_POLL_MS = 20;
const SERVER_STOP_GRACE_MS = 500;
const THREADS_END_MAX_MS = 500;

export interface NodeOptions {
  readonly config: HsmConfig;
  readonly monotonic: Monotonic;
  readonly realTime: RealTime;
  readonly rng: Rng;
  readonly log: Logger;
  readonly startRootWorker: (data: RootWorkerData) => Worker;
  readonly startSlotWorker: StartSlotWorker;
  /** The root worker ended by itself: the process cannot go on. */
  readonly onFatal: (reason: string) => void;
}

export interface HsmNode {
  /** `host:port` of the gRPC server, and of the metrics. */
  readonly address: string;
  readonly metricsAddress: string;
  /**
   * Takes nothing new, finishes what it has within three seconds, and releases everything; or everything but threads
   * that are in native code, which cannot be interrupted.
   */
  stop(): Promise<'ended' | 'in native code'>;
}

interface Parts {
  readonly root: RootClient;
  readonly slots: SlotLanes;
  readonly appliance: Appliance;
  readonly links: LinkServer;
  readonly peers: PeerIdentities;
  readonly metrics: HsmMetrics;
}

interface Servers {
  readonly server: GrpcServer;
  readonly metricsServer: MetricsServer;
}

/**
 * Resolves when the node serves: its power-on self-tests have run, whatever their outcome. @throws Error when it cannot
 * listen
 */
export async function startNode(options: NodeOptions): Promise<HsmNode> {
  const { config, monotonic } = options;
  const parts = assemble(options);
  await parts.appliance.powerOn();
  const servers = await listen(options, parts);
  const { host } = splitAddress(config.metricsListen);
  return {
    address: servers.server.address,
    metricsAddress: `${host}:${String(servers.metricsServer.port)}`,
    stop: () => stopNode(parts, servers, monotonic),
  };
}

function assemble(options: NodeOptions): Parts {
  const { config, monotonic, realTime, log } = options;
  const root = new RootClient(
    options.startRootWorker({ engine: config.engine, nodeId: config.nodeId, sealKeyFile: config.sealKeyFile }),
    monotonic,
    options.onFatal,
  );
  const metrics = new HsmMetrics(config.nodeId);
  const slots: SlotLanes = new SlotLanes({
    slotsMax: config.slotsMax,
    slowThreadsMax: config.slowThreadsMax,
    queue: { maxCommands: config.slotQueueMaxCommands, maxBytes: config.slotQueueMaxBytes },
    monotonic,
    startThread: workerSlotThreads({
      engine: config.engine,
      startWorker: options.startSlotWorker,
      notifyRoot: (notice, transfer) => {
        root.notify(notice, transfer);
      },
    }),
    events: (lane) =>
      metrics.slotEvents(lane, {
        crashed: (tenant, reason) => {
          log.error({ tenant, lane, reason }, 'a slot crashed');
        },
        deviceError: () => {
          appliance.deviceFailed('a conditional test failed in a slot');
        },
      }),
  });
  const appliance = new Appliance({
    nodeId: config.nodeId,
    bootId: uuid(options.rng),
    engine: config.engine,
    root,
    identityFile: new IdentityFile(config.dataDir),
    slots,
    monotonic,
    log,
  });
  const clock = new OffsetClock(realTime);
  const peers = new PeerIdentities(realTime);
  const links = new LinkServer({ appliance, slots, peers, monotonic, clock, metrics, log });
  metrics.observe({
    state: () => appliance.state,
    slots,
    links: () => links.streams,
    clockOffsetMs: () => clock.offsetMs,
  });
  return { root, slots, appliance, links, peers, metrics };
}

async function listen({ config, monotonic, log }: NodeOptions, parts: Parts): Promise<Servers> {
  const { appliance, links, peers, metrics } = parts;
  const server = await startGrpcServer({
    address: config.listen,
    credentials: credentialsOf(config),
    services: [links.service(), createApplianceService({ appliance, peers, log })],
    monotonic,
    receiveMessageMaxBytes: MESSAGE_MAX_BYTES,
    flowControlWindowBytes: FLOW_CONTROL_WINDOW_BYTES,
    keepaliveTimeMs: KEEPALIVE_TIME_MS,
    keepaliveTimeoutMs: KEEPALIVE_TIMEOUT_MS,
  });
  const { host, port } = splitAddress(config.metricsListen);
  const metricsServer = await startMetricsServer({
    host: host.replace(/^\[|\]$/g, ''),
    port,
    metrics: metrics.metrics,
    healthy: () => appliance.state === 'operational' || appliance.state === 'uninitialized',
  });
  return { server, metricsServer };
}

async function stopNode(
  { links, slots, root }: Parts,
  { server, metricsServer }: Servers,
  monotonic: Monotonic,
): ReturnType<HsmNode['stop']> {
  links.drain();
  const deadlineAtMs = monotonic.now() + DRAIN_MAX_MS;
  while (links.inFlight > 0 && monotonic.now() < deadlineAtMs) await delay(monotonic, DRAIN_POLL_MS);
  links.close();
  await Promise.all([server.stop(SERVER_STOP_GRACE_MS), metricsServer.stop(), slots.close()]);
  await root.close();
  const endAtMs = monotonic.now() + THREADS_END_MAX_MS;
  while (slots.threads > 0 && monotonic.now() < endAtMs) await delay(monotonic, DRAIN_POLL_MS);
  return slots.threads === 0 ? 'ended' : 'in native code';
}

function credentialsOf(config: HsmConfig): ReturnType<typeof grpcServerCredentials> {
  return grpcServerCredentials({
    identity: {
      certificatePem: readFileSync(config.certFile, 'utf8'),
      privateKeyPem: readFileSync(config.keyFile, 'utf8'),
    },
    trustedCaPem: readFileSync(config.caFile, 'utf8'),
    clientCertificate: 'required',
  });
}
