/**
 * Starts and stops a grpc-js server the same way in every service: bounds, keepalive, health, reflection, a stop that
 * ends.
 */
import {
  Server,
  type ServerCredentials,
  type ServerOptions,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Server as NetServer } from 'node:net';
import { assert } from '@strongroom/core/assert.js';
import { REQUEST_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { splitAddress } from './address.js';
import { HealthService } from './health.js';
import { addReflection } from './reflection.js';

export interface GrpcService {
  /** The full name, e.g. `strongroom.kms.v1.KeyManagementService`: its health entry. */
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export interface GrpcServerOptions {
  /** `host:port`; port 0 takes a free one. IPv6 hosts in brackets. */
  readonly address: string;
  readonly credentials: ServerCredentials;
  readonly services: readonly GrpcService[];
  readonly monotonic: Monotonic;
  /** Serialized google.protobuf.FileDescriptorSet of the services, for server reflection; left out, there is none. */
  readonly descriptorSet?: Uint8Array;
  /** A larger message is refused RESOURCE_EXHAUSTED before it is decoded. */
  readonly receiveMessageMaxBytes?: number;
  /** HTTP/2 window per stream and connection. */
  readonly flowControlWindowBytes?: number;
  /** Pings that find a peer which is gone without a word. */
  readonly keepaliveTimeMs?: number;
  readonly keepaliveTimeoutMs?: number;
  /** A connection without calls is closed after this. */
  readonly connectionIdleMs?: number;
  /** Calls at once per connection; more wait in the client. Leave it out where long streams share a connection. */
  readonly concurrentStreamsMax?: number;
  /** Connections at once; more are closed as they come. */
  readonly connectionsMax?: number;
}

export interface GrpcServer {
  readonly host: string;
  readonly port: number;
  /** `host:port` as bound. */
  readonly address: string;
  /** Sets the health of one service, or of the whole server for `''`. */
  setServing(service: string, serving: boolean): void;
  /**
   * Takes no new calls, lets the running ones end, and cuts what is left after `graceMs`. End your own streams first:
   * an open one lasts until the cut. Never rejects; a second call waits for the first.
   */
  stop(graceMs: number): Promise<void>;
}

const KEEPALIVE_TIME_MS = 20_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const CONNECTION_IDLE_MS = 300_000;
/** nghttp2's own bound per connection, in MB: headers and queued frames of streams in progress. */
const SESSION_MEMORY_MAX_MB = 256;

const CONNECTIONS_MAX = 4096;

const CUT_MARGIN_MS = 500;

/**
 * Binds and serves. Health starts as SERVING for every service given and for the whole. @throws Error when the address
 * cannot be bound.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { host } = splitAddress(options.address);
  const server = new Server(serverOptions(options));
  const health = new HealthService();
  for (const each of options.services) {
    server.addService(each.definition, each.implementation);
    health.setServing(each.name, true);
  }
  health.setServing('', true);
  health.addToServer(server);
  if (options.descriptorSet !== undefined) addReflection(server, options.descriptorSet);
  const port = await bind(server, options.address, options.credentials);
  limitConnections(server, options.connectionsMax ?? CONNECTIONS_MAX);
  const address = `${host}:${String(port)}`;
  let stopped: Promise<void> | undefined;
  return {
    host,
    port,
    address,
    setServing: (service, serving) => {
      if (stopped === undefined) health.setServing(service, serving);
    },
    stop: (graceMs) => {
      if (stopped === undefined) {
        health.shutDown();
        stopped = stopServer(server, address, options, graceMs);
      }
      return stopped;
    },
  };
}

function serverOptions(options: GrpcServerOptions): ServerOptions {
  return {
    'grpc.enable_channelz': 0,
    'grpc.max_receive_message_length': options.receiveMessageMaxBytes ?? REQUEST_MAX_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': options.keepaliveTimeMs ?? KEEPALIVE_TIME_MS,
    'grpc.keepalive_timeout_ms': options.keepaliveTimeoutMs ?? KEEPALIVE_TIMEOUT_MS,
    'grpc.max_connection_idle_ms': options.connectionIdleMs ?? CONNECTION_IDLE_MS,
    'grpc-node.max_session_memory': SESSION_MEMORY_MAX_MB,
    ...(options.flowControlWindowBytes === undefined
      ? {}
      : { 'grpc-node.flow_control_window': options.flowControlWindowBytes }),
    ...(options.concurrentStreamsMax === undefined
      ? {}
      : { 'grpc.max_concurrent_streams': options.concurrentStreamsMax }),
  };
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error === null) {
        resolve(port);
        return;
      }
      server.forceShutdown();
      reject(new Error(`cannot listen on ${address}: ${error.message}`, { cause: error }));
    });
  });
}

/**
 * grpc-js has no option for it. Its listeners are node's own servers, kept in a map without a public name.
 * @throws AssertionFailure when grpc-js is built otherwise, so that the bound is not lost unseen.
 */
function limitConnections(server: Server, connectionsMax: number): void {
  const { http2Servers } = server as unknown as { readonly http2Servers?: unknown };
  assert(http2Servers instanceof Map && http2Servers.size > 0, 'a bound grpc-js server has listeners');
  for (const listener of http2Servers.keys()) (listener as NetServer).maxConnections = connectionsMax;
}

/**
 * forceShutdown() of grpc-js 1.14.7 finds no connections unless channelz is on, which costs every call. drain() finds
 * them, and cuts those that are left after its grace time; it must come first, as it passes over connections that are
 * already closing.
 */
function stopServer(server: Server, address: string, options: GrpcServerOptions, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection still in its TLS handshake is in nobody's list; it must not hold up the stop.
    const timer = options.monotonic.after(graceMs + CUT_MARGIN_MS, resolve);
    server.drain(address, graceMs);
    server.tryShutdown(() => {
      timer.cancel();
      resolve();
    });
  });
}
