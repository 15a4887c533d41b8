/**
 * How every gRPC client of Strongroom dials: keepalive, bounds, the name that the certificate must carry, and a connect
 * that ends.
 */
import { isIP } from 'node:net';
import type { ChannelCredentials, ChannelOptions, Client } from '@grpc/grpc-js';
import { splitAddress } from './address.js';
import { type ClientTlsOptions, grpcChannelCredentials } from './tls.js';

export interface ChannelSettings {
  /** `host:port` that will be dialled. */
  readonly address: string;
  readonly tls: ClientTlsOptions;
  /** The name or IP address that the server's certificate must carry; by default the host dialled. */
  readonly serverName?: string;
  readonly keepaliveTimeMs?: number;
  readonly keepaliveTimeoutMs?: number;
  readonly receiveMessageMaxBytes?: number;
  readonly flowControlWindowBytes?: number;
  readonly reconnectBackoffMaxMs?: number;
  /** Give this channel a TCP connection of its own even when another has the same address and options. */
  readonly ownConnection?: boolean;
}

/** What the constructor of a grpc-js client takes: `new Client(address, credentials, options)`. */
export interface ChannelParameters {
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

const KEEPALIVE_TIME_MS = 10_000;
const KEEPALIVE_TIMEOUT_MS = 5000;
const RECEIVE_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
const DNS_LOOKUP_INTERVAL_MIN_MS = 1000;
const RECONNECT_BACKOFF_MIN_MS = 50;
const RECONNECT_BACKOFF_MAX_MS = 2000;
/** RFC 6066 §3 forbids IP addresses as server names; the certificate is still checked for the address. */
const SERVER_NAME_FOR_IP = 'localhost';

/** @throws RangeError when the address is not host:port; Error for bad PEM. */
export function grpcChannel(settings: ChannelSettings): ChannelParameters {
  const { host } = splitAddress(settings.address);
  const certifiedHost = settings.serverName ?? host.replace(/^\[|\]$/g, '');
  const byIp = isIP(certifiedHost) !== 0;
  const serverName = byIp ? SERVER_NAME_FOR_IP : certifiedHost;
  return {
    address: settings.address,
    credentials: grpcChannelCredentials(settings.tls, byIp ? certifiedHost : undefined),
    options: {
      ...channelOptions(settings),
      'grpc.ssl_target_name_override': serverName,
      'grpc.default_authority': serverName,
    },
  };
}

/** The options that do not depend on TLS. */
export function channelOptions(settings: Omit<ChannelSettings, 'address' | 'tls' | 'serverName'>): ChannelOptions {
  return {
    'grpc.enable_channelz': 0,
    'grpc.enable_retries': 0,
    'grpc.keepalive_time_ms': settings.keepaliveTimeMs ?? KEEPALIVE_TIME_MS,
    'grpc.keepalive_timeout_ms': settings.keepaliveTimeoutMs ?? KEEPALIVE_TIMEOUT_MS,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_receive_message_length': settings.receiveMessageMaxBytes ?? RECEIVE_MESSAGE_MAX_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.initial_reconnect_backoff_ms': RECONNECT_BACKOFF_MIN_MS,
    'grpc.max_reconnect_backoff_ms': settings.reconnectBackoffMaxMs ?? RECONNECT_BACKOFF_MAX_MS,
    // grpc-js waits 30 s between lookups of a name; a container that comes back has another address.
    'grpc.dns_min_time_between_resolutions_ms': DNS_LOOKUP_INTERVAL_MIN_MS,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
    ...(settings.flowControlWindowBytes === undefined
      ? {}
      : { 'grpc-node.flow_control_window': settings.flowControlWindowBytes }),
    ...(settings.ownConnection === true ? { 'grpc.use_local_subchannel_pool': 1 } : {}),
  };
}

/**
 * Resolves when the client is connected.
 * @param deadlineAtMs real epoch milliseconds, as gRPC deadlines are. A dead name alone may take 10 s to fail to
 * resolve.
 * @throws Error when it is not connected by then.
 */
export function waitForConnection(client: Client, deadlineAtMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(deadlineAtMs, (error) => {
      if (error === undefined) resolve();
      else reject(new Error('cannot connect in time', { cause: error }));
    });
  });
}
