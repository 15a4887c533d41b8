import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { collect, integer, oneOf } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { DEFAULT_DATA_DIR } from '../layout.js';
import { stopSignal } from '../stop-signal.js';
import {
  checkRegions,
  DEFAULT_NODES,
  DEFAULT_PORTS,
  DEFAULT_REGION,
  LOG_LEVELS,
  type LogLevel,
  NODES_MAX,
  XKS_ADDRESSES,
  type XksAddresses,
} from '../up/options.js';

interface Flags {
  readonly ephemeral?: true;
  readonly nodes: number;
  readonly region?: string[];
  readonly auth: 'strict' | 'permissive';
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly adminPort?: number;
  readonly metricsPort?: number;
  readonly logLevel: LogLevel;
  readonly xksCaFile?: string;
  readonly xksPort?: number;
  readonly xksAddresses?: XksAddresses;
  readonly xksTimeoutMs?: number;
}

const port = integer(0, 65_535);

export function addUpCommand(program: Command, context: CommandContext): void {
  program
    .command('up')
    .summary('run a KMS with its HSMs on this machine')
    .description(
      'Runs a front end and its HSM processes as children of this command, with two demo tenants.\n' +
        'Ctrl-C ends all of them. The data folder keeps every key for the next start.',
    )
    .option('--ephemeral', 'use a temporary data folder and free ports, and remove the folder at the end')
    .option('--nodes <n>', 'HSM processes in each Region', integer(1, NODES_MAX), DEFAULT_NODES)
    .option('--region <name>', `a Region to serve; repeatable, the first is the default (${DEFAULT_REGION})`, collect)
    .option(
      '--auth <mode>',
      'strict, or permissive: unknown credentials are accepted as any account',
      oneOf(['strict', 'permissive'] as const),
      'strict' as const,
    )
    .option('--http-port <port>', `AWS endpoint; 0 takes a free one (${String(DEFAULT_PORTS.http)})`, port)
    .option('--grpc-port <port>', `gRPC (${String(DEFAULT_PORTS.grpc)})`, port)
    .option('--admin-port <port>', `administration (${String(DEFAULT_PORTS.admin)})`, port)
    .option('--metrics-port <port>', `the front end's /metrics (${String(DEFAULT_PORTS.metrics)})`, port)
    .option('--log-level <level>', 'of the files in the logs folder', oneOf(LOG_LEVELS), 'info' as const)
    .option('--xks-ca-file <file>', 'also trust external key store proxies of these authorities, PEM')
    .option('--xks-port <port>', 'where external key store proxies listen (443)', integer(1, 65_535))
    .option('--xks-addresses <which>', 'where they may be: any, or public', oneOf(XKS_ADDRESSES))
    .addOption(new Option('--xks-timeout-ms <ms>').argParser(integer(250, 30_000)).hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  strongroom up                                   data in ${DEFAULT_DATA_DIR}, kept for the next start
  strongroom up --ephemeral --ready-file r.json   for a test suite: wait for r.json, read the endpoints from it
  strongroom up --region eu-central-1 --region us-east-1 --nodes 2`,
    )
    .action(async (flags: Flags) => {
      const { up } = await import('../up/up.js');
      process.title = 'strongroom up';
      const connection = context.connection();
      const ephemeral = flags.ephemeral === true;
      const portOf = (given: number | undefined, usual: number): number => given ?? (ephemeral ? 0 : usual);
      await up(
        {
          dataDir: connection.dataDir,
          ephemeral,
          nodes: flags.nodes,
          regions: checkRegions(flags.region ?? [DEFAULT_REGION]),
          auth: flags.auth,
          readyFile: connection.readyFile,
          ports: {
            http: portOf(flags.httpPort, DEFAULT_PORTS.http),
            grpc: portOf(flags.grpcPort, DEFAULT_PORTS.grpc),
            admin: portOf(flags.adminPort, DEFAULT_PORTS.admin),
            metrics: portOf(flags.metricsPort, DEFAULT_PORTS.metrics),
          },
          logLevel: flags.logLevel,
          xks: {
            caFile: flags.xksCaFile === undefined ? undefined : resolve(flags.xksCaFile),
            port: flags.xksPort,
            addresses: flags.xksAddresses,
            timeoutMs: flags.xksTimeoutMs,
          },
        },
        { monotonic: systemMonotonic, rng: new SystemRng(), output: context.output(), stop: stopSignal() },
      );
    });
}
