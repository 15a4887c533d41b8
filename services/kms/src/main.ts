/** The front end's composition root. */
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { superviseProcess } from '@strongroom/rpc/supervised.js';
import { createLogger } from '@strongroom/telemetry/log.js';
import { ConfigError, parseConfig, readEnvironment } from './config.js';
import { startFrontEnd } from './front-end.js';

async function main(): Promise<void> {
  const config = parseConfig(readEnvironment());
  const log = createLogger({
    service: 'kms',
    level: config.logLevel,
    realTime: systemRealTime,
    fields: { frontEnd: config.frontEndId },
  });
  process.title = `strongroom-kms ${config.frontEndId}`;
  const frontEnd = await startFrontEnd({
    config,
    log,
    realTime: systemRealTime,
    monotonic: systemMonotonic,
    rng: new SystemRng(),
  });
  const ready = superviseProcess({
    supervisorFd: config.supervisorFd,
    log: (message) => {
      log.error(message);
    },
    stop: async (reason) => {
      log.info({ reason }, 'draining');
      await frontEnd.stop();
    },
  });
  ready({ event: 'ready', addresses: frontEnd.addresses });
  log.info({ addresses: frontEnd.addresses, auth: config.auth }, 'serving');
}

main().catch((error: unknown) => {
  const message = error instanceof ConfigError ? `configuration: ${error.message}` : (error as Error).stack;
  process.stderr.write(`strongroom-kms cannot start: ${message ?? 'unknown error'}\n`);
  // What was opened before the failure (store, links) would keep the process alive: neither serving nor gone.
  process.exit(1);
});
