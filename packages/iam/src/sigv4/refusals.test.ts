import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import {
  ACCESS_KEY_ID,
  BODY,
  closeSigner,
  NOW,
  REGION,
  replaceHeader,
  smithySigned,
  verify,
} from '../testing/signers.js';

afterAll(closeSigner);

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
