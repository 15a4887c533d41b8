import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromUtf8 } from '@strongroom/core/bytes.js';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';
import { encodeEvent } from './audit-event.js';
import type { Call } from './call.js';

const ENCRYPT = { name: 'Encrypt', readOnly: true } as const;
const DISABLE_KEY = { name: 'DisableKey', readOnly: false } as const;
const TIME = 1_790_000_000_000;

let call: Call;
beforeAll(async () => {
  call = await (await frontEndFixture()).callFor(ACCOUNT_A);
});

function parsed(event: Uint8Array): Record<string, unknown> {
  return JSON.parse(fromUtf8(event)) as Record<string, unknown>;
}

describe('the audit event', () => {
  it('says who did what to which keys, and leaves out what there is not', () => {
    const { principal } = call.caller;
    const common = {
      time: TIME,
      region: call.region.region,
      account: ACCOUNT_A,
      principal: principal.arn,
      principalId: principal.principalId,
      sourceAddress: '127.0.0.1',
      userAgent: 'test',
      requestId: call.requestId,
      door: 'grpc',
    };
    const signed = { ...call, caller: { ...call.caller, accessKeyId: 'AKIAEXAMPLE' } };
    const refused = { resources: [], error: ['DisabledException', 'It is "off".'] as const };
    const encrypted = encodeEvent(signed, ENCRYPT, { keyId: 'k' }, TIME, { resources: ['arn:k'], error: undefined });
    expect(parsed(encrypted)).toEqual({
      ...common,
      name: 'Encrypt',
      accessKeyId: 'AKIAEXAMPLE',
      readOnly: 1,
      resources: ['arn:k'],
      parameters: { keyId: 'k' },
    });
    expect(parsed(encodeEvent(call, DISABLE_KEY, { keyId: 'k' }, TIME, refused))).toEqual({
      ...common,
      name: 'DisableKey',
      parameters: { keyId: 'k' },
      error: ['DisabledException', 'It is "off".'],
    });
  });

  it('keeps of a key policy that is too long for an event what there is room for', () => {
    const policyOf = (policy: string): unknown => {
      const event = encodeEvent(call, { name: 'PutKeyPolicy', readOnly: false }, { keyId: 'k', policy }, TIME, {
        resources: [],
        error: undefined,
      });
      expect(event.length).toBeLessThan(64 * 1024);
      return (parsed(event)['parameters'] as Record<string, unknown>)['policy'];
    };
    const statement = '{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"kms:*","Resource":"*"}';
    const short = `{"Version":"2012-10-17","Statement":[${statement}]}`;
    expect(policyOf(short)).toBe(short);
    expect(policyOf(`${short}${'\n'.repeat(32_000)}`)).toBe(short);
    const sid = JSON.stringify({ Sid: '"'.repeat(16_000), Statement: [] });
    expect(policyOf(sid)).toMatch(/^SHA-256 [0-9a-f]{64}$/);
  });

  it('never records plaintexts', () => {
    const input = { keyId: 'k', plaintext: new Uint8Array([1, 2, 3]) };
    const event = parsed(encodeEvent(call, ENCRYPT, input, TIME, { resources: [], error: undefined }));
    expect(event['parameters']).toEqual({ keyId: 'k' });
  });

  it('keeps what a client sends inside its own member, whatever it is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(text, text, text, (userAgent, keyId, message) => {
        const outcome = { resources: [keyId], error: ['ValidationException', message] as const };
        const event = parsed(encodeEvent({ ...call, userAgent }, ENCRYPT, { keyId }, TIME, outcome));
        expect(event).toMatchObject({
          userAgent,
          resources: [keyId],
          parameters: { keyId },
          error: ['ValidationException', message],
          requestId: call.requestId,
          account: ACCOUNT_A,
        });
        expect(Object.keys(event)).toHaveLength(14);
      }),
    );
  });

  it('is bounded: long texts are cut, and parameters beyond the limit are left out', () => {
    const outcome = { resources: [], error: undefined };
    const long = { ...call, userAgent: 'x'.repeat(10_000) };
    expect(String(parsed(encodeEvent(long, ENCRYPT, {}, TIME, outcome))['userAgent'])).toHaveLength(257);
    const encryptionContext = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [`k${String(n)}`, 'v'.repeat(20)]),
    );
    const event = encodeEvent(call, ENCRYPT, { encryptionContext }, TIME, outcome);
    expect(event.length).toBeLessThan(16_384);
    expect(parsed(event)['parameters']).toEqual({ omitted: true });
  });
});
