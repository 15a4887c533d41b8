/**
 * The yardstick for gRPC: a plain grpc-js server that answers each request with its own bytes, under the same TLS
 * settings as the product's door and without a codec. A child of the bench; its port goes out on the IPC channel.
 */
import process from 'node:process';
import { Server } from '@grpc/grpc-js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { createCertificateAuthority, issueCertificate } from '@strongroom/rpc/pki.js';
import { grpcServerCredentials } from '@strongroom/rpc/tls.js';

const sources = { realTime: systemRealTime, rng: new SystemRng() };
const authority = await createCertificateAuthority({ commonName: 'bench', validityDays: 1 }, sources);
const identity = await issueCertificate(
  authority,
  { commonName: 'localhost', names: ['localhost', '127.0.0.1'], usages: ['serverAuth'], validityDays: 1 },
  sources,
);
/** @param {Buffer} bytes */
const asIs = (bytes) => bytes;
const server = new Server({ 'grpc.enable_channelz': 0 });
server.addService(
  {
    Echo: {
      path: '/bench.Echo/Echo',
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  },
  {
    /** @type {import('@grpc/grpc-js').handleUnaryCall<Buffer, Buffer>} */
    Echo: (call, done) => {
      done(null, call.request);
    },
  },
);
const credentials = grpcServerCredentials({
  identity,
  trustedCaPem: authority.certificatePem,
  clientCertificate: 'optional',
});
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error !== null) throw error;
  process.send?.({ port });
});
process.on('disconnect', () => {
  process.exit(0);
});
