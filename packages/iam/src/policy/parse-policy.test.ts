import { describe, expect, it } from 'vitest';
import {
  parseIdentityPolicy,
  parseSessionPolicy,
  parseTrustPolicy,
  policyChars,
  ROLE_INLINE_POLICY_MAX_CHARS,
} from './parse-policy.js';
import { PolicyRefusal } from './policy-values.js';

const document = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const MAY = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const TRUSTS = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };

function refusal(parse: (text: string) => unknown, text: string): PolicyRefusal {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof PolicyRefusal) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseIdentityPolicy', () => {
  it('parses a statement without a principal', () => {
    expect(parseIdentityPolicy(document({ Sid: 'One', ...MAY })).statements).toEqual([
      {
        sid: 'One',
        effect: 'Allow',
        principals: undefined,
        actions: { negated: false, patterns: ['kms:Decrypt'] },
        resources: { negated: false, patterns: ['*'] },
        conditions: [],
      },
    ]);
  });

  it('accepts variables in resources, with defaults', () => {
    const resource = "arn:aws:kms:*:*:key/${aws:PrincipalTag/team, 'none'}";
    expect(parseIdentityPolicy(document({ ...MAY, Resource: resource })).kind).toBe('identity');
  });

  it.each<[string, string, RegExp]>([
    ['a principal', document({ ...MAY, Principal: '*' }), /should not specify a principal/],
    ['NotPrincipal', document({ ...MAY, Effect: 'Deny', NotPrincipal: '*' }), /should not specify a principal/],
    ['no action', document({ ...MAY, Action: undefined }), /must contain actions/],
    ['no resource', document({ ...MAY, Resource: undefined }), /must contain resources/],
    ['a Sid with a space', document({ ...MAY, Sid: 'My statement' }), /must be alpha-numeric/],
    ['a Sid twice', document({ ...MAY, Sid: 'A' }, { ...MAY, Sid: 'A' }), /must be unique/],
    ['a resource that is none', document({ ...MAY, Resource: 'key/1' }), /is no Resource/],
    ['an element twice', '{"Statement":[],"Statement":[]}', /occurs twice/],
    ['no JSON', 'Statement', /not valid JSON/],
  ])('refuses %s', (_what, text, message) => {
    const error = refusal(parseIdentityPolicy, text);
    expect(error.message).toMatch(message);
    expect(error.reason).toBe('malformed');
  });

  it('does not count white space against the size', () => {
    const resource = (chars: number): string => `arn:aws:kms:::${'x'.repeat(chars)}`;
    const resources = [2000, 2000, 1800].map(resource);
    const text = document({ ...MAY, Resource: resources });
    expect(policyChars(text.replaceAll(',', ' ,\n\t'))).toBe(text.length);
    expect(parseIdentityPolicy(text.padEnd(100_000)).statements).toHaveLength(1);
    const larger = document({ ...MAY, Resource: [...resources, resource(300)] });
    expect(refusal(parseIdentityPolicy, larger).reason).toBe('tooLarge');
    expect(parseIdentityPolicy(larger, ROLE_INLINE_POLICY_MAX_CHARS).statements).toHaveLength(1);
    expect(refusal(parseIdentityPolicy, text.padEnd(131_073)).reason).toBe('tooLarge');
  });
});

describe('parseSessionPolicy', () => {
  it('counts white space', () => {
    expect(parseSessionPolicy(document(MAY).padEnd(2048)).kind).toBe('identity');
    expect(refusal(parseSessionPolicy, document(MAY).padEnd(2049)).reason).toBe('tooLarge');
  });
});

describe('parseTrustPolicy', () => {
  it('parses a statement without a resource', () => {
    const statements = parseTrustPolicy(
      document({ ...TRUSTS, Action: ['sts:AssumeRole', 'STS:TagSession'] }),
    ).statements;
    expect(statements).toMatchObject([{ resources: undefined, principals: { negated: false } }]);
  });

  it.each<[string, string, RegExp]>([
    ['a resource', document({ ...TRUSTS, Resource: '*' }), /Has prohibited field Resource/],
    ['NotResource', document({ ...TRUSTS, NotResource: '*' }), /Has prohibited field NotResource/],
    ['no principal', document({ ...TRUSTS, Principal: undefined }), /has no Principal/],
    ['an action of another service', document({ ...TRUSTS, Action: 'kms:Decrypt' }), /STS AssumeRole actions/],
    ['every action', document({ ...TRUSTS, Action: '*' }), /STS AssumeRole actions/],
    ['no action', document({ ...TRUSTS, Action: undefined }), /must contain actions/],
    ['an invalid principal', document({ ...TRUSTS, Principal: { AWS: 'alice' } }), /invalid principals/],
    ['Allow with NotPrincipal', document({ ...TRUSTS, Principal: undefined, NotPrincipal: '*' }), /effect "Deny"/],
  ])('refuses %s', (_what, text, message) => {
    expect(refusal(parseTrustPolicy, text).message).toMatch(message);
  });
});
