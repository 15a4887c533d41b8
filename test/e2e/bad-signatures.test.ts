/** SigV4 as an attacker, a wrong clock or a meddling proxy sends it (Signature Version 4, general reference). */
import { describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { send, sendSigned, signedHeaders } from '../harness/raw-http.js';

const TARGET = 'TrentService.ListKeys';

describe('AWS JSON door, signatures', () => {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'a tenant');
  const b = must(ready.tenants[1], 'two tenants');

  /** The date header of `shiftMs` from now. */
  function dateAt(shiftMs: number): string {
    return new Date(Date.now() + shiftMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  }

  function spoilt(change: (headers: Record<string, string>) => void): ReturnType<typeof send> {
    const headers = signedHeaders(ready, a, TARGET, '{}');
    change(headers);
    return send(ready, { headers, body: '{}' });
  }

  it('a good one is answered', async () => {
    expect((await spoilt(() => undefined)).status).toBe(200);
  });

  it('none at all → MissingAuthenticationTokenException', async () => {
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': TARGET };
    const answer = await send(ready, { headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(answer).toMatchObject({
      exception: 'MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
  });

  it.each([
    ['another scheme', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['the scheme alone', 'AWS4-HMAC-SHA256'],
    ['no signature', 'AWS4-HMAC-SHA256 Credential=A/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host'],
    ['a torn credential', 'AWS4-HMAC-SHA256 Credential=A/2026, SignedHeaders=host, Signature=00'],
    ['16 KB of commas', `AWS4-HMAC-SHA256 ${','.repeat(12_000)}`],
  ])('%s → IncompleteSignatureException or the like', async (_case, authorization) => {
    const answer = await spoilt((headers) => {
      headers['Authorization'] = authorization;
    });
    expect(answer.status).toBe(400);
    expect(answer.exception).toMatch(
      /^(IncompleteSignature|MissingAuthenticationToken|UnrecognizedClient|InvalidSignature)Exception$/,
    );
  });

  it.each([
    ['the body', '{ }', undefined],
    ['the operation', '{}', 'TrentService.CreateKey'],
  ])('%s was changed on the way → InvalidSignatureException', async (_case, body, target) => {
    const headers = signedHeaders(ready, a, TARGET, '{}');
    if (target !== undefined) headers['X-Amz-Target'] = target;
    delete headers['Content-Length'];
    const answer = await send(ready, { headers, body });
    expect(answer.status).toBe(400);
    expect(answer.exception).toBe('InvalidSignatureException');
  });

  it('any other bit of the signature → InvalidSignatureException', async () => {
    const answer = await spoilt((headers) => {
      const given = must(headers['Authorization'], 'signed');
      const last = given.endsWith('0') ? '1' : '0';
      headers['Authorization'] = given.slice(0, -1) + last;
    });
    expect(answer.exception).toBe('InvalidSignatureException');
  });

  it('the secret of another tenant → InvalidSignatureException', async () => {
    const mixed = { ...a, secretAccessKey: b.secretAccessKey };
    expect((await sendSigned(ready, mixed, 'ListKeys', '{}')).exception).toBe('InvalidSignatureException');
  });

  it('an access key that nobody has → UnrecognizedClientException', async () => {
    const unknown = { ...a, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
    expect(await sendSigned(ready, unknown, 'ListKeys', '{}')).toMatchObject({
      status: 400,
      exception: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('a session token with a long-term key → an error', async () => {
    const answer = await sendSigned(ready, a, 'ListKeys', '{}', { sessionToken: 'AQoDYXdzEJr' });
    expect(answer.exception).toMatch(/^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature)Exception$/);
  });

  it.each([
    ['six minutes old', -6 * 60_000, 'Signature expired'],
    ['six minutes ahead', 6 * 60_000, 'Signature not yet current'],
  ])('%s → InvalidSignatureException', async (_case, shiftMs, wording) => {
    const answer = await sendSigned(ready, a, 'ListKeys', '{}', { date: dateAt(shiftMs) });
    expect(answer.exception).toBe('InvalidSignatureException');
    expect(answer.message).toContain(wording);
  });

  it('four minutes of skew are borne', async () => {
    for (const shiftMs of [-4 * 60_000, 4 * 60_000]) {
      expect((await sendSigned(ready, a, 'ListKeys', '{}', { date: dateAt(shiftMs) })).status).toBe(200);
    }
  });

  it('a scope of another service or Region is refused by name', async () => {
    const service = await sendSigned(ready, a, 'ListKeys', '{}', { service: 's3' });
    expect(service.status).toBe(400);
    const region = await sendSigned(ready, a, 'ListKeys', '{}', { region: 'mars-north-1' });
    expect(region.status).toBe(400);
    expect(region.message).toContain('mars-north-1');
  });

  it('a header that matters but is not signed is refused', async () => {
    const answer = await spoilt((headers) => {
      const given = must(headers['Authorization'], 'signed');
      headers['Authorization'] = given.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=host');
    });
    expect(answer.status).toBe(400);
    expect(answer.exception).toBe('InvalidSignatureException');
  });
});
