import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import {
  type HttpRequest,
  type HttpResponse,
  type HttpServer,
  type HttpServerOptions,
  startHttpServer,
} from './http-server.js';
import { createCertificateAuthority, issueCertificate } from './pki.js';
import { tlsServerOptions } from './tls.js';

const servers: HttpServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.stop(0);
});

const TOO_LARGE: HttpResponse = { status: 413, headers: { 'x-why': 'large' }, body: '{"__type":"TooLarge"}' };
const bugs: unknown[] = [];
type Handler = (request: HttpRequest) => Promise<HttpResponse>;
const echo: Handler = (request) =>
  Promise.resolve({ status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from(request.body) });

async function start(handler: Handler, change: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    handler,
    onBug: (error) => bugs.push(error),
    tooLarge: TOO_LARGE,
    bodyMaxBytes: 1000,
    monotonic: systemMonotonic,
    ...change,
  });
  servers.push(server);
  return server;
}

/** Sends bytes, and gathers all that comes until the server closes. */
function raw(server: HttpServer, text: string): Promise<string> {
  const socket = dial(server);
  socket.write(text, 'latin1');
  return gather(socket);
}

function dial(server: HttpServer): Socket {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

function gather(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('close', () => {
      resolve(received);
    });
  });
}

const post = (body: string, more = ''): string =>
  `POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${more}` +
  `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

describe('startHttpServer', () => {
  it('hands over the request as it came', async () => {
    const seen: HttpRequest[] = [];
    const server = await start((request) => {
      seen.push(request);
      return echo(request);
    });
    const answer = await raw(
      server,
      'POST /p%20q?b=1&a HTTP/1.1\r\nHost: h\r\nX-Dup: 1\r\nx-dup:  2 \r\nConnection: close\r\n' +
        'Content-Length: 2\r\n\r\nhi',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\ncontent-length: 2\r\n/);
    expect(answer).toMatch(/\r\nDate: /);
    expect(answer.endsWith('\r\n\r\nhi')).toBe(true);
    const [request] = seen;
    expect(request?.method).toBe('POST');
    expect(request?.target).toBe('/p%20q?b=1&a');
    expect(request?.rawHeaders.slice(0, 6)).toEqual(['Host', 'h', 'X-Dup', '1', 'x-dup', '2']);
    expect(request?.header('x-dup')).toBe('1, 2');
    expect(request?.remoteAddress).toBe('127.0.0.1');
  });

  it('keeps connections alive and joins chunked bodies', async () => {
    const server = await start(echo);
    const socket = dial(server);
    const all = gather(socket);
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    socket.write(`2\r\nde\r\n0\r\n\r\n${post('second')}`);
    const text = await all;
    expect(text).toContain('\r\n\r\nabcde');
    expect(text).toContain('\r\n\r\nsecond');
  });

  it('cuts the body that stalls when the arriving ones take too much, and serves the others', async () => {
    const server = await start(echo, { arrivingMaxBytes: 1500 });
    const part = (length: number): string =>
      `POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(length)}`;
    const stalled = raw(server, part(900));
    // Only bodies that the server has seen count, in their order.
    const answer = await raw(server, post('y'.repeat(100)));
    expect(answer.endsWith('y'.repeat(100))).toBe(true);
    const second = dial(server);
    const secondAnswer = gather(second);
    second.write(part(900));
    expect(await stalled).toBe('');
    second.write('z'.repeat(100));
    second.end();
    expect((await secondAnswer).endsWith('z'.repeat(100))).toBe(true);
  });

  it('refuses bodies that are declared or turn out too large', async () => {
    let reached = 0;
    const server = await start((request) => {
      reached += 1;
      return echo(request);
    });
    const declared = await raw(server, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n');
    expect(declared).toMatch(
      /^HTTP\/1\.1 413 [\s\S]*x-why: large\r\n[\s\S]*connection: close\r\n[\s\S]*\{"__type":"TooLarge"\}$/i,
    );
    const expecting = await raw(
      server,
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n',
    );
    expect(expecting).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `3e8\r\n${'x'.repeat(1000)}\r\n`;
    const chunked = await raw(
      server,
      `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect(reached).toBe(0);
    expect(await raw(server, post('x'.repeat(1000)))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await raw(server, post('later', 'Expect: 100-continue\r\n'))).toMatch(
      /^HTTP\/1\.1 100 Continue[\s\S]*later$/,
    );
  });

  it.each<[string, string, RegExp]>([
    ['headers beyond their bound', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['garbage', 'garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('refuses %s', async (_what, text, answer) => {
    let reached = 0;
    const server = await start((request) => {
      reached += 1;
      return echo(request);
    });
    expect(await raw(server, text)).toMatch(answer);
    expect(reached).toBe(0);
  });

  it('ends slow headers, slow bodies, silent and idle connections', async () => {
    const quick = { headersTimeoutMs: 100, requestTimeoutMs: 200, keepAliveTimeoutMs: 100 };
    const server = await start(echo, { ...quick, idleTimeoutMs: 60_000 });
    expect(await raw(server, 'POST / HTTP/1.1\r\nHost: h\r\nX-Slow')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await raw(server, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc')).toMatch(
      /^HTTP\/1\.1 408 /,
    );
    expect(await raw(server, '')).toMatch(/^(HTTP\/1\.1 408 [\s\S]*)?$/);
    expect(await raw(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    const idle = await start(() => new Promise(() => undefined), { idleTimeoutMs: 100 });
    expect(await raw(idle, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')).toBe('');
  });

  it('tells the handler when the client goes, and not when it stays', async () => {
    let gone = 0;
    let entered = 0;
    const server = await start((request) => {
      entered += 1;
      request.onDisconnect(() => (gone += 1));
      return request.target === '/stay' ? echo(request) : new Promise(() => undefined);
    });
    await raw(server, 'GET /stay HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(gone).toBe(0);
    const socket = dial(server);
    socket.write('GET /go HTTP/1.1\r\nHost: h\r\n\r\n');
    await expect.poll(() => entered).toBe(2);
    socket.destroy();
    await expect.poll(() => gone).toBe(1);
  });

  it('answers 500 to a bug and says nothing about it', async () => {
    const server = await start(() => Promise.reject(new Error('secret detail')));
    const answer = await raw(server, post('x'));
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer).not.toContain('secret');
    expect(bugs.at(-1)).toMatchObject({ message: 'secret detail' });
  });

  it('drains: running requests end, then connections do; what hangs is cut', async () => {
    let release: (() => void) | undefined;
    const server = await start(
      (request) =>
        new Promise((resolve) => {
          release = () => {
            resolve({ status: 200, headers: {}, body: request.target });
          };
        }),
    );
    const kept = raw(server, 'GET /slow HTTP/1.1\r\nHost: h\r\n\r\n');
    await expect.poll(() => release).toBeDefined();
    const stopped = server.stop(10_000);
    expect(server.stop(0)).toBe(stopped);
    release?.();
    expect(await kept).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*\/slow$/i);
    await stopped;
    const hanging = await start(() => new Promise(() => undefined));
    const cut = raw(hanging, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await hanging.stop(50);
    expect(await cut).toBe('');
  });

  it('bounds its connections', async () => {
    const server = await start(() => new Promise(() => undefined), { connectionsMax: 1 });
    const first = dial(server);
    await new Promise((resolve) => first.once('connect', resolve));
    expect(await raw(server, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n')).toBe('');
  });

  it('reports an address in use', async () => {
    const server = await start(echo);
    await expect(start(echo, { port: server.port })).rejects.toThrow(/cannot listen on 127\.0\.0\.1/);
  });

  it('serves large answers to node:http and TLS', async () => {
    const sources = { realTime: systemRealTime, rng: new SystemRng() };
    const ca = await createCertificateAuthority({ commonName: 'CA', validityDays: 1 }, sources);
    const identity = await issueCertificate(
      ca,
      { commonName: 's', names: ['localhost'], usages: ['serverAuth'], validityDays: 1 },
      sources,
    );
    const body = Buffer.alloc(300_000, 'x');
    const answer: Handler = () => Promise.resolve({ status: 200, headers: {}, body });
    const plain = await start(answer);
    const tls = await start(answer, { tls: tlsServerOptions({ identity, clientCertificate: 'none' }) });
    const digest = createHash('sha256').update(body).digest('hex');
    const get = (request: typeof httpRequest, options: object): Promise<string> =>
      new Promise((resolve, reject) => {
        const hash = createHash('sha256');
        const sent = request({ host: '127.0.0.1', path: '/', ...options }, (response) => {
          response.on('data', (chunk: Buffer) => hash.update(chunk));
          response.on('end', () => {
            resolve(hash.digest('hex'));
          });
        });
        sent.on('error', reject);
        sent.end();
      });
    expect(await get(httpRequest, { port: plain.port })).toBe(digest);
    expect(await get(httpsRequest, { port: tls.port, servername: 'localhost', ca: ca.certificatePem })).toBe(digest);
  });
});
