/** What `strongroom up` was asked for, checked. */
import { parseRegion } from '@strongroom/core/ids.js';
import { CliError, EXIT } from '../cli-error.js';

export interface UpOptions {
  readonly dataDir: string;
  /** A temporary data folder, removed at the end, and free ports. */
  readonly ephemeral: boolean;
  /** HSM nodes per Region. */
  readonly nodes: number;
  /** The first is the default Region. */
  readonly regions: readonly string[];
  readonly auth: 'strict' | 'permissive';
  readonly readyFile: string | undefined;
  /** 0 takes a free one. */
  readonly ports: Ports;
  readonly logLevel: LogLevel;
  readonly xks: XksOptions;
}

/** How the front end reaches external key store proxies; undefined: as services/kms has it. */
export interface XksOptions {
  /** Authorities beside the public ones, PEM; absolute. */
  readonly caFile: string | undefined;
  readonly port: number | undefined;
  readonly addresses: XksAddresses | undefined;
  readonly timeoutMs: number | undefined;
}

export const XKS_ADDRESSES = ['any', 'public'] as const;
export type XksAddresses = (typeof XKS_ADDRESSES)[number];

export interface Ports {
  readonly grpc: number;
  readonly http: number;
  readonly admin: number;
  readonly metrics: number;
}

export const DEFAULT_REGION = 'us-east-1';
export const DEFAULT_NODES = 3;
export const NODES_MAX = 16;
export const REGIONS_MAX = 8;
export const DEFAULT_PORTS: Ports = { http: 8080, grpc: 8443, admin: 8444, metrics: 9464 };

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @throws CliError for an unknown name or a Region named twice. */
export function checkRegions(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (parseRegion(name) === undefined) {
      throw new CliError(`"${name}" is not a Region name`, { hints: ['for example us-east-1'], exitCode: EXIT.USAGE });
    }
  }
  if (new Set(names).size !== names.length) throw new CliError('a Region is named twice', { exitCode: EXIT.USAGE });
  if (names.length > REGIONS_MAX) {
    throw new CliError(`at most ${String(REGIONS_MAX)} Regions on one machine`, { exitCode: EXIT.USAGE });
  }
  return names;
}
