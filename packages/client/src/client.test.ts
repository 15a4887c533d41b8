import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { must } from '@strongroom/core/assert.js';
import { fromUtf8, utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { decodeBatchRequest, encodeBatchResponse, type BatchResult } from '@strongroom/proto/batch-codec.js';
import { decodeRequest, encodeResponse } from '@strongroom/proto/kms-codec.js';
import { KMS_SERVICE, KMS_SERVICE_NAME } from '@strongroom/proto/kms-service.js';
import { type GrpcServer, startGrpcServer } from '@strongroom/rpc/grpc-server.js';
import { grpcStatusOf } from '@strongroom/rpc/grpc-status.js';
import { createCertificateAuthority, issueCertificate } from '@strongroom/rpc/pki.js';
import { grpcServerCredentials } from '@strongroom/rpc/tls.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BatchStream } from './batch-stream.js';
import { createClient, type KmsClient } from './client.js';
import { KmsCallError, TransportError } from './errors.js';

type Unary = ServerUnaryCall<Uint8Array, Uint8Array>;
type Batch = ServerDuplexStream<Uint8Array, Uint8Array>;

/** What the server under test does; each test sets what it needs. */
const behaviour: {
  encrypt: (call: Unary, done: sendUnaryData<Uint8Array>) => void;
  batch: (stream: Batch) => void;
} = { encrypt: () => undefined, batch: () => undefined };

let server: GrpcServer;
let ca: string;
const clients: KmsClient[] = [];

beforeAll(async () => {
  const sources = { realTime: systemRealTime, rng: new SystemRng() };
  const authority = await createCertificateAuthority({ commonName: 'test CA', validityDays: 1 }, sources);
  const request = { commonName: 'server', names: ['127.0.0.1'], usages: ['serverAuth'] as const, validityDays: 1 };
  ca = authority.certificatePem;
  const implementation: UntypedServiceImplementation = {
    Encrypt: (call: Unary, done: sendUnaryData<Uint8Array>) => {
      behaviour.encrypt(call, done);
    },
    Batch: (stream: Batch) => {
      stream.on('error', () => undefined);
      behaviour.batch(stream);
    },
  };
  server = await startGrpcServer({
    address: '127.0.0.1:0',
    credentials: grpcServerCredentials({
      identity: await issueCertificate(authority, request, sources),
      clientCertificate: 'none',
    }),
    services: [{ name: KMS_SERVICE_NAME, definition: KMS_SERVICE, implementation }],
    monotonic: systemMonotonic,
  });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await server.stop(0);
});

function connect(options: { readonly token?: string; readonly region?: string } = {}): KmsClient {
  const client = createClient({ address: server.address, ca, ownConnection: true, ...options });
  clients.push(client);
  return client;
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a rejection');
}

/** Answers each Encrypt with its own plaintext, upper case; refuses "bad". */
function echoBatch(stream: Batch): void {
  stream.on('data', (message: Uint8Array) => {
    stream.write(encodeBatchResponse(decodeBatchRequest(message).map(answer).reverse()));
  });
  stream.on('end', () => stream.end());
}

function answer({ id, payload }: { readonly id: number; readonly payload: Uint8Array }): BatchResult {
  const text = fromUtf8(must(decodeRequest('Encrypt', payload).plaintext, 'sent'));
  if (text === 'bad') {
    return { id, error: { exception: 'NotFoundException', message: 'no key', code: 5, requestId: 'r-1' } };
  }
  const ciphertextBlob = utf8(text.toUpperCase());
  return { id, operation: 'Encrypt', payload: encodeResponse('Encrypt', { ciphertextBlob }) };
}

async function encryptText(batch: BatchStream, text: string): Promise<string> {
  const { ciphertextBlob } = await batch.operations.encrypt({ keyId: 'k', plaintext: utf8(text) });
  return fromUtf8(must(ciphertextBlob, 'answered'));
}

describe('unary calls', () => {
  it('carries request, answer, credentials and Region', async () => {
    let metadata: Record<string, unknown> = {};
    behaviour.encrypt = (call, done) => {
      metadata = call.metadata.getMap();
      const { keyId, plaintext } = decodeRequest('Encrypt', call.request);
      done(null, encodeResponse('Encrypt', { keyId: must(keyId, 'sent'), ciphertextBlob: must(plaintext, 'sent') }));
    };
    const kms = connect({ token: 'secret', region: 'eu-central-1' });
    const result = await kms.encrypt({ keyId: 'alias/x', plaintext: utf8('hello') });
    expect(result.keyId).toBe('alias/x');
    expect(fromUtf8(must(result.ciphertextBlob, 'answered'))).toBe('hello');
    expect(metadata).toMatchObject({ authorization: 'Bearer secret', 'x-strongroom-region': 'eu-central-1' });
  });

  it('restores name, message and request id of a refusal', async () => {
    behaviour.encrypt = (_call, done) => {
      done(grpcStatusOf(new KmsError('DisabledException', 'arn:x is disabled.'), 'request-7'));
    };
    const error = await failure(connect().encrypt({ keyId: 'k', plaintext: utf8('x') }));
    expect(error).toBeInstanceOf(KmsCallError);
    expect(error).toBeInstanceOf(KmsError);
    expect(error).toMatchObject({
      name: 'DisabledException',
      exception: 'DisabledException',
      message: 'arn:x is disabled.',
      requestId: 'request-7',
    });
  });

  it('ends at its deadline → DEADLINE_EXCEEDED', async () => {
    behaviour.encrypt = () => undefined;
    const error = await failure(connect().encrypt({ keyId: 'k', plaintext: utf8('x') }, { deadlineMs: 50 }));
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: 4, codeName: 'DEADLINE_EXCEEDED' });
  });

  it('ends when its signal aborts → CANCELLED', async () => {
    const abort = new AbortController();
    behaviour.encrypt = () => {
      abort.abort();
    };
    const error = await failure(connect().encrypt({ keyId: 'k', plaintext: utf8('x') }, { signal: abort.signal }));
    expect(error).toMatchObject({ name: 'TransportError', code: 1 });
  });

  it('says UNAVAILABLE where nobody listens', async () => {
    const client = createClient({ address: '127.0.0.1:1', ca });
    clients.push(client);
    expect(await failure(client.listKeys())).toMatchObject({ name: 'TransportError', code: 14 });
  });

  it('refuses a server that another authority certified', async () => {
    const sources = { realTime: systemRealTime, rng: new SystemRng() };
    const stranger = await createCertificateAuthority({ commonName: 'other CA', validityDays: 1 }, sources);
    const client = createClient({ address: server.address, ca: stranger.certificatePem });
    clients.push(client);
    expect(await failure(client.listKeys())).toMatchObject({ name: 'TransportError', code: 14 });
  });
});

describe('batch stream', () => {
  it('matches answers to operations in whatever order they come', async () => {
    behaviour.batch = echoBatch;
    const batch = connect().batch();
    const texts = Array.from({ length: 200 }, (_, index) => `text-${String(index)}`);
    const answers = await Promise.all(texts.map((text) => encryptText(batch, text)));
    expect(answers).toEqual(texts.map((text) => text.toUpperCase()));
    expect(batch.inFlight).toBe(0);
    await batch.close();
  });

  it('sends the operations of one turn in one message', async () => {
    const sizes: number[] = [];
    behaviour.batch = (stream) => {
      stream.on('data', (message: Uint8Array) => sizes.push(decodeBatchRequest(message).length));
      echoBatch(stream);
    };
    const batch = connect().batch();
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => encryptText(batch, text)));
    expect(sizes).toEqual([4]);
    await batch.close();
  });

  it('fails one operation without disturbing the others', async () => {
    behaviour.batch = echoBatch;
    const batch = connect().batch();
    const [good, bad] = await Promise.allSettled([encryptText(batch, 'good'), encryptText(batch, 'bad')]);
    expect(good).toEqual({ status: 'fulfilled', value: 'GOOD' });
    expect(bad.status === 'rejected' && (bad.reason as Error)).toMatchObject({
      name: 'NotFoundException',
      message: 'no key',
      requestId: 'r-1',
    });
    await batch.close();
  });

  it('rejects what was written when the stream ends, and opens a new one', async () => {
    let streams = 0;
    behaviour.batch = (stream) => {
      streams += 1;
      if (streams > 1) echoBatch(stream);
      else stream.on('data', () => stream.emit('error', { code: 14, details: 'going away' }));
    };
    const batch = connect().batch();
    expect(await failure(encryptText(batch, 'lost'))).toMatchObject({ name: 'TransportError', code: 14 });
    expect(await encryptText(batch, 'again')).toBe('AGAIN');
    expect(streams).toBe(2);
    await batch.close();
  });

  it('bounds what is in flight and tells when there is room', async () => {
    const held: (() => void)[] = [];
    behaviour.batch = (stream) => {
      stream.on('data', (message: Uint8Array) => {
        held.push(() => stream.write(encodeBatchResponse(decodeBatchRequest(message).map(answer))));
      });
      stream.on('end', () => stream.end());
    };
    const batch = connect().batch({ inFlightMax: 2 });
    const first = [encryptText(batch, 'a'), encryptText(batch, 'b')];
    expect(await failure(encryptText(batch, 'c'))).toMatchObject({ name: 'TransportError', code: 8 });
    const room = batch.room();
    await expect.poll(() => held.length).toBe(1);
    for (const release of held.splice(0)) release();
    await room;
    expect(await Promise.all(first)).toEqual(['A', 'B']);
    await batch.close();
  });

  it('drops an operation at its deadline and ignores the late answer', async () => {
    const late: (() => void)[] = [];
    behaviour.batch = (stream) => {
      stream.on('data', (message: Uint8Array) => {
        late.push(() => stream.write(encodeBatchResponse(decodeBatchRequest(message).map(answer))));
      });
      stream.on('end', () => stream.end());
    };
    const batch = connect().batch();
    const slow = batch.operations.encrypt({ keyId: 'k', plaintext: utf8('slow') }, { deadlineMs: 60 });
    expect(await failure(slow)).toMatchObject({ name: 'TransportError', code: 4 });
    await expect.poll(() => late.length).toBe(1);
    for (const release of late.splice(0)) release();
    behaviour.batch = echoBatch;
    expect(batch.inFlight).toBe(0);
    await batch.close();
  });

  it('takes nothing after close, which waits for what is due', async () => {
    behaviour.batch = echoBatch;
    const batch = connect().batch();
    const due = encryptText(batch, 'due');
    const closed = batch.close();
    expect(await failure(encryptText(batch, 'late'))).toMatchObject({ name: 'TransportError', code: 1 });
    expect(await due).toBe('DUE');
    await closed;
  });

  it('copies answers out of the message: a kept ciphertext does not keep its neighbours', async () => {
    behaviour.batch = echoBatch;
    const batch = connect().batch();
    const [one] = await Promise.all(
      ['a', 'b'].map((text) => batch.operations.encrypt({ keyId: 'k', plaintext: utf8(text) })),
    );
    expect(must(one?.ciphertextBlob, 'answered').buffer.byteLength).toBeLessThan(64);
    await batch.close();
  });
});
