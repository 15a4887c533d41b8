/**
 * The configuration of one node: STRONGROOM_HSM_* variables. An unknown one is an error: a misspelt setting must not be
 * silently the default. Read by hand: a schema library would cost every node 6 MiB.
 */
import { join } from 'node:path';
import { parseNodeId, type NodeId } from '@strongroom/core/ids.js';
import { parseLogLevel, type LogLevel } from '@strongroom/telemetry/log.js';
import { ENGINE_CHOICES, type EngineChoice } from './engine-choice.js';

const PREFIX = 'STRONGROOM_HSM_';
const ADDRESS = /^(\[[0-9a-fA-F:.]{2,45}\]|[^\s:[\]]{1,253}):\d{1,5}$/;
const PATH_MAX_CHARS = 4096;

export interface HsmConfig {
  /** NODE_ID: unique in the fleet; bound into the sealed identity. */
  readonly nodeId: NodeId;
  /** DATA_DIR: holds the sealed identity; made 0700. */
  readonly dataDir: string;
  /** LISTEN, default 127.0.0.1:0: gRPC, link and appliance administration. Port 0 takes a free one. */
  readonly listen: string;
  /** METRICS_LISTEN, default 127.0.0.1:0: plain HTTP, /metrics and /healthz. */
  readonly metricsListen: string;
  /**
   * CA_FILE, CERT_FILE, KEY_FILE, PEM: the authority of the operators' certificates, and this node's certificate and
   * key.
   */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** SEAL_KEY_FILE, default DATA_DIR/seal.key: 32 bytes, 0600; made when missing. */
  readonly sealKeyFile: string;
  /** SLOTS_MAX, default 64. */
  readonly slotsMax: number;
  /** SLOW_THREADS_MAX, default 8: threads for slow work (RSA, JavaScript curves, post-quantum), of all tenants. */
  readonly slowThreadsMax: number;
  /** SLOT_QUEUE_MAX_COMMANDS, default 1024, and SLOT_QUEUE_MAX_BYTES, default 4 MiB. */
  readonly slotQueueMaxCommands: number;
  readonly slotQueueMaxBytes: number;
  /** ENGINE, default openssl. */
  readonly engine: EngineChoice;
  /** SUPERVISOR_FD: the supervisor's pipe, see packages/rpc supervised.ts. */
  readonly supervisorFd: number | undefined;
  /** LOG_LEVEL, default info. */
  readonly logLevel: LogLevel;
}

/** The configuration is not usable; the message names every variable that is wrong, and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): HsmConfig {
  const settings = new Settings(env);
  const dataDir = settings.path('DATA_DIR');
  const config: HsmConfig = {
    nodeId: settings.parsed('NODE_ID', parseNodeId, '1 to 63 lower-case letters, digits and hyphens', undefined),
    dataDir,
    listen: settings.parsed('LISTEN', parseAddress, 'host:port', '127.0.0.1:0'),
    metricsListen: settings.parsed('METRICS_LISTEN', parseAddress, 'host:port', '127.0.0.1:0'),
    caFile: settings.path('CA_FILE'),
    certFile: settings.path('CERT_FILE'),
    keyFile: settings.path('KEY_FILE'),
    sealKeyFile: settings.path('SEAL_KEY_FILE', join(dataDir, 'seal.key')),
    slotsMax: settings.integer('SLOTS_MAX', 1, 1024, 64),
    slowThreadsMax: settings.integer('SLOW_THREADS_MAX', 1, 256, 8),
    slotQueueMaxCommands: settings.integer('SLOT_QUEUE_MAX_COMMANDS', 1, 65_536, 1024),
    slotQueueMaxBytes: settings.integer('SLOT_QUEUE_MAX_BYTES', 65_536, 1_073_741_824, 4_194_304),
    engine: settings.parsed('ENGINE', parseEngine, ENGINE_CHOICES.join(' or '), 'openssl'),
    supervisorFd: settings.has('SUPERVISOR_FD') ? settings.integer('SUPERVISOR_FD', 3, 1024, 3) : undefined,
    logLevel: settings.parsed('LOG_LEVEL', parseLogLevel, 'a log level such as info', 'info'),
  };
  settings.end();
  return config;
}

/** The environment of this process. */
export function readConfig(): HsmConfig {
  return parseConfig(process.env);
}

/** Collects every fault before it complains. A faulty setting reads as something harmless until `end`. */
class Settings {
  readonly #values = new Map<string, string>();
  readonly #faults: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    for (const [name, value] of Object.entries(env)) {
      if (name.startsWith(PREFIX) && value !== undefined) this.#values.set(name.slice(PREFIX.length), value);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  parsed<T extends string>(
    name: string,
    parse: (text: string) => T | undefined,
    expected: string,
    fallback: T | undefined,
  ): T {
    const text = this.#take(name);
    const value = text === undefined ? fallback : parse(text);
    if (value !== undefined) return value;
    this.#faults.push(`${PREFIX}${name}: ${text === undefined ? 'is needed, ' : ''}expected ${expected}`);
    return '' as T;
  }

  path(name: string, fallback?: string): string {
    const parse = (text: string): string | undefined =>
      text.length > 0 && text.length <= PATH_MAX_CHARS && !text.includes('\0') ? text : undefined;
    return this.parsed(name, parse, 'a path', fallback);
  }

  integer(name: string, min: number, max: number, fallback: number): number {
    const text = this.#take(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.#faults.push(`${PREFIX}${name}: expected ${String(min)} to ${String(max)}`);
    return fallback;
  }

  /** @throws ConfigError for every fault, and for every setting that nobody read */
  end(): void {
    for (const name of this.#values.keys()) this.#faults.push(`${PREFIX}${name}: unknown setting`);
    if (this.#faults.length > 0) throw new ConfigError(`configuration: ${this.#faults.join('; ')}`);
  }

  #take(name: string): string | undefined {
    const text = this.#values.get(name);
    this.#values.delete(name);
    return text;
  }
}

function parseAddress(text: string): string | undefined {
  return ADDRESS.test(text) && Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535 ? text : undefined;
}

function parseEngine(text: string): EngineChoice | undefined {
  return ENGINE_CHOICES.find((choice) => choice === text);
}
