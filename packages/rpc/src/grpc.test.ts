import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  Client,
  credentials as grpcCredentials,
  Metadata,
  type sendUnaryData,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, errorEntry, type ErrorName, KmsError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { adminDescriptorSet } from '@strongroom/proto/descriptor-set.js';
import { channelOptions, grpcChannel, waitForConnection } from './grpc-client.js';
import { type GrpcServer, type GrpcServerOptions, splitAddress, startGrpcServer } from './grpc-server.js';
import { grpcStatusOf, kmsErrorOf } from './grpc-status.js';
import { PeerIdentities } from './peer-identity.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from './pki.js';
import { certificateDerOfPem, spkiFingerprint } from './spki.js';
import { grpcServerCredentials, tlsClientOptions } from './tls.js';

const sources = { realTime: systemRealTime, rng: new SystemRng() };
const bytes = (value: Buffer): Buffer => value;
const method = (path: string, stream: boolean) => ({
  path,
  requestStream: stream,
  responseStream: stream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const ECHO: ServiceDefinition = { echo: method('/test.Echo/Echo', false), talk: method('/test.Echo/Talk', true) };
type EchoCall = ServerUnaryCall<Buffer, Buffer>;
type EchoHandler = (call: EchoCall, done: sendUnaryData<Buffer>) => void;
const echo: EchoHandler = (call, done) => {
  done(null, call.request);
};

let authority: IssuedCertificate;
let stranger: IssuedCertificate;
let serverIdentity: IssuedCertificate;
let operator: IssuedCertificate;
const names = ['localhost', '127.0.0.1'];
beforeAll(async () => {
  authority = await createCertificateAuthority({ commonName: 'CA', validityDays: 2 }, sources);
  stranger = await createCertificateAuthority({ commonName: 'CA', validityDays: 2 }, sources);
  const server = { commonName: 'kms', names, usages: ['serverAuth' as const], validityDays: 2 };
  serverIdentity = await issueCertificate(authority, server, sources);
  operator = await issueCertificate(authority, { ...server, commonName: 'op', usages: ['clientAuth'] }, sources);
});

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function start(handler: EchoHandler, change: Partial<GrpcServerOptions> = {}): Promise<GrpcServer> {
  const talk = (call: ServerDuplexStream<Buffer, Buffer>): void => {
    call.on('data', (frame: Buffer) => call.write(frame));
    call.on('end', () => {
      call.end();
    });
  };
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    credentials: grpcServerCredentials({
      identity: serverIdentity,
      trustedCaPem: authority.certificatePem,
      clientCertificate: 'optional',
    }),
    services: [{ name: 'test.Echo', definition: ECHO, implementation: { echo: handler, talk } }],
    monotonic: systemMonotonic,
    ...change,
  });
  open.push({ close: () => server.stop(0) });
  return server;
}

function client(address: string, identity?: IssuedCertificate, serverName?: string, ca = authority): Client {
  const tls = { trustedCaPem: ca.certificatePem, ...(identity === undefined ? {} : { identity }) };
  const channel = grpcChannel({
    address,
    tls,
    ownConnection: true,
    ...(serverName === undefined ? {} : { serverName }),
  });
  const made = new Client(channel.address, channel.credentials, channel.options);
  open.push(made);
  return made;
}

const soon = (): number => systemRealTime.now() + 5000;

function call(from: Client, path: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    from.makeUnaryRequest(path, bytes, bytes, request, new Metadata(), { deadline: soon() }, (error, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error ?? new Error('no answer'));
    });
  });
}
const echoOnce = (from: Client, request: Buffer): Promise<Buffer> => call(from, '/test.Echo/Echo', request);
const failure = async (promise: Promise<unknown>): Promise<ServiceError> =>
  promise.then(
    () => {
      throw new Error('succeeded');
    },
    (error: unknown) => error as ServiceError,
  );

describe('TLS', () => {
  it('answers over an IP address or a name that is certified, and no other', async () => {
    const server = await start(echo);
    expect(await echoOnce(client(server.address), Buffer.from('a'))).toEqual(Buffer.from('a'));
    expect(await echoOnce(client(`localhost:${String(server.port)}`), Buffer.from('b'))).toEqual(Buffer.from('b'));
    expect(await echoOnce(client(server.address, undefined, 'localhost'), Buffer.from('c'))).toEqual(Buffer.from('c'));
    for (const name of ['other.test', '127.0.0.2']) {
      expect((await failure(echoOnce(client(server.address, undefined, name), Buffer.from('d')))).code).toBe(
        status.UNAVAILABLE,
      );
    }
    const mistrusting = client(server.address, undefined, undefined, stranger);
    expect((await failure(echoOnce(mistrusting, Buffer.from('e')))).code).toBe(status.UNAVAILABLE);
    await expect(waitForConnection(mistrusting, systemRealTime.now() + 200)).rejects.toThrow('cannot connect in time');
    await waitForConnection(client(server.address), soon());
  });

  it('takes nothing older than 1.3', async () => {
    const server = await start(echo);
    const refused = await new Promise<unknown>((resolve) => {
      const socket = connectTls(
        {
          port: server.port,
          host: '127.0.0.1',
          ...tlsClientOptions({ trustedCaPem: authority.certificatePem }),
          minVersion: 'TLSv1.2',
          maxVersion: 'TLSv1.2',
        },
        () => {
          resolve(undefined);
        },
      );
      socket.on('error', resolve);
    });
    expect(refused).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('required: shuts out clients without a certificate of the authority', async () => {
    const tls = { identity: serverIdentity, trustedCaPem: authority.certificatePem };
    const server = await start(echo, { credentials: grpcServerCredentials({ ...tls, clientCertificate: 'required' }) });
    const foreign = await issueCertificate(
      stranger,
      { commonName: 'op', names, usages: ['clientAuth'], validityDays: 1 },
      sources,
    );
    expect((await echoOnce(client(server.address, operator), Buffer.from('a'))).toString()).toBe('a');
    for (const identity of [undefined, foreign, serverIdentity]) {
      expect((await failure(echoOnce(client(server.address, identity), Buffer.from('a')))).code).toBe(
        status.UNAVAILABLE,
      );
    }
  });

  it('refuses a server without an authority where it needs one, and bad PEM', () => {
    expect(() => grpcServerCredentials({ identity: serverIdentity, clientCertificate: 'required' })).toThrow(
      RangeError,
    );
    const broken = { certificatePem: 'x', privateKeyPem: 'y' };
    expect(() => grpcServerCredentials({ identity: broken, clientCertificate: 'none' })).toThrow();
  });
});

describe('PeerIdentities', () => {
  it('names the verified certificate, reading it once per connection', async () => {
    const identities = new PeerIdentities(systemRealTime);
    let reads = 0;
    const server = await start((request, done) => {
      const counting = Object.create(request, {
        getAuthContext: {
          value: () => {
            reads += 1;
            return request.getAuthContext();
          },
        },
      }) as EchoCall;
      const identity = identities.of(counting);
      done(null, Buffer.from(identity === undefined ? 'nobody' : `${identity.commonName} ${identity.spkiSha256}`));
    });
    const fingerprint = spkiFingerprint(certificateDerOfPem(operator.certificatePem));
    const known = client(server.address, operator);
    for (let round = 0; round < 3; round += 1) {
      expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe(`op ${fingerprint}`);
    }
    expect(reads).toBe(1);
    expect((await echoOnce(client(server.address), Buffer.from('who'))).toString()).toBe('nobody');
    const foreign = await issueCertificate(
      stranger,
      { commonName: 'op', names, usages: ['clientAuth'], validityDays: 1 },
      sources,
    );
    expect((await echoOnce(client(server.address, foreign), Buffer.from('who'))).toString()).toBe('nobody');
    // A server certificate is no client certificate.
    expect((await echoOnce(client(server.address, serverIdentity), Buffer.from('who'))).toString()).toBe('nobody');
  });

  it('forgets a certificate that expires while its connection lasts', async () => {
    let now = systemRealTime.now();
    const identities = new PeerIdentities({ now: () => now });
    const server = await start((request, done) => {
      done(null, Buffer.from(identities.of(request)?.commonName ?? 'nobody'));
    });
    const known = client(server.address, operator);
    expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe('op');
    now += 3 * 86_400_000;
    expect((await echoOnce(known, Buffer.from('who'))).toString()).toBe('nobody');
  });
});

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
    // HealthCheckRequest { string service = 1; }, HealthCheckResponse { ServingStatus status = 1; }: 1 SERVING, 2 NOT_SERVING.
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

    const stubborn = await start(echo);
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
