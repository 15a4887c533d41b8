import { describe, expect, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import type { HttpRequest } from '@strongroom/rpc/http-server.js';
import { StoreUnavailableError } from '@strongroom/storage/store.js';
import { Admission } from '../pipeline/admission.js';
import { frontEndFixture } from '../testing/front-end-fixture.js';
import { fakeHttpRequest } from '../testing/fake-http-request.js';
import { handleSts, isForSts } from './sts-door.js';

const GOOD = 'Action=GetCallerIdentity&Version=2011-06-15';
const FORM = 'application/x-www-form-urlencoded';

function request(body: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  const all: Readonly<Record<string, string>> = { host: '127.0.0.1', 'content-type': FORM, ...headers };
  return {
    ...fakeHttpRequest('', '', all),
    rawHeaders: Object.entries(all).flat(),
    header: (name) => all[name],
    body: utf8(body),
  };
}

/** In permissive mode, so that a request needs no signature. */
async function door(limits = { tenantInFlightMax: 10, totalInFlightMax: 10 }) {
  const fixture = await frontEndFixture();
  const parts = { ...fixture, admission: new Admission(limits), permissive: true };
  return { ...fixture, parts, send: (...given: Parameters<typeof request>) => handleSts(parts, request(...given)) };
}

describe('the STS door', () => {
  it.each([
    [FORM, true],
    ['Application/X-WWW-Form-Urlencoded; charset=utf-8', true],
    ['application/x-www-form-urlencodedx', false],
    ['application/x-amz-json-1.1', false],
    ['', false],
  ])('is for %j: %s', (contentType, expected) => {
    expect(isForSts(request('', { 'content-type': contentType }))).toBe(expected);
    // `curl -d` sends the type of a form with everything.
    expect(isForSts(request('', { 'content-type': contentType, 'x-amz-target': 'TrentService.ListKeys' }))).toBe(false);
  });

  it('tells a permissive caller which root it is, under the request id of the header', async () => {
    const { send } = await door();
    const authorization =
      'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-central-1/sts/aws4_request, Signature=x';
    const { status, body, headers } = await send(GOOD, { authorization });
    expect(status).toBe(200);
    expect(body).toContain('<Arn>arn:aws:iam::111122223333:root</Arn>');
    expect(body).toContain(`<RequestId>${must(headers['x-amzn-requestid'], 'an id')}</RequestId>`);
  });

  it('is no way for a web page to a permissive installation', async () => {
    const { send } = await door();
    const refused = await send(GOOD, { origin: 'https://example.com' });
    expect([refused.status, refused.body]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('records refusals, without what was asked', async () => {
    const { send, ...fixture } = await door();
    const refused = await send(`${GOOD}&Secret=hush`);
    expect(refused.body).toContain('<Code>ValidationError</Code>');
    expect((await fixture.events()).at(-1)).toMatchObject({
      name: 'GetCallerIdentity',
      error: ['ValidationError', expect.stringContaining('Secret') as string],
    });
    expect(JSON.stringify(await fixture.events())).not.toContain('hush');
  });

  it('answers Throttling beyond what one account may have at once', async () => {
    const { send } = await door({ tenantInFlightMax: 0, totalInFlightMax: 10 });
    const refused = await send(GOOD);
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining('<Code>Throttling</Code>')]);
  });

  it('answers nothing that could not be recorded', async () => {
    const { parts, services, store } = await door();
    await handleSts(parts, request(GOOD));
    const broken = Object.assign(Object.create(store) as typeof store, {
      commit: () => Promise.reject(new StoreUnavailableError('the disk is full')),
    });
    const answer = await handleSts({ ...parts, services: { ...services, store: broken } }, request(GOOD));
    expect([answer.status, answer.body]).toEqual([500, expect.stringContaining('<Code>InternalFailure</Code>')]);
    expect(answer.body).not.toContain('arn:');
  });

  it('is POST only', async () => {
    const { parts } = await door();
    const answer = await handleSts(parts, { ...request(''), method: 'GET', target: `/?${GOOD}` });
    expect(answer.body).toContain('<Code>InvalidAction</Code>');
  });
});
