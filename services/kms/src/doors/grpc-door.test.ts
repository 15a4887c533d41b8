import { EventEmitter } from 'node:events';
import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';
import { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { GrpcAuthenticator } from '../identity/grpc-authenticator.js';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';
import { unaryHandlers } from './grpc-door.js';

const RESOURCE_EXHAUSTED = 8;

async function fixture() {
  const frontEnd = await frontEndFixture();
  const { services, pipeline } = frontEnd;
  const authenticator = new GrpcAuthenticator(services, new PeerIdentities(systemRealTime), true);
  const handlers = unaryHandlers({ services, pipeline, authenticator });
  const call = (request: Uint8Array) => {
    const metadata = new Metadata();
    metadata.set('x-strongroom-account', ACCOUNT_A);
    return Object.assign(new EventEmitter(), {
      metadata,
      request,
      getPeer: () => '127.0.0.1:4711',
      getDeadline: () => Infinity,
      getAuthContext: () => ({}),
    });
  };
  type Handler = (
    call: ServerUnaryCall<Uint8Array, Uint8Array>,
    done: (error: { code: number } | null) => void,
  ) => void;
  const codeOf = (name: string, serverCall: object): Promise<number> =>
    new Promise((resolve) => {
      const handler = must(handlers[name], 'a handler') as unknown as Handler;
      handler(serverCall as ServerUnaryCall<Uint8Array, Uint8Array>, (error) => {
        resolve(error?.code ?? 0);
      });
    });
  return { ...frontEnd, call, codeOf };
}

describe('the unary gRPC door', () => {
  it('refuses a request beyond the bound before it is parsed', async () => {
    const { call, codeOf } = await fixture();
    expect(await codeOf('ListKeys', call(new Uint8Array(512 * 1024 + 1)))).toBe(RESOURCE_EXHAUSTED);
    expect(await codeOf('ListKeys', call(new Uint8Array()))).toBe(0);
  });

  it('tells the HSM when the client has gone', async () => {
    const frontEnd = await fixture();
    const { call, codeOf, pipeline } = frontEnd;
    const { keyMetadata } = await pipeline.run('CreateKey', await frontEnd.callFor(ACCOUNT_A), {});
    const serverCall = call(
      encodeRequest('Encrypt', { keyId: must(keyMetadata?.keyId, 'a key id'), plaintext: utf8('x') }),
    );
    frontEnd.setHsm(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
          serverCall.emit('cancelled');
        }),
    );
    expect(await codeOf('Encrypt', serverCall)).not.toBe(0);
  });
});
