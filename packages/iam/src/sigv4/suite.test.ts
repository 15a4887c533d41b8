import { describe, expect, it } from 'vitest';
import { toHex } from '@strongroom/core/bytes.js';
import type { AccessKeyId } from '@strongroom/core/ids.js';
import { parseAmzDate } from './amz-date.js';
import { collectHeaders } from './headers.js';
import { deriveSigningKey } from './signing-key.js';
import { type ScopedRequest, verifySignature } from './verify.js';

/** The published SigV4 test suite ("aws-sig-v4-test-suite"): its credentials, scope and expected signatures. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const HOST: [string, string] = ['Host', 'example.amazonaws.com'];
const DATE: [string, string] = ['X-Amz-Date', '20150830T123600Z'];

interface SuiteCase {
  readonly name: string;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly [string, string][];
  readonly signed?: string;
  readonly body?: string;
  readonly signature: string;
}

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const CASES: readonly SuiteCase[] = [
  { name: 'get-vanilla', signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  {
    name: 'get-vanilla-query-order-key-case',
    target: '/?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'post-vanilla',
    method: 'POST',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'get-header-value-trim',
    headers: [
      ['My-Header1', ' value1'],
      ['My-Header2', ' "a   b   c"'],
    ],
    signed: 'host;my-header1;my-header2;x-amz-date',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  {
    name: 'get-header-key-duplicate',
    headers: [
      ['My-Header1', 'value2'],
      ['My-Header1', 'value2'],
      ['My-Header1', 'value1'],
    ],
    signed: 'host;my-header1;x-amz-date',
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  {
    name: 'get-utf8',
    target: latin1('/ሴ'),
    signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  },
  {
    name: 'get-space',
    target: '/example space/',
    signature: '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
  },
  {
    name: 'get-relative-relative',
    target: '/example1/example2/../..',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'get-slash-dot-slash',
    target: '/./',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    signed: 'content-type;host;x-amz-date',
    body: 'Param1=value1',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
];

function claim(test: SuiteCase): ScopedRequest {
  const headers = collectHeaders([HOST, DATE, ...(test.headers ?? [])].flat());
  if (typeof headers === 'string') throw new Error(headers);
  const signedHeaders = test.signed ?? 'host;x-amz-date';
  return {
    accessKeyId: 'AKIDEXAMPLE' as AccessKeyId,
    date: '20150830',
    region: 'us-east-1',
    service: 'service',
    sessionToken: undefined,
    amzDate: '20150830T123600Z',
    signedAtMs: parseAmzDate('20150830T123600Z') ?? 0,
    signedHeaders,
    signedHeaderNames: signedHeaders.split(';'),
    signature: test.signature,
    headers,
  } as unknown as ScopedRequest;
}

describe('aws-sig-v4-test-suite', () => {
  const key = deriveSigningKey(SECRET, '20150830', 'us-east-1', 'service');
  it.each(CASES)('$name', (test) => {
    const request = { method: test.method ?? 'GET', target: test.target ?? '/', body: Buffer.from(test.body ?? '') };
    expect(verifySignature(claim(test), request, key)).toBeUndefined();
    expect(verifySignature(claim(test), { ...request, method: 'PUT' }, key)?.exception).toBe(
      'InvalidSignatureException',
    );
  });
});

describe('deriveSigningKey', () => {
  it('gives the documented keys', () => {
    expect(toHex(deriveSigningKey(SECRET, '20120215', 'us-east-1', 'iam'))).toBe(
      'f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d',
    );
    expect(toHex(deriveSigningKey(SECRET, '20150830', 'us-east-1', 'iam'))).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });
});
