import { connect as connectTcp } from 'node:net';
import { Client, credentials as grpcCredentials, Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { ERRORS, errorEntry, type ErrorName, KmsError } from '@strongroom/core/errors.js';
import { adminDescriptorSet } from '@strongroom/proto/descriptor-set.js';
import { channelOptions } from './grpc-client.js';
import { splitAddress } from './address.js';
import { grpcStatusOf, kmsErrorOf } from './grpc-status.js';
import { bytes, call, client, echo, echoOnce, failure, open, soon, start } from './testing/echo.js';

describe('KmsError over gRPC', () => {
  it('arrives with its name, message and request id, for every exception', async () => {
    const server = await start((request, done) => {
      const exception = request.request.toString() as ErrorName;
      done(grpcStatusOf(new KmsError(exception, `grüße von ${exception}`), 'request-1'));
    });
    const to = client(server.address);
    for (const exception of Object.keys(ERRORS) as ErrorName[]) {
      const error = await failure(echoOnce(to, Buffer.from(exception)));
      expect(error.code).toBe(errorEntry(exception).grpc);
      expect(error.details).toBe(`grüße von ${exception}`);
      const restored = kmsErrorOf(error);
      expect(restored?.error.exception).toBe(exception);
      expect(restored?.error.message).toBe(`grüße von ${exception}`);
      expect(restored?.requestId).toBe('request-1');
    }
  });

  it('keeps empty messages and cuts endless ones', async () => {
    const long = 'ß'.repeat(50_000);
    const server = await start((request, done) => {
      done(grpcStatusOf(new KmsError('ValidationException', request.request.toString() === 'long' ? long : ''), ''));
    });
    const to = client(server.address);
    expect(kmsErrorOf(await failure(echoOnce(to, Buffer.from(''))))?.error.message).toBe('');
    const cut = kmsErrorOf(await failure(echoOnce(to, Buffer.from('long'))))?.error.message ?? '';
    expect(cut).toMatch(/^ß{1000,}…$/);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(3072);
  });

  it('takes nothing for ours that is not', async () => {
    const server = await start((_call, done) => {
      const metadata = new Metadata();
      metadata.set('grpc-status-details-bin', Buffer.from('garbage'));
      done({ code: status.NOT_FOUND, details: 'x', metadata });
    });
    expect(kmsErrorOf(await failure(echoOnce(client(server.address), Buffer.from('x'))))).toBeUndefined();
    await server.stop(0);
    expect(kmsErrorOf(await failure(echoOnce(client(server.address), Buffer.from('x'))))).toBeUndefined();
  });
});

describe('startGrpcServer', () => {
  it('refuses large messages before they reach a handler', async () => {
    let reached = 0;
    const server = await start(
      (request, done) => {
        reached += 1;
        echo(request, done);
      },
      { receiveMessageMaxBytes: 1000 },
    );
    const to = client(server.address);
    expect((await failure(echoOnce(to, Buffer.alloc(1001)))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect(reached).toBe(0);
    expect(await echoOnce(to, Buffer.alloc(1000))).toHaveLength(1000);
  });

  it('takes no more connections than its bound', async () => {
    const server = await start(echo, { connectionsMax: 1 });
    const first = client(server.address);
    expect(await echoOnce(first, Buffer.from('x'))).toEqual(Buffer.from('x'));
    const second = connectTcp(server.port, '127.0.0.1');
    second.on('error', () => undefined);
    await new Promise((resolve) => second.on('close', resolve));
    expect(await echoOnce(first, Buffer.from('y'))).toEqual(Buffer.from('y'));
  });

  it('survives clients that are no gRPC clients', async () => {
    const server = await start(echo);
    const socket = connectTcp(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await new Promise((resolve) => socket.on('close', resolve));
    expect((await failure(call(client(server.address), '/test.Echo/None', Buffer.from('x')))).code).toBe(
      status.UNIMPLEMENTED,
    );
    expect(await echoOnce(client(server.address), Buffer.from('x'))).toEqual(Buffer.from('x'));
  });

  it('reports health', async () => {
    const server = await start(echo);
    const to = client(server.address);
    // HealthCheckRequest { string service = 1; }, HealthCheckResponse { ServingStatus status = 1; }: 1 SERVING, 2
    // NOT_SERVING.
    const request = (name: string): Buffer => Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name)]);
    const check = (name: string): Promise<Buffer> => call(to, '/grpc.health.v1.Health/Check', request(name));
    expect([...(await check('test.Echo'))]).toEqual([8, 1]);
    expect([...(await call(to, '/grpc.health.v1.Health/Check', Buffer.alloc(0)))]).toEqual([8, 1]);
    server.setServing('test.Echo', false);
    expect([...(await check('test.Echo'))]).toEqual([8, 2]);
    expect((await failure(check('none'))).code).toBe(status.NOT_FOUND);
    const seen: number[][] = [];
    const watch = to.makeServerStreamRequest('/grpc.health.v1.Health/Watch', bytes, bytes, request('test.Echo'));
    const ended = new Promise((resolve) => watch.on('end', resolve));
    watch.on('error', () => undefined);
    const first = new Promise((resolve) => watch.once('data', resolve));
    watch.on('data', (value: Buffer) => seen.push([...value]));
    await first;
    server.setServing('test.Echo', true);
    await server.stop(10_000);
    await ended;
    expect(seen).toEqual([
      [8, 2],
      [8, 1],
      [8, 2],
    ]);
  });

  it('lists its services by reflection', async () => {
    const server = await start(echo, { descriptorSet: adminDescriptorSet() });
    const to = client(server.address);
    const ask = (request: Buffer): Promise<string> =>
      new Promise((resolve, reject) => {
        const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
        const stream = to.makeBidiStreamRequest(path, bytes, bytes, new Metadata(), { deadline: soon() });
        stream.on('data', (value: Buffer) => {
          resolve(value.toString('latin1'));
        });
        stream.on('error', reject);
        stream.write(request);
        stream.end();
      });
    // ServerReflectionRequest { string list_services = 7; string file_containing_symbol = 4; }
    expect(await ask(Buffer.from([0x3a, 1, 0x2a]))).toContain('strongroom.admin.v1.Admin');
    const symbol = Buffer.from('strongroom.admin.v1.Admin');
    expect(await ask(Buffer.concat([Buffer.from([0x22, symbol.length]), symbol]))).toContain('admin.proto');
    await expect(start(echo, { descriptorSet: new Uint8Array(0) })).rejects.toThrow(RangeError);
  });

  it('lets running calls end, and cuts what does not', async () => {
    let release: (() => void) | undefined;
    const server = await start((request, done) => {
      release = () => {
        done(null, request.request);
      };
    });
    const running = echoOnce(client(server.address), Buffer.from('slow'));
    await expect.poll(() => release).toBeDefined();
    const stopped = server.stop(10_000);
    expect(server.stop(0)).toBe(stopped);
    release?.();
    expect(await running).toEqual(Buffer.from('slow'));
    await stopped;

    const stubborn = await start(echo, { address: 'localhost:0' });
    const stream = client(stubborn.address).makeBidiStreamRequest('/test.Echo/Talk', bytes, bytes);
    const cut = new Promise((resolve) => stream.on('error', resolve));
    const answered = new Promise((resolve) => stream.on('data', resolve));
    stream.write(Buffer.from('a'));
    await answered;
    await stubborn.stop(50);
    expect(await cut).toMatchObject({ code: expect.any(Number) as number });
  });

  it('refuses an address in use or malformed', async () => {
    const server = await start(echo);
    await expect(start(echo, { address: server.address })).rejects.toThrow(/cannot listen on/);
    expect(() => splitAddress('localhost')).toThrow(RangeError);
    expect(() => splitAddress('a:99999')).toThrow(RangeError);
    expect(splitAddress('[::1]:80')).toEqual({ host: '[::1]', port: 80 });
  });

  it('works without TLS where a caller insists', async () => {
    const server = await start(echo, { credentials: ServerCredentials.createInsecure() });
    const plain = new Client(server.address, grpcCredentials.createInsecure(), channelOptions({}));
    open.push(plain);
    expect(await echoOnce(plain, Buffer.from('a'))).toEqual(Buffer.from('a'));
  });
});
