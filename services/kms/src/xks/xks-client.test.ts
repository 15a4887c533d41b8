import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { deriveSigningKey } from '@strongroom/iam/sigv4/signing-key.js';
import { signingDate } from '@strongroom/iam/sigv4/sign.js';
import { PROXY_HOST as HOST, startXksProxy } from '../testing/start-xks-proxy.js';
import type { ProxyMode, ProxyTenant, XksTestProxy } from '../testing/xks-proxy.js';
import { XksClient, type XksCall } from './xks-client.js';
import { XksFailure, type XksFailureKind } from './xks-failure.js';
import { XksTransport, type TransportOptions } from './xks-transport.js';

const REGION = 'eu-central-1';
/** For answers that come; what a call waits for when none comes is its own number. */
const PATIENT_MS = 30_000;

describe('the client of an external key store proxy', () => {
  let proxy: XksTestProxy;
  let caPem: string;
  const transports: XksTransport[] = [];

  beforeAll(async () => {
    ({ proxy, caPem } = await startXksProxy());
  });
  afterAll(async () => {
    for (const transport of transports) transport.close();
    await proxy.stop();
  });

  function clientOf(options: Partial<TransportOptions> = {}): XksClient {
    const transport = new XksTransport(
      { port: proxy.port, timeoutMs: PATIENT_MS, addresses: 'any', extraCaPem: caPem, ...options },
      systemMonotonic,
    );
    transports.push(transport);
    return new XksClient(transport, systemRealTime);
  }

  function callOf(tenant: ProxyTenant, host = HOST, deadlineAt = systemMonotonic.now() + PATIENT_MS): XksCall {
    const { accessKeyId, rawSecretAccessKey } = tenant.credential;
    const signingKey = (nowMs: number) =>
      Promise.resolve(deriveSigningKey(rawSecretAccessKey, signingDate(nowMs), REGION, 'kms-xks-proxy'));
    return {
      proxy: { uriEndpoint: `https://${host}`, uriPath: tenant.uriPath, accessKeyId, region: REGION, signingKey },
      metadata: { kmsRequestId: 'r-1', kmsOperation: 'Encrypt' },
      deadlineAt,
    };
  }

  async function kindOf(call: Promise<unknown>): Promise<XksFailureKind> {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof XksFailure) return error.kind;
    throw new Error('expected an XksFailure', { cause: error });
  }

  const aad = utf8('project=nile,department=marketing');

  it('asks for health and metadata, encrypts and decrypts', async () => {
    const client = clientOf();
    const tenant = proxy.addTenant();
    const keyId = tenant.addKey();
    expect(await client.health(callOf(tenant))).toMatchObject({ xksProxyFleetSize: 1 });
    expect(await client.keyMetadata(callOf(tenant), keyId)).toEqual({
      keySpec: 'AES_256',
      keyUsage: ['ENCRYPT', 'DECRYPT'],
      keyStatus: 'ENABLED',
    });
    for (const each of [aad, new Uint8Array()]) {
      const plaintext = new Uint8Array(4178).fill(7);
      const ciphertext = await client.encrypt(callOf(tenant), keyId, plaintext, each);
      expect(await client.decrypt(callOf(tenant), keyId, ciphertext, each)).toEqual(plaintext);
    }
    const ciphertext = await client.encrypt(callOf(tenant), keyId, utf8('hello'), aad);
    const kind = await kindOf(client.decrypt(callOf(tenant), keyId, ciphertext, utf8('another')));
    expect(kind).toBe('INVALID_CIPHERTEXT');
  });

  it.each<readonly [ProxyMode, XksFailureKind]>([
    ['hang-up', 'NOT_REACHABLE'],
    ['not-json', 'INVALID_RESPONSE'],
    ['malformed', 'INVALID_RESPONSE'],
    ['endless', 'INVALID_RESPONSE'],
    ['lying-integrity-value', 'INVALID_RESPONSE'],
    [{ error: 'ThrottlingException', status: 429 }, 'THROTTLED'],
    [{ error: 'InternalException', status: 500 }, 'INTERNAL'],
    [{ error: 'Whatever', status: 500 }, 'INVALID_RESPONSE'],
  ])('a proxy that is %j → %s', async (mode, kind) => {
    const tenant = proxy.addTenant();
    const keyId = tenant.addKey();
    tenant.mode = mode;
    expect(await kindOf(clientOf().encrypt(callOf(tenant), keyId, utf8('hello'), aad))).toBe(kind);
  });

  it('a proxy that repeats an answer is caught by the data integrity value or the length', async () => {
    const [client, tenant] = [clientOf(), proxy.addTenant()];
    const keyId = tenant.addKey();
    await client.encrypt(callOf(tenant), keyId, utf8('hello'), aad);
    tenant.mode = 'replaying';
    const otherAad = client.encrypt(callOf(tenant), keyId, utf8('hello'), utf8('x'));
    expect(await kindOf(otherAad)).toBe('INVALID_RESPONSE');
    expect(await kindOf(client.encrypt(callOf(tenant), keyId, utf8('hello!'), aad))).toBe('INVALID_RESPONSE');
  });

  it('no answer → TIMED_OUT, at the end of the budget or of the caller’s patience', async () => {
    const tenant = proxy.addTenant();
    tenant.mode = 'silent';
    expect(await kindOf(clientOf({ timeoutMs: 50 }).health(callOf(tenant)))).toBe('TIMED_OUT');
    const soon = callOf(tenant, HOST, systemMonotonic.now() + 50);
    expect(await kindOf(clientOf().health(soon))).toBe('TIMED_OUT');
  });

  it('trusts no other authority, and no host that is not in the certificate → INVALID_TLS', async () => {
    const tenant = proxy.addTenant();
    expect(await kindOf(clientOf({ extraCaPem: undefined }).health(callOf(tenant)))).toBe('INVALID_TLS');
    expect(await kindOf(clientOf().health(callOf(tenant, 'localhost')))).toBe('INVALID_TLS');
  });

  it('public addresses only: neither by address nor by name → NOT_REACHABLE', async () => {
    const client = clientOf({ addresses: 'public' });
    for (const host of [HOST, 'localhost', '10.1.2.3', '169.254.169.254']) {
      expect(await kindOf(client.health(callOf(proxy.addTenant(), host)))).toBe('NOT_REACHABLE');
    }
  });

  it('an access key that the proxy does not know → AUTHENTICATION_FAILED; a path → INVALID_URI_PATH', async () => {
    const [tenant, other] = [proxy.addTenant(), proxy.addTenant()];
    const call = callOf(tenant);
    const wrong = { ...call, proxy: { ...call.proxy, accessKeyId: other.credential.accessKeyId } };
    expect(await kindOf(clientOf().health(wrong))).toBe('AUTHENTICATION_FAILED');
    const lost = { ...call, proxy: { ...call.proxy, uriPath: '/nobody/kms/xks/v1' } };
    expect(await kindOf(clientOf().health(lost))).toBe('INVALID_URI_PATH');
  });

  it('every external key manager unavailable → MANAGER_UNAVAILABLE', async () => {
    const tenant = proxy.addTenant();
    tenant.mode = 'unavailable';
    expect(await kindOf(clientOf().health(callOf(tenant)))).toBe('MANAGER_UNAVAILABLE');
  });
});
