import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import {
  ACCESS_KEY_ID,
  aws4Signed,
  BODY,
  closeSigner,
  NOW,
  REGION,
  replaceHeader,
  SECRET,
  type Signed,
  smithySigned,
  verify,
} from '../testing/signers.js';
import { formatAmzDate } from './amz-date.js';
import { deriveSigningKey } from './signing-key.js';
import { parseAuthorization } from './authorization.js';

afterAll(closeSigner);

describe('requests of real signers', () => {
  it('accepts the AWS SDK signer', async () => {
    expect(verify(await smithySigned())).toBeUndefined();
    expect(verify(await smithySigned({ sessionToken: 'AQoDYXdzEPT//////////wEXAMPLE==' }))).toBeUndefined();
    expect(verify(await smithySigned({ body: Buffer.alloc(0) }))).toBeUndefined();
    expect(verify(await smithySigned({ headers: { 'x-extra': '  a   b  ' } }))).toBeUndefined();
    expect(
      verify(await smithySigned({ path: '/a b/%20/ü'.replace('ü', '%C3%BC').replace(' ', '%20') })),
    ).toBeUndefined();
    expect(verify(await smithySigned({ query: { b: '2', a: 'x y/+=&', A: '' } }))).toBeUndefined();
  });

  it('accepts the aws4 signer', () => {
    expect(verify(aws4Signed())).toBeUndefined();
    expect(verify(aws4Signed('/?b=2&a=1&a=0'))).toBeUndefined();
  });

  it('reports who claims to have signed', async () => {
    const { headers } = await smithySigned({ sessionToken: 'dG9rZW4=' });
    expect(parseAuthorization(headers.flat())).toMatchObject({
      accessKeyId: ACCESS_KEY_ID,
      date: '20260131',
      region: REGION,
      service: 'kms',
      sessionToken: 'dG9rZW4=',
      signedAtMs: NOW,
    });
  });

  it('accepts a Date header in place of X-Amz-Date', () => {
    const key = deriveSigningKey(SECRET, '20260131', REGION, 'kms');
    const date = new Date(NOW).toUTCString();
    const empty = createHash('sha256').digest('hex');
    const canonical = `POST\n/\n\ndate:${date}\nhost:h\n\ndate;host\n${empty}`;
    const scope = `20260131/${REGION}/kms/aws4_request`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const text = `AWS4-HMAC-SHA256\n20260131T235830Z\n${scope}\n${hash}`;
    const signature = createHmac('sha256', key).update(text).digest('hex');
    const credential = `${ACCESS_KEY_ID}/${scope}`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=date;host,Signature=${signature}`;
    const headers = [
      ['Host', 'h'],
      ['Date', date],
      ['Authorization', authorization],
    ] as const;
    expect(verify({ method: 'POST', target: '/', body: Buffer.alloc(0), headers })).toBeUndefined();
  });
});

describe('tampering', () => {
  const mismatch = /^The request signature we calculated does not match the signature you provided\./;
  const cases: readonly [string, (request: Signed) => Signed][] = [
    ['the body', (request) => ({ ...request, body: Buffer.from('{"KeyId":"alias/other","Plaintext":"aGVsbG8="}') })],
    ['the method', (request) => ({ ...request, method: 'PUT' })],
    ['the path', (request) => ({ ...request, target: '/x' })],
    ['the query', (request) => ({ ...request, target: '/?x=1' })],
    ['a broken query', (request) => ({ ...request, target: '/?x=%zz' })],
    ['a huge target', (request) => ({ ...request, target: `/${'a'.repeat(10_000)}` })],
    ['the operation', (request) => replaceHeader(request, 'x-amz-target', () => 'TrentService.Decrypt')],
    ['the host', (request) => replaceHeader(request, 'host', () => 'evil.example')],
    ['the time', (request) => replaceHeader(request, 'x-amz-date', () => formatAmzDate(NOW + 1000))],
    ['the body hash', (request) => replaceHeader(request, 'x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD')],
    ['the session token', (request) => replaceHeader(request, 'x-amz-security-token', () => 'b3RoZXI=')],
    ['the region', (request) => replaceHeader(request, 'authorization', (value) => value.replace(REGION, 'us-east-1'))],
    [
      'a signed header dropped',
      (request) => ({ ...request, headers: request.headers.filter(([name]) => name !== 'content-type') }),
    ],
    [
      'the signature',
      (request) =>
        replaceHeader(request, 'authorization', (value) => value.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
    ],
    [
      'an upper-case signature',
      (request) => replaceHeader(request, 'authorization', (v) => v.replace(/[0-9a-f]{64}$/, (s) => s.toUpperCase())),
    ],
  ];
  it.each(cases)('of %s is refused', async (_part, tamper) => {
    const refusal = verify(tamper(await smithySigned({ sessionToken: 'dG9rZW4=' })));
    expect(refusal?.exception).toBe('InvalidSignatureException');
    expect(refusal?.message).toMatch(mismatch);
  });

  it('with another key is refused', async () => {
    expect(verify(await smithySigned(), NOW, () => `${SECRET}x`)?.message).toMatch(mismatch);
  });

  it('of any one byte of any signed part is refused (property)', async () => {
    const request = await smithySigned({ sessionToken: 'dG9rZW4=' });
    const signedNames = /SignedHeaders=([^,]+)/.exec(
      request.headers.find(([name]) => name === 'authorization')?.[1] ?? '',
    );
    const names = [...(signedNames?.[1] ?? '').split(';'), 'authorization'];
    const headers = request.headers.filter(([name]) => names.includes(name.toLowerCase()));
    expect(headers.length).toBe(names.length);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 0x21, max: 0x7e }), (which, where, code) => {
        const [name, value] = headers[which % headers.length] ?? ['', ''];
        const index = where % value.length;
        const changed = value.slice(0, index) + String.fromCharCode(code) + value.slice(index + 1);
        fc.pre(changed !== value);
        const refusal = verify(replaceHeader(request, name.toLowerCase(), () => changed));
        expect(refusal).toBeInstanceOf(KmsError);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 255 }), (index, mask) => {
        const body = Uint8Array.from(BODY);
        body[index] = (body[index] ?? 0) ^ mask;
        expect(verify({ ...request, body })?.exception).toBe('InvalidSignatureException');
      }),
    );
  });
});
