/**
 * Exceptions that a contract suite against a healthy cluster cannot bring about: HSMs that are away, late, full or
 * broken, a store that does not commit, dates that only the clock brings. Each through both doors, as its row in the
 * error table says.
 */
import { EventEmitter } from 'node:events';
import { Metadata, type ServerUnaryCall, type StatusObject } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { errorEntry, HSM_STATUS, HsmError, type ErrorName, type HsmStatus } from '@strongroom/core/errors.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { requestToAwsJson } from '@strongroom/proto/aws-json-codec.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests } from '@strongroom/proto/gen/kms-types.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';
import { kmsErrorOf } from '@strongroom/rpc/grpc-status.js';
import { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { StoreBusyError, StoreUnavailableError } from '@strongroom/storage/store.js';
import { GrpcAuthenticator } from '../identity/grpc-authenticator.js';
import { fakeHttpRequest } from '../testing/fake-http-request.js';
import { Admission, DEFAULT_ADMISSION } from '../pipeline/admission.js';
import { ACCOUNT_A, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { handleAwsJson } from './aws-json-door.js';
import { unaryHandlers } from './grpc-door.js';

const DAY_MS = 86_400_000;

interface Answer {
  readonly exception: string | undefined;
  readonly message: string | undefined;
  /** gRPC status or HTTP status. */
  readonly status: number;
}
type Send = <Name extends OperationName>(name: Name, input: Partial<KmsRequests[Name]>) => Promise<Answer>;

function grpcDoor({ services, pipeline }: FrontEndFixture): Send {
  const authenticator = new GrpcAuthenticator(services, new PeerIdentities(systemRealTime), true);
  const handlers = unaryHandlers({ services, pipeline, authenticator });
  return (name, input) => {
    const metadata = new Metadata();
    metadata.set('x-strongroom-account', ACCOUNT_A);
    const call = Object.assign(new EventEmitter(), {
      metadata,
      request: encodeRequest(name, input),
      getPeer: () => '127.0.0.1:4711',
      getDeadline: () => Infinity,
      getAuthContext: () => ({}),
    });
    type Handler = (call: ServerUnaryCall<Uint8Array, Uint8Array>, done: (error: StatusObject | null) => void) => void;
    const handler = must(handlers[name], 'a handler') as unknown as Handler;
    return new Promise((resolve) => {
      handler(call as unknown as ServerUnaryCall<Uint8Array, Uint8Array>, (status) => {
        const restored = status === null ? undefined : kmsErrorOf(status)?.error;
        resolve({ exception: restored?.exception, message: restored?.message, status: status?.code ?? 0 });
      });
    });
  };
}

function awsJsonDoor({ services, pipeline }: FrontEndFixture): Send {
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${ACCOUNT_A}/20260101/${REGION}/kms/aws4_request, ` +
    `SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  return async (name, input) => {
    const body = JSON.stringify(requestToAwsJson(name, input));
    const parts = { services, pipeline, admission: new Admission(DEFAULT_ADMISSION), permissive: true };
    const response = await handleAwsJson(parts, fakeHttpRequest(name, body, { authorization }));
    const { __type: exception, message } = JSON.parse(String(response.body)) as { __type?: string; message?: string };
    return { exception, message, status: response.status };
  };
}

interface Case {
  readonly exception: ErrorName;
  /** Brings it about, and sends the request that is refused. */
  readonly provoke: (fixture: FrontEndFixture, send: Send, keyId: string) => Promise<Answer>;
}

const encrypt = (send: Send, keyId: string): Promise<Answer> => send('Encrypt', { keyId, plaintext: utf8('x') });

/** What the HSM says, whatever it is asked. */
const hsmSays =
  (status: HsmStatus): Case['provoke'] =>
  (fixture, send, keyId) => {
    fixture.setHsm(() => Promise.reject(new HsmError(status)));
    return encrypt(send, keyId);
  };

const storeSays =
  (error: Error): Case['provoke'] =>
  (fixture, send, keyId) => {
    fixture.store.commit = () => Promise.reject(error);
    return encrypt(send, keyId);
  };

const CASES: Readonly<Record<string, Case>> = {
  'no HSM is operational': { exception: 'KeyUnavailableException', provoke: hsmSays('NOT_OPERATIONAL') },
  'a slot crashes again and again': { exception: 'KeyUnavailableException', provoke: hsmSays('SLOT_CRASHED') },
  'no slot is free': { exception: 'KeyUnavailableException', provoke: hsmSays('NO_FREE_SLOT') },
  'a self-test fails': { exception: 'KeyUnavailableException', provoke: hsmSays('DEVICE_ERROR') },
  'the HSMs are late': { exception: 'DependencyTimeoutException', provoke: hsmSays('DEADLINE_EXCEEDED') },
  'the tenant has filled its queue': { exception: 'ThrottlingException', provoke: hsmSays('QUEUE_FULL') },
  'a token of the store does not open': { exception: 'KMSInternalException', provoke: hsmSays('TOKEN_INVALID') },
  'the HSM and the front end disagree': { exception: 'KMSInternalException', provoke: hsmSays('ARGUMENTS_BAD') },
  'an HSM throws what nobody knows': {
    exception: 'KMSInternalException',
    provoke: (fixture, send, keyId) => {
      fixture.setHsm(() => Promise.reject(new TypeError('a bug')));
      return encrypt(send, keyId);
    },
  },
  'the event cannot be stored': {
    exception: 'KMSInternalException',
    provoke: storeSays(new StoreUnavailableError('')),
  },
  'the writer is busy': { exception: 'ThrottlingException', provoke: storeSays(new StoreBusyError('')) },
  'an import token is older than 24 hours': {
    exception: 'ExpiredImportTokenException',
    provoke: async (fixture, send) => {
      const call = await fixture.callFor(ACCOUNT_A);
      const { keyMetadata } = await fixture.pipeline.run('CreateKey', call, { origin: 'EXTERNAL' });
      fixture.setHsm(() => Promise.reject(new HsmError('IMPORT_TOKEN_EXPIRED')));
      return send('ImportKeyMaterial', {
        keyId: must(keyMetadata?.keyId, 'a key id'),
        importToken: Uint8Array.from([0x53, 0x52, 0x49, 1, ...new Uint8Array(64)]),
        encryptedKeyMaterial: new Uint8Array(256),
        expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      });
    },
  },
  'an automatic rotation is at hand': {
    exception: 'ConflictException',
    provoke: async (fixture, send, keyId) => {
      const call = await fixture.callFor(ACCOUNT_A);
      await fixture.pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 90 });
      fixture.services.clock.adopt(90 * DAY_MS - 60_000);
      return send('RotateKeyOnDemand', { keyId });
    },
  },
  'a key was rotated on demand 25 times': {
    exception: 'LimitExceededException',
    provoke: async (fixture, send, keyId) => {
      const call = await fixture.callFor(ACCOUNT_A);
      for (let n = 0; n < 25; n += 1) await fixture.pipeline.run('RotateKeyOnDemand', call, { keyId });
      return send('RotateKeyOnDemand', { keyId });
    },
  },
};

async function provoked({ provoke }: Case, door: (fixture: FrontEndFixture) => Send): Promise<Answer> {
  const fixture = await frontEndFixture();
  const { keyMetadata } = await fixture.pipeline.run('CreateKey', await fixture.callFor(ACCOUNT_A), {});
  return provoke(fixture, door(fixture), must(keyMetadata?.keyId, 'a key id'));
}

describe.each(Object.entries(CASES))('%s', (_name, each) => {
  const entry = errorEntry(each.exception);

  it(`${each.exception} on gRPC`, async () => {
    expect(await provoked(each, grpcDoor)).toMatchObject({ exception: each.exception, status: entry.grpc });
  });

  it(`${each.exception} on AWS's wire`, async () => {
    expect(await provoked(each, awsJsonDoor)).toMatchObject({ exception: each.exception, status: entry.http });
  });
});

it('what an HSM says is told in the words of the service, never in its own', async () => {
  for (const status of Object.keys(HSM_STATUS) as HsmStatus[]) {
    const provoke: Case['provoke'] = (fixture, send, keyId) => {
      fixture.setHsm(() => Promise.reject(new HsmError(status, 'a secret of the HSM')));
      return encrypt(send, keyId);
    };
    const { exception, message } = await provoked({ exception: 'KMSInternalException', provoke }, awsJsonDoor);
    expect(exception, status).toMatch(/Exception$/);
    expect(message, status).not.toContain('secret');
  }
});
