/**
 * The front end's configuration: STRONGROOM_KMS_* variables and nothing else. An unknown variable with that prefix is
 * an error.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNodeId, parseRegion, type NodeId, type Region } from '@strongroom/core/ids.js';
import { z } from 'zod';
import type { TransportOptions } from './xks/xks-transport.js';

const PREFIX = 'STRONGROOM_KMS_';

/** API reference, CreateGrant: eventual consistency takes less than five minutes. */
const GRANT_PROPAGATION_MAX_MS = 300_000;

const listen = z.string().regex(/^.+:\d{1,5}$/, 'expected host:port');

const schema = z.strictObject({
  DATA_DIR: z.string().min(1),
  FRONT_END_ID: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default('kms-1'),
  NODES: z.string().min(1),
  GRPC_LISTEN: listen.default('127.0.0.1:8443'),
  HTTP_LISTEN: listen.default('127.0.0.1:8080'),
  ADMIN_LISTEN: listen.default('127.0.0.1:8444'),
  METRICS_LISTEN: listen.default('127.0.0.1:9464'),
  CA_FILE: z.string().min(1),
  CERT_FILE: z.string().min(1),
  KEY_FILE: z.string().min(1),
  ADMIN_SPKI: z
    .string()
    .regex(/^(?:[0-9a-f]{64}(?:,[0-9a-f]{64})*)?$/, 'expected lower-case hex SHA-256 fingerprints, comma-separated')
    .default(''),
  AUTH: z.enum(['strict', 'permissive']).default('strict'),
  GRANT_PROPAGATION_MS: z.coerce.number().int().min(0).max(GRANT_PROPAGATION_MAX_MS).default(0),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  XKS_CA_FILE: z.string().min(1).optional(),
  XKS_ADDRESSES: z.enum(['any', 'public']).default('any'),
  XKS_PORT: z.coerce.number().int().min(1).max(65_535).default(443),
  /** The specification's 250 ms; more is for tests on machines that are busy. */
  XKS_TIMEOUT_MS: z.coerce.number().int().min(250).max(30_000).default(250),
  SUPERVISOR_FD: z.coerce.number().int().min(3).max(255).optional(),
});

export interface NodeAddress {
  readonly id: NodeId;
  readonly address: string;
}

export interface KmsConfig {
  readonly dataDir: string;
  readonly storeFile: string;
  readonly frontEndId: string;
  /** In the order given; the first is the default Region. */
  readonly regions: ReadonlyMap<Region, readonly NodeAddress[]>;
  readonly grpcListen: string;
  readonly httpListen: string;
  readonly adminListen: string;
  readonly metricsListen: string;
  /** PEM. The certificate is the server's on the gRPC and admin doors, and the operator's on the links. */
  readonly tls: { readonly ca: string; readonly certificate: string; readonly privateKey: string };
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo of each client that may use the admin door. */
  readonly adminSpki: ReadonlySet<string>;
  readonly auth: 'strict' | 'permissive';
  /** How long a new grant takes until it works without its token: 0 is at once, AWS takes up to five minutes. */
  readonly grantPropagationMs: number;
  /** How external key store proxies are reached. */
  readonly xks: TransportOptions;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly supervisorFd: number | undefined;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError naming each variable that is missing, unknown or malformed. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): KmsConfig {
  const given = Object.fromEntries(
    Object.entries(environment)
      .filter(([name, value]) => name.startsWith(PREFIX) && value !== undefined)
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.map((name) => PREFIX + name).join(', ')}`
        : `${PREFIX}${issue.path.join('.')}: ${issue.message}`,
    );
    throw new ConfigError(problems.join('; '));
  }
  const value = parsed.data;
  if (value.AUTH === 'permissive') refusePublicAddresses([value.GRPC_LISTEN, value.HTTP_LISTEN]);
  return {
    dataDir: value.DATA_DIR,
    storeFile: join(value.DATA_DIR, 'store.db'),
    frontEndId: value.FRONT_END_ID,
    regions: parseNodes(value.NODES),
    grpcListen: value.GRPC_LISTEN,
    httpListen: value.HTTP_LISTEN,
    adminListen: value.ADMIN_LISTEN,
    metricsListen: value.METRICS_LISTEN,
    tls: { ca: readPem(value.CA_FILE), certificate: readPem(value.CERT_FILE), privateKey: readPem(value.KEY_FILE) },
    adminSpki: new Set(value.ADMIN_SPKI.split(',').filter((entry) => entry !== '')),
    auth: value.AUTH,
    grantPropagationMs: value.GRANT_PROPAGATION_MS,
    xks: {
      port: value.XKS_PORT,
      timeoutMs: value.XKS_TIMEOUT_MS,
      addresses: value.XKS_ADDRESSES,
      extraCaPem: value.XKS_CA_FILE === undefined ? undefined : readPem(value.XKS_CA_FILE),
    },
    logLevel: value.LOG_LEVEL,
    supervisorFd: value.SUPERVISOR_FD,
  };
}

/** `region/node-id=host:port`, comma-separated. */
function parseNodes(text: string): Map<Region, NodeAddress[]> {
  const regions = new Map<Region, NodeAddress[]>();
  for (const entry of text.split(',')) {
    const match = /^([^/]+)\/([^=]+)=(.+:\d{1,5})$/.exec(entry.trim());
    const region = parseRegion(match?.[1] ?? '');
    const id = parseNodeId(match?.[2] ?? '');
    if (region === undefined || id === undefined || match?.[3] === undefined) {
      throw new ConfigError(`${PREFIX}NODES: expected region/node-id=host:port, got "${entry}"`);
    }
    const nodes = regions.get(region) ?? [];
    nodes.push({ id, address: match[3] });
    regions.set(region, nodes);
  }
  return regions;
}

function refusePublicAddresses(addresses: readonly string[]): void {
  for (const address of addresses) {
    if (!/^(127\.\d+\.\d+\.\d+|\[::1\]|localhost):/.test(address)) {
      throw new ConfigError(`permissive authentication listens on loopback only, not on ${address}`);
    }
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
