/** Requests that no decent client sends: signed or not, with any header and body, over a socket of their own. */
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import aws4 from 'aws4';
import type { Ready, ReadyTenant } from './ready-file.js';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Of the AWS error body; empty when there is none. */
  readonly exception: string;
  readonly message: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const TIMEOUT_MS = 30_000;

/** Sends exactly this. */
export function send(
  ready: Ready,
  { method = 'POST', path = '/', headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(path, ready.kms.http),
      { method, headers, agent: false, timeout: TIMEOUT_MS },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const parsed = parseError(text);
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text, ...parsed });
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${String(TIMEOUT_MS)} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export interface SignOptions {
  readonly region?: string;
  readonly service?: string;
  /** Like `20260101T000000Z`. */
  readonly date?: string;
  readonly contentType?: string;
  readonly sessionToken?: string;
}

/** The headers of a well-signed request of an operation (undefined: without a target), for tests to spoil. */
export function signedHeaders(
  ready: Ready,
  tenant: Pick<ReadyTenant, 'accessKeyId' | 'secretAccessKey'>,
  target: string | undefined,
  body: string | Uint8Array,
  options: SignOptions = {},
): Record<string, string> {
  const signed = aws4.sign(
    {
      host: new URL(ready.kms.http).host,
      path: '/',
      method: 'POST',
      service: options.service ?? 'kms',
      region: options.region ?? ready.region,
      headers: {
        'Content-Type': options.contentType ?? 'application/x-amz-json-1.1',
        ...(target === undefined ? {} : { 'X-Amz-Target': target }),
        ...(options.date === undefined ? {} : { 'X-Amz-Date': options.date }),
      },
      body: typeof body === 'string' ? body : Buffer.from(body),
    },
    {
      accessKeyId: tenant.accessKeyId,
      secretAccessKey: tenant.secretAccessKey,
      ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
    },
  );
  const entries = Object.entries(signed.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** A well-signed request with any body. */
export function sendSigned(
  ready: Ready,
  tenant: ReadyTenant,
  operation: string,
  body: string | Uint8Array,
  options: SignOptions = {},
): Promise<RawAnswer> {
  return send(ready, { headers: signedHeaders(ready, tenant, `TrentService.${operation}`, body, options), body });
}

/** A bare connection to an address like `127.0.0.1:8080`, on which the caller writes what it likes. */
export function openSocket(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address.includes('://') ? address : `tcp://${address}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

function parseError(text: string): { exception: string; message: string } {
  try {
    const value = JSON.parse(text) as { __type?: unknown; message?: unknown };
    return {
      exception: typeof value.__type === 'string' ? value.__type : '',
      message: typeof value.message === 'string' ? value.message : '',
    };
  } catch {
    return { exception: '', message: '' };
  }
}
