/**
 * One POST to an external key store proxy: HTTPS over HTTP/1.1, TLS 1.2 at least, on connections that are kept. Every
 * call ends within its budget, which begins before the connection is made (XKS proxy API specification, "Timeout").
 */
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createSecureContext, rootCertificates } from 'node:tls';
import { concatBytes } from '@strongroom/core/bytes.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { checkHost, guardedLookup, type AllowedAddresses } from './address-guard.js';
import { XksFailure } from './xks-failure.js';

/** An answer has some 11 KB at most: ciphertext and metadata in base64. */
const ANSWER_MAX_BYTES = 65_536;
const HEADERS_MAX_BYTES = 8192;
/** Of one proxy; what does not find a free one waits, within its budget. */
const SOCKETS_PER_PROXY_MAX = 64;
const SOCKETS_MAX = 1024;
const FREE_SOCKETS_MAX = 16;
/** Below what servers commonly keep a quiet connection for. */
const IDLE_MS = 4000;

export interface TransportOptions {
  /** 443 where users have no say (API reference, XksProxyUriEndpoint). */
  readonly port: number;
  /** Of a whole call. */
  readonly timeoutMs: number;
  readonly addresses: AllowedAddresses;
  /** Authorities beside the public ones, PEM. */
  readonly extraCaPem?: string | undefined;
}

export interface TransportRequest {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Monotonic milliseconds at which the caller's own patience ends. */
  readonly deadlineAt: number;
}

export interface TransportAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

export class XksTransport {
  readonly port: number;
  readonly #options: TransportOptions;
  readonly #monotonic: Monotonic;
  readonly #agent: Agent;

  constructor(options: TransportOptions, monotonic: Monotonic) {
    this.port = options.port;
    this.#options = options;
    this.#monotonic = monotonic;
    const { extraCaPem } = options;
    this.#agent = new Agent({
      keepAlive: true,
      timeout: IDLE_MS,
      maxSockets: SOCKETS_PER_PROXY_MAX,
      maxTotalSockets: SOCKETS_MAX,
      maxFreeSockets: FREE_SOCKETS_MAX,
      lookup: guardedLookup(options.addresses),
      ALPNProtocols: ['http/1.1'],
      // Once: to read all public authorities takes longer than most answers do.
      secureContext: createSecureContext({
        minVersion: 'TLSv1.2',
        ca: [...rootCertificates, ...(extraCaPem === undefined ? [] : [extraCaPem])],
      }),
    });
  }

  /** @throws XksFailure NOT_REACHABLE, TIMED_OUT, INVALID_TLS, INVALID_RESPONSE */
  async post(request: TransportRequest): Promise<TransportAnswer> {
    checkHost(request.host, this.#options.addresses);
    const endsAt = Math.min(this.#monotonic.now() + this.#options.timeoutMs, request.deadlineAt);
    // A kept connection may be one that the proxy is just closing, with nothing of the request read.
    for (let stale = 0; ; stale += 1) {
      try {
        return await this.#attempt(request, endsAt);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        if (stale === FREE_SOCKETS_MAX) throw new XksFailure('NOT_REACHABLE', error.message, { cause: error });
      }
    }
  }

  /** Ends the connections; calls in flight fail. */
  close(): void {
    this.#agent.destroy();
  }

  #attempt(request: TransportRequest, endsAt: number): Promise<TransportAnswer> {
    return new Promise((resolve, reject) => {
      const options: RequestOptions = {
        agent: this.#agent,
        host: request.host,
        port: this.port,
        method: 'POST',
        path: request.path,
        headers: { ...request.headers, 'content-length': request.body.length },
        maxHeaderSize: HEADERS_MAX_BYTES,
      };
      const outgoing = httpsRequest(options);
      const fail = (error: unknown): void => {
        timer.cancel();
        reject(failureOf(error, outgoing.reusedSocket));
        outgoing.destroy();
      };
      const timer = this.#monotonic.after(Math.max(0, endsAt - this.#monotonic.now()), () => {
        fail(new XksFailure('TIMED_OUT', `no answer within ${String(this.#options.timeoutMs)} ms`));
      });
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        collect(incoming).then((body) => {
          timer.cancel();
          resolve({ status: incoming.statusCode ?? 0, body });
        }, fail);
      });
      outgoing.end(request.body);
    });
  }
}

class StaleConnection extends Error {}

async function collect(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > ANSWER_MAX_BYTES) throw new XksFailure('INVALID_RESPONSE', 'the answer is too long');
    parts.push(part);
  }
  return concatBytes(...parts);
}

/** OpenSSL's verdicts on certificates have no prefix in common. */
const TLS_CODE =
  /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH|ERROR_IN_CERT|CRL_)/;

function failureOf(error: unknown, reused: boolean): Error {
  if (error instanceof XksFailure) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (TLS_CODE.test(code)) return new XksFailure('INVALID_TLS', message, { cause: error });
  if (code.startsWith('HPE_')) return new XksFailure('INVALID_RESPONSE', message, { cause: error });
  if (reused && (code === 'ECONNRESET' || code === 'EPIPE')) return new StaleConnection(message, { cause: error });
  return new XksFailure('NOT_REACHABLE', message, { cause: error });
}
