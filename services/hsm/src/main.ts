/**
 * The process of one HSM node, and the only place that starts its threads. Run it with core dumps off (`ulimit -c 0`):
 * memory holds keys.
 */
import { Worker, type MessagePort, type ResourceLimits } from 'node:worker_threads';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { superviseProcess } from '@strongroom/rpc/supervised.js';
import { createLogger } from '@strongroom/telemetry/log.js';
import { ConfigError, readConfig, type HsmConfig } from './config.js';
import { startNode } from './node.js';
import type { RootWorkerData } from './wire/root-messages.js';
import type { SlotWorkerData } from './wire/slot-messages.js';

/**
 * Half of what a default heap would take, measured: 8 to 16 MiB per thread. A slow one has room for noble's tables: 22
 * MiB when every curve and every post-quantum algorithm has been used.
 */
const SLOT_RESOURCE_LIMITS = {
  fast: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  slow: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
};
/** Tokens of 256 members take some room. */
const ROOT_RESOURCE_LIMITS = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 4 };

function configOrExit(): HsmConfig {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78); // EX_CONFIG
  }
}

/** What a thread of the boundary prints is dropped unread: nothing of it may reach a log. */
function startWorker(
  name: 'root' | 'slot',
  data: RootWorkerData | SlotWorkerData,
  resourceLimits: ResourceLimits,
  transfer: readonly MessagePort[],
): Worker {
  const worker = new Worker(new URL(`./boundary/${name}-worker.js`, import.meta.url), {
    workerData: data,
    transferList: [...transfer],
    execArgv: [],
    env: {},
    name,
    stdout: true,
    stderr: true,
    resourceLimits,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

const config = configOrExit();
const log = createLogger({
  service: 'hsm',
  level: config.logLevel,
  realTime: systemRealTime,
  fields: { node: config.nodeId },
});

const node = await startNode({
  config,
  monotonic: systemMonotonic,
  realTime: systemRealTime,
  rng: new SystemRng(),
  log,
  startRootWorker: (data) => startWorker('root', data, ROOT_RESOURCE_LIMITS, []),
  startSlotWorker: (data, transfer) => startWorker('slot', data, SLOT_RESOURCE_LIMITS[data.lane], transfer),
  onFatal: (reason) => {
    log.fatal({ reason }, 'the node cannot go on');
    process.exit(70); // EX_SOFTWARE: the supervisor starts a new one, which joins again from its token
  },
});

const ready = superviseProcess({
  supervisorFd: config.supervisorFd,
  stop: async (reason) => {
    log.info({ reason }, 'stopping');
    if ((await node.stop()) === 'ended') return;
    // A thread in native code (RSA key generation) would hold up exit() until it returns, and nothing of it is wanted.
    log.info('ending with a thread in native code');
    process.kill(process.pid, 'SIGKILL');
  },
  log: (message) => {
    log.error(message);
  },
});
log.info({ address: node.address, metrics: node.metricsAddress }, 'serving');
ready({ event: 'ready', addresses: { grpc: node.address, metrics: node.metricsAddress } });
