/**
 * node:http hardened: headers and bodies are bounded before anything parses them, slow and silent connections end, a
 * stop drains. It hands whole requests to one handler. Source of the limits: DESIGN §11; node's own parser refuses
 * smuggled lengths and bare line feeds.
 */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { ArrivingBodies } from './arriving-bodies.js';

export interface HttpRequest {
  readonly method: string;
  /** As sent: path and query, not decoded. */
  readonly target: string;
  /** As sent: name, value, name, value, …; duplicates and letter case kept. One character is one byte (Latin-1). */
  readonly rawHeaders: readonly string[];
  /** Names in lower case. node joins or drops duplicates: do not decide anything about authentication by it. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
  /** The client's IP address; empty when it has gone. */
  readonly remoteAddress: string;
  /** Runs `action` once if the client goes before the answer has left. */
  onDisconnect(action: () => void): void;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Must not reject: a rejection is a bug, answered 500 and passed to `onBug`. */
  readonly handler: (request: HttpRequest) => Promise<HttpResponse>;
  readonly onBug: (error: unknown) => void;
  /** The answer to a body beyond `bodyMaxBytes`; the connection closes after it. */
  readonly tooLarge: HttpResponse;
  readonly bodyMaxBytes: number;
  readonly monotonic: Monotonic;
  readonly tls?: TlsOptions;
  readonly headersMaxBytes?: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs?: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestTimeoutMs?: number;
  /** How long a connection may wait for its next request. */
  readonly keepAliveTimeoutMs?: number;
  /** A connection on which nothing moves is closed, whatever it waits for. Longer than any handler takes. */
  readonly idleTimeoutMs?: number;
  readonly connectionsMax?: number;
  /** All bodies that are still arriving. Beyond it the connection of the oldest is cut: it had the most time. */
  readonly arrivingMaxBytes?: number;
}

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** `host:port` as bound. */
  readonly address: string;
  /**
   * Takes no new connection, lets running requests end, cuts the rest after `graceMs`. Never rejects; a second call
   * waits for the first.
   */
  stop(graceMs: number): Promise<void>;
}

const HEADERS_MAX_BYTES = 16_384;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const IDLE_TIMEOUT_MS = 120_000;
const CONNECTIONS_MAX = 4096;
const ARRIVING_MAX_BYTES = 64 * 1024 * 1024;
const TIMEOUT_CHECK_MS = 1000;

/** Binds and serves. @throws Error when the address cannot be bound. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const door = new HttpDoor(options);
  await door.listen();
  const port = door.port;
  const bracketed = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    host: options.host,
    port,
    address: `${bracketed}:${String(port)}`,
    stop: (graceMs) => door.stop(graceMs),
  };
}

class HttpDoor {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #arriving: ArrivingBodies;
  #stopped: Promise<void> | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = createHardenedServer(options);
    this.#arriving = new ArrivingBodies(options.arrivingMaxBytes ?? ARRIVING_MAX_BYTES);
    this.#server.on('request', (request, response) => {
      this.#receive(request, response);
    });
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (!this.#declaresTooMuch(request)) response.writeContinue();
      this.#receive(request, response);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(new Error(`cannot listen on ${host}:${String(port)}: ${cause.message}`, { cause }));
      });
      this.#server.listen({ host, port }, resolve);
    });
  }

  stop(graceMs: number): Promise<void> {
    this.#stopped ??= new Promise((resolve) => {
      const timer = this.#options.monotonic.after(graceMs, () => {
        this.#server.closeAllConnections();
      });
      this.#server.close(() => {
        timer.cancel();
        resolve();
      });
    });
    return this.#stopped;
  }

  #declaresTooMuch(request: IncomingMessage): boolean {
    return Number(request.headers['content-length'] ?? 0) > this.#options.bodyMaxBytes;
  }

  /**
   * Gathers the body and calls the handler. A client that leaves before its body is whole is forgotten: nothing was
   * begun for it.
   */
  #receive(request: IncomingMessage, response: ServerResponse): void {
    response.on('error', ignore);
    request.on('error', ignore);
    if (this.#declaresTooMuch(request)) {
      this.#refuseBody(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    let refused = false;
    request.on('data', (chunk: Buffer) => {
      if (refused) return;
      length += chunk.length;
      if (length <= this.#options.bodyMaxBytes) {
        chunks.push(chunk);
        this.#arriving.grow(request, chunk.length);
        return;
      }
      refused = true;
      chunks.length = 0;
      this.#arriving.leave(request);
      this.#refuseBody(request, response);
    });
    request.on('close', () => {
      this.#arriving.leave(request);
    });
    request.on('end', () => {
      this.#arriving.leave(request);
      if (refused) return;
      const [first] = chunks;
      const body = chunks.length > 1 ? Buffer.concat(chunks, length) : (first ?? EMPTY_BYTES);
      this.#handle(request, response, body);
    });
  }

  #handle(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
    this.#options.handler(new ReceivedRequest(request, response, body)).then(
      (answer) => {
        this.#answer(response, answer, false);
      },
      (error: unknown) => {
        this.#options.onBug(error);
        this.#answer(response, { status: 500, headers: {}, body: EMPTY_BYTES }, true);
      },
    );
  }

  /** Answers before the body has arrived, so that the rest of the connection is of no use. */
  #refuseBody(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(response, this.#options.tooLarge, true);
    // Without reading on, a close would reset the connection and may take the answer with it. The request timeout ends
    // a client that goes on sending.
    request.resume();
  }

  #answer(response: ServerResponse, answer: HttpResponse, close: boolean): void {
    if (response.destroyed || response.headersSent) return;
    const { body } = answer;
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const headers: Record<string, string | number> = { ...answer.headers, 'content-length': length };
    if (close || this.#stopped !== undefined) headers['connection'] = 'close';
    response.writeHead(answer.status, headers);
    response.end(body);
  }
}

class ReceivedRequest implements HttpRequest {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly body: Uint8Array;
  readonly remoteAddress: string;

  constructor(request: IncomingMessage, response: ServerResponse, body: Uint8Array) {
    this.#request = request;
    this.#response = response;
    this.body = body;
    this.remoteAddress = request.socket.remoteAddress ?? '';
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get target(): string {
    return this.#request.url ?? '';
  }

  get rawHeaders(): readonly string[] {
    return this.#request.rawHeaders;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  onDisconnect(action: () => void): void {
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) action();
    });
  }
}

function createHardenedServer(options: HttpServerOptions): Server {
  const settings: ServerOptions = {
    maxHeaderSize: options.headersMaxBytes ?? HEADERS_MAX_BYTES,
    headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    requireHostHeader: true,
    insecureHTTPParser: false,
    noDelay: true,
  };
  const server = options.tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...options.tls });
  server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX;
  server.timeout = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
  return server;
}

/** The connection is gone, and with it the only one who could be told. */
function ignore(): void {
  return;
}
