import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import { parseAuthorization } from '@strongroom/iam/sigv4/authorization.js';
import { formatAmzDate } from '@strongroom/iam/sigv4/amz-date.js';
import { systemRealTime } from '@strongroom/core/time.js';
import type { AccessKeyRow } from '@strongroom/storage/schema.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { ACCOUNT_A, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import { rootArn } from './principal.js';
import { authenticateSigned } from './sigv4-authenticator.js';

const ACCESS_KEY_ID = 'AKIAKNOWNKNOWNKNOWN2';

async function fixture(changes: Partial<AccessKeyRow> = {}) {
  const frontEnd = await frontEndFixture();
  const { services, store } = frontEnd;
  const row = {
    access_key_id: ACCESS_KEY_ID,
    principal_arn: rootArn(ACCOUNT_A),
    secret_material_id: '00',
    secret_ekt: new Uint8Array(1),
    region: REGION,
    active: 1,
    created_at: 0,
    expires_at: null,
    session_token_sha256: null,
    ...changes,
  };
  await store.commit({ event: EMPTY_BYTES, writes: [{ kind: 'insert', table: 'access_keys', row }], entities: [] });
  const derivations = { count: 0, fail: false };
  frontEnd.setHsm((request) => {
    if (request.command !== SLOT_COMMAND.DERIVE_SIGNING_KEY) return Promise.resolve(new Uint8Array(1));
    derivations.count += 1;
    return derivations.fail ? Promise.reject(new HsmError('QUEUE_FULL')) : Promise.resolve(new Uint8Array(32));
  });
  /** With a wrong signature: which refusal comes shows how far it got. */
  const authenticate = async (sessionToken?: string): Promise<string> => {
    const amzDate = formatAmzDate(services.realTime.now());
    const authorization =
      `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/${amzDate.slice(0, 8)}/${REGION}/kms/aws4_request, ` +
      `SignedHeaders=host;x-amz-date${sessionToken === undefined ? '' : ';x-amz-security-token'}, Signature=${'0'.repeat(64)}`;
    const token = sessionToken === undefined ? [] : ['X-Amz-Security-Token', sessionToken];
    const signed = parseAuthorization(['Host', 'h', 'X-Amz-Date', amzDate, 'Authorization', authorization, ...token]);
    if (signed instanceof KmsError) throw signed;
    const parts = { method: 'POST', target: '/', body: EMPTY_BYTES };
    return authenticateSigned(services, signed, parts, 'kms').then(
      () => 'accepted',
      (error: unknown) => (error instanceof KmsError ? error.exception : 'bug'),
    );
  };
  return { ...frontEnd, derivations, authenticate };
}

describe('signing keys of SigV4', () => {
  it('are derived once for a burst of requests', async () => {
    const { derivations, authenticate } = await fixture();
    const answers = await Promise.all(Array.from({ length: 500 }, () => authenticate()));
    expect(new Set(answers)).toEqual(new Set(['InvalidSignatureException']));
    expect(derivations.count).toBe(1);
  });

  it('are derived again after a failure', async () => {
    const { derivations, authenticate } = await fixture();
    derivations.fail = true;
    expect(await authenticate()).toBe('ThrottlingException');
    derivations.fail = false;
    expect(await authenticate()).toBe('InvalidSignatureException');
  });

  it('are of no use once the access key is inactive', async () => {
    const { store, authenticate } = await fixture();
    expect(await authenticate()).toBe('InvalidSignatureException');
    await store.commit({
      event: EMPTY_BYTES,
      writes: [
        { kind: 'update', table: 'access_keys', match: { access_key_id: ACCESS_KEY_ID }, set: { active: 0 }, rows: 1 },
      ],
      entities: [`access-key:${ACCESS_KEY_ID}`],
    });
    expect(await authenticate()).toBe('UnrecognizedClientException');
  });
});

describe('session credentials', () => {
  const TOKEN = 'a-session-token';
  const session = { session_token_sha256: createHash('sha256').update(TOKEN).digest('hex') };

  it.each([
    ['with their token come as far as the signature', TOKEN, Number.MAX_SAFE_INTEGER, 'InvalidSignatureException'],
    ['without their token', undefined, Number.MAX_SAFE_INTEGER, 'InvalidClientTokenIdException'],
    ['with another token', 'another-token', Number.MAX_SAFE_INTEGER, 'InvalidClientTokenIdException'],
    ['after their end', TOKEN, 1, 'ExpiredTokenException'],
  ])('%s', async (_name, token, expiresAt, expected) => {
    const { authenticate } = await fixture({ ...session, expires_at: expiresAt });
    expect(await authenticate(token)).toBe(expected);
  });

  it('are of no use once civil time has passed their end', async () => {
    const forMs = 900_000;
    const { services, authenticate } = await fixture({ ...session, expires_at: systemRealTime.now() + forMs });
    expect(await authenticate(TOKEN)).toBe('InvalidSignatureException');
    services.clock.adopt(forMs + 1000);
    expect(await authenticate(TOKEN)).toBe('ExpiredTokenException');
  });

  it('a token beside a key that has none', async () => {
    const { authenticate } = await fixture();
    expect(await authenticate(TOKEN)).toBe('InvalidClientTokenIdException');
  });
});
