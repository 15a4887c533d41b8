/** GET /metrics and GET /healthz, on a port of their own. It answers nothing else and reads no body. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.js';

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly metrics: Metrics;
  /** Whether the process serves: /healthz answers 200 `ok` or 503 `unavailable`. */
  readonly healthy: () => boolean;
}

export interface MetricsServer {
  readonly port: number;
  readonly url: string;
  /** Cuts every connection at once; a scrape can be repeated. */
  stop(): Promise<void>;
}

const CONNECTIONS_MAX = 64;
const HEADERS_MAX_BYTES = 8192;
const REQUEST_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 60_000;

/** @throws Error when the address cannot be bound. */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer(
    { maxHeaderSize: HEADERS_MAX_BYTES, headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      respond(request, response, options).catch(() => response.destroy());
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.timeout = IDLE_TIMEOUT_MS;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    port,
    url: `http://${host}:${String(port)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, options: MetricsServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`cannot listen on ${options.host}:${String(options.port)}: ${cause.message}`, { cause }));
    });
    server.listen({ host: options.host, port: options.port }, resolve);
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { metrics, healthy }: MetricsServerOptions,
): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1);
  if (request.method !== 'GET') answer(response, 405, 'text/plain', 'only GET\n');
  else if (path === '/metrics') answer(response, 200, metrics.contentType, await metrics.expose());
  else if (path !== '/healthz') answer(response, 404, 'text/plain', 'try /metrics or /healthz\n');
  else if (healthy()) answer(response, 200, 'text/plain', 'ok\n');
  else answer(response, 503, 'text/plain', 'unavailable\n');
}

function answer(response: ServerResponse, status: number, contentType: string, body: string): void {
  const close = status === 405 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), ...close });
  response.end(body);
}
