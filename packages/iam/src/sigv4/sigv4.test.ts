import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import { formatAmzDate } from './amz-date.js';
import { parseAuthorization } from './authorization.js';
import { deriveSigningKey } from './signing-key.js';
import { checkScope, type RequestParts, verifySignature } from './verify.js';

const require = createRequire(import.meta.url);

const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const NOW = Date.UTC(2026, 0, 31, 23, 58, 30);
const REGION = 'eu-central-1';
const POLICY = { service: 'kms', regions: new Set([REGION, 'us-east-1']) };

interface Signed extends RequestParts {
  readonly headers: readonly (readonly [string, string])[];
}

/** The whole verification, as a door does it. */
function verify(request: Signed, now = NOW, secretOf = (id: string) => (id === ACCESS_KEY_ID ? SECRET : id)) {
  const signed = parseAuthorization(request.headers.flat());
  if (signed instanceof KmsError) return signed;
  const scoped = checkScope(signed, POLICY, now);
  if (scoped instanceof KmsError) return scoped;
  const secret = secretOf(scoped.accessKeyId);
  return verifySignature(scoped, request, deriveSigningKey(secret, scoped.date, scoped.region, scoped.service));
}

const BODY = Buffer.from('{"KeyId":"alias/orders","Plaintext":"aGVsbG8="}');

/** The SDK's signer runs in a thread of its own: under vitest's export conditions its packages do not load. */
const SIGNER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash, createHmac } = require('node:crypto');
const { createRequire } = require('node:module');
const { SignatureV4 } = createRequire(workerData)('@smithy/signature-v4');
class Sha256 {
  constructor(secret) { this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret); }
  update(data) { this.hash.update(data); }
  async digest() { return this.hash.digest(); }
}
parentPort.on('message', ({ options, request, nowMs }) => {
  const signer = new SignatureV4({ ...options, sha256: Sha256, applyChecksum: true });
  signer.sign(request, { signingDate: new Date(nowMs) }).then((signed) => parentPort.postMessage(signed.headers));
});`;
const signerThread = new Worker(SIGNER, { eval: true, execArgv: [], workerData: import.meta.url });
afterAll(() => signerThread.terminate());

async function signInThread(options: object, request: object): Promise<Record<string, string>> {
  const answer = once(signerThread, 'message'); // rejects on the thread's 'error'
  signerThread.postMessage({ options, request, nowMs: NOW });
  const [headers] = (await answer) as [Record<string, string>];
  return headers;
}

/** Signs as the AWS SDK for JavaScript v3 does. */
async function smithySigned(
  options: {
    path?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    sessionToken?: string;
    body?: Uint8Array;
  } = {},
): Promise<Signed> {
  const { body = BODY, path = '/', query = {}, sessionToken } = options;
  const headers = await signInThread(
    {
      credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET, sessionToken },
      region: REGION,
      service: 'kms',
    },
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query,
      headers: {
        host: '127.0.0.1:4566',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'TrentService.Encrypt',
        'user-agent': 'aws-sdk-js/3',
        'amz-sdk-request': 'attempt=1; max=3',
        ...options.headers,
      },
      body,
    },
  );
  const queryString = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return {
    method: 'POST',
    target: queryString === '' ? path : `${path}?${queryString}`,
    headers: Object.entries(headers),
    body,
  };
}

interface Aws4 {
  sign(request: object, credentials: object): { headers: Record<string, string | number>; path: string };
}
const aws4 = require('aws4') as Aws4;

/** Signs as the aws4 package does. */
function aws4Signed(path = '/'): Signed {
  const signed = aws4.sign(
    {
      service: 'kms',
      region: REGION,
      method: 'POST',
      host: 'kms.example.test',
      path,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'TrentService.Encrypt',
        'X-Amz-Date': formatAmzDate(NOW),
      },
      body: BODY.toString(),
    },
    { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET, sessionToken: 'c2Vzc2lvbg==' },
  );
  const headers = Object.entries(signed.headers).map(([name, value]) => [name, String(value)] as const);
  return { method: 'POST', target: signed.path, headers, body: BODY };
}

const replaceHeader = (request: Signed, name: string, change: (value: string) => string): Signed => ({
  ...request,
  headers: request.headers.map(([key, value]) => [key, key.toLowerCase() === name ? change(value) : value] as const),
});

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
    const authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/${scope},SignedHeaders=date;host,Signature=${signature}`;
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

describe('refusals before the signature', () => {
  const edit = async (name: string, change: (value: string) => string): Promise<KmsError | undefined> =>
    verify(replaceHeader(await smithySigned(), name, change));

  it('without credentials', () => {
    const bare = { method: 'POST', target: '/', body: BODY, headers: [] };
    expect(verify(bare)?.exception).toBe('MissingAuthenticationTokenException');
    expect(verify({ ...bare, headers: [['Authorization', 'Bearer abc']] })?.exception).toBe(
      'MissingAuthenticationTokenException',
    );
  });

  it('of clocks that are off, in the wording of AWS', async () => {
    const request = await smithySigned();
    expect(verify(request, NOW + 300_000)).toBeUndefined();
    expect(verify(request, NOW - 300_000)).toBeUndefined();
    expect(verify(request, NOW + 301_000)?.message).toBe(
      'Signature expired: 20260131T235830Z is now earlier than 20260131T235831Z (20260201T000331Z - 5 min.)',
    );
    expect(verify(request, NOW - 301_000)?.message).toBe(
      'Signature not yet current: 20260131T235830Z is still later than 20260131T235829Z (20260131T235329Z + 5 min.)',
    );
  });

  it.each<[string, string, (value: string) => string, string, RegExp]>([
    [
      'another algorithm',
      'authorization',
      (v) => v.replace('SHA256', 'SHA1'),
      'IncompleteSignatureException',
      /^Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'/,
    ],
    [
      'no signature',
      'authorization',
      (v) => v.replace(/, Signature=.*/, ''),
      'IncompleteSignatureException',
      /^Authorization header requires 'Signature' parameter\./,
    ],
    [
      'nothing but the algorithm',
      'authorization',
      () => 'AWS4-HMAC-SHA256',
      'IncompleteSignatureException',
      /requires 'Credential'.*requires 'Signature'.*requires 'SignedHeaders'/,
    ],
    [
      'an unknown parameter',
      'authorization',
      (v) => `${v}, Extra=1`,
      'IncompleteSignatureException',
      /not a valid key=value pair/,
    ],
    [
      'a parameter twice',
      'authorization',
      (v) => `${v}, Signature=${'0'.repeat(64)}`,
      'IncompleteSignatureException',
      /not a valid key=value pair/,
    ],
    [
      'a short credential',
      'authorization',
      (v) => v.replace('/aws4_request', ''),
      'IncompleteSignatureException',
      /^Credential must have exactly 5 slash-delimited elements/,
    ],
    [
      'another terminator',
      'authorization',
      (v) => v.replace('aws4_request', 'aws5_request'),
      'InvalidSignatureException',
      /valid terminator: 'aws4_request'/,
    ],
    [
      'an impossible access key id',
      'authorization',
      (v) => v.replace(ACCESS_KEY_ID, 'akid'),
      'UnrecognizedClientException',
      /security token/,
    ],
    [
      'another service',
      'authorization',
      (v) => v.replace('/kms/', '/s3/'),
      'InvalidSignatureException',
      /^Credential should be scoped to correct service: 'kms'/,
    ],
    [
      'a Region not served',
      'authorization',
      (v) => v.replace(REGION, 'ap-south-1'),
      'InvalidSignatureException',
      /valid region, not 'ap-south-1'/,
    ],
    [
      'another day in the scope',
      'authorization',
      (v) => v.replace('20260131', '20260130'),
      'InvalidSignatureException',
      /^Date in Credential scope does not match/,
    ],
    [
      'host not signed',
      'authorization',
      (v) => v.replace(';host', ''),
      'InvalidSignatureException',
      /^'Host' or ':authority' must be a 'SignedHeader'/,
    ],
    [
      'x-amz-target not signed',
      'authorization',
      (v) => v.replace(';x-amz-target', ''),
      'InvalidSignatureException',
      /not signed: x-amz-target/,
    ],
    [
      'x-amz-date not signed',
      'authorization',
      (v) => v.replace(';x-amz-date', ''),
      'InvalidSignatureException',
      /x-amz-date/,
    ],
    [
      'unsorted signed headers',
      'authorization',
      (v) => v.replace('host;', 'a;'),
      'InvalidSignatureException',
      /sorted/,
    ],
    [
      'a date that is none',
      'x-amz-date',
      () => '20260231T000000Z',
      'IncompleteSignatureException',
      /^Date must be in ISO-8601/,
    ],
    ['an endless header', 'authorization', (v) => v + ' '.repeat(5000), 'IncompleteSignatureException', /too long/],
  ])('for %s', async (_what, name, change, exception, message) => {
    const refusal = await edit(name, change);
    expect(refusal?.message).toMatch(message);
    expect(refusal?.exception).toBe(exception);
  });

  it('of a session token that cannot be one', async () => {
    const request = await smithySigned({ sessionToken: 'dG9rZW4=' });
    expect(verify(replaceHeader(request, 'x-amz-security-token', () => 'a b'))?.exception).toBe(
      'InvalidClientTokenIdException',
    );
  });

  it('of missing dates, repeated and countless headers', async () => {
    const request = await smithySigned();
    const withoutDate = request.headers.filter(([name]) => name !== 'x-amz-date');
    expect(verify({ ...request, headers: withoutDate })?.message).toMatch(
      /existence of either a 'X-Amz-Date' or a 'Date'/,
    );
    const twice = [...request.headers, ['X-Amz-Target', 'TrentService.Decrypt'] as const];
    expect(verify({ ...request, headers: twice })?.exception).toBe('IncompleteSignatureException');
    const many = [
      ...request.headers,
      ...Array.from({ length: 200 }, (_, index) => [`x-${String(index)}`, ''] as const),
    ];
    expect(verify({ ...request, headers: many })?.exception).toBe('IncompleteSignatureException');
  });

  it('never throws on arbitrary headers (property)', () => {
    const header = fc.tuple(
      fc.constantFrom('authorization', 'x-amz-date', 'date', 'host', 'x-amz-security-token', 'x-a'),
      fc.oneof(
        fc.string(),
        fc.constantFrom('20260131T235830Z', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=,Signature='),
        fc.string().map((text) => `AWS4-HMAC-SHA256 ${text}`),
      ),
    );
    fc.assert(
      fc.property(fc.array(header, { maxLength: 8 }), fc.string(), (headers, target) => {
        expect(verify({ method: 'POST', target, body: BODY, headers })).toBeInstanceOf(KmsError);
      }),
    );
  });
});
