/** An echo service over a real grpc-js server and real TLS, and clients for it. */
import {
  Client,
  Metadata,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { afterEach } from 'vitest';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { grpcChannel } from '../grpc-client.js';
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from '../grpc-server.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '../pki.js';
import { grpcServerCredentials } from '../tls.js';

const sources = { realTime: systemRealTime, rng: new SystemRng() };
export const bytes = (value: Buffer): Buffer => value;
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
export type EchoCall = ServerUnaryCall<Buffer, Buffer>;
export type EchoHandler = (call: EchoCall, done: sendUnaryData<Buffer>) => void;
export const echo: EchoHandler = (call, done) => {
  done(null, call.request);
};

export const names = ['localhost', '127.0.0.1'];
export const authority = await createCertificateAuthority({ commonName: 'CA', validityDays: 2 }, sources);
/** Another authority of the same name, which nobody trusts. */
export const stranger = await createCertificateAuthority({ commonName: 'CA', validityDays: 2 }, sources);
const server = { commonName: 'kms', names, usages: ['serverAuth' as const], validityDays: 2 };
export const serverIdentity = await issueCertificate(authority, server, sources);
const operatorRequest = { ...server, commonName: 'op', usages: ['clientAuth' as const] };
export const operator = await issueCertificate(authority, operatorRequest, sources);
/** The operator's name, certified by the authority that nobody trusts. */
export const impostor = await issueCertificate(stranger, operatorRequest, sources);

/** Closed in reverse order after each test. */
export const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

export async function start(handler: EchoHandler, change: Partial<GrpcServerOptions> = {}): Promise<GrpcServer> {
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

export function client(address: string, identity?: IssuedCertificate, serverName?: string, ca = authority): Client {
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

export const soon = (): number => systemRealTime.now() + 5000;

export function call(from: Client, path: string, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    from.makeUnaryRequest(path, bytes, bytes, request, new Metadata(), { deadline: soon() }, (error, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error ?? new Error('no answer'));
    });
  });
}
export const echoOnce = (from: Client, request: Buffer): Promise<Buffer> => call(from, '/test.Echo/Echo', request);
export const failure = async (promise: Promise<unknown>): Promise<ServiceError> =>
  promise.then(
    () => {
      throw new Error('succeeded');
    },
    (error: unknown) => error as ServiceError,
  );
