import { describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { rootArn } from '../identity/principal.js';
import { fakeHttpRequest } from '../testing/fake-http-request.js';
import { Admission, DEFAULT_ADMISSION } from '../pipeline/admission.js';
import { ACCOUNT_A, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import { handleAwsJson } from './aws-json-door.js';

const KNOWN_ACCESS_KEY_ID = 'AKIAKNOWNKNOWNKNOWN2';

async function fixture() {
  const frontEnd = await frontEndFixture();
  const row = {
    access_key_id: KNOWN_ACCESS_KEY_ID,
    principal_arn: rootArn(ACCOUNT_A),
    secret_material_id: '00',
    secret_ekt: new Uint8Array(1),
    region: REGION,
    active: 1,
    created_at: 0,
    expires_at: null,
    session_token_sha256: null,
  };
  await frontEnd.store.commit({
    event: EMPTY_BYTES,
    writes: [{ kind: 'insert', table: 'access_keys', row }],
    entities: [],
  });
  const send = async (headers: Record<string, string>, operation = 'CreateKey') => {
    const parts = {
      services: frontEnd.services,
      pipeline: frontEnd.pipeline,
      admission: new Admission(DEFAULT_ADMISSION),
      permissive: true,
    };
    const answer = await handleAwsJson(parts, fakeHttpRequest(operation, '{}', headers));
    const body = JSON.parse(String(answer.body)) as { __type?: string; KeyMetadata?: { AWSAccountId: string } };
    return body.__type ?? body.KeyMetadata?.AWSAccountId;
  };
  return { ...frontEnd, send };
}

const credential = (accessKeyId: string, region: string = REGION) => ({
  authorization:
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/kms/aws4_request, ` +
    `SignedHeaders=host, Signature=${'0'.repeat(64)}`,
});

describe('permissive authentication on the AWS wire', () => {
  it.each([
    ['no credentials', {}, '000000000000'],
    ['an account number as access key id', credential('777788889999'), '777788889999'],
    ['a word as access key id', credential('test'), '000000000000'],
    ['an access key id that nobody has', credential('AKIAUNKNOWNUNKNOWN22'), '000000000000'],
    ['a known access key with a bad header', credential(KNOWN_ACCESS_KEY_ID), 'IncompleteSignatureException'],
    ['a Region that is not served', credential('777788889999', 'mars-north-1'), 'ValidationException'],
    ['a web page', { origin: 'http://example.com' }, 'AccessDeniedException'],
    ['a sandboxed web page', { origin: 'null' }, 'AccessDeniedException'],
    ['a page under a name that resolves to loopback', { host: 'rebound.example:8080' }, 'AccessDeniedException'],
    ['a name that begins like loopback', { host: '127.0.0.1.example' }, 'AccessDeniedException'],
    ['localhost', { host: 'localhost:8080' }, '000000000000'],
    ['a name under localhost', { host: 'kms.localhost' }, '000000000000'],
    ['IPv6 loopback', { host: '[::1]:8080' }, '000000000000'],
  ])('%s', async (_name, headers, expected) => {
    const { send } = await fixture();
    expect(await send(headers)).toBe(expected);
  });

  it('makes no more accounts than the bound, however many ask at once', async () => {
    const { send, store } = await fixture();
    const before = await store.reads.countAccounts();
    const answers = await Promise.all(
      Array.from({ length: 1100 }, (_, index) => send(credential(String(200_000_000_000 + index)))),
    );
    expect(await store.reads.countAccounts()).toBe(1000);
    expect(answers.filter((answer) => answer === 'AccessDeniedException')).toHaveLength(1100 - (1000 - before));
  });
});
