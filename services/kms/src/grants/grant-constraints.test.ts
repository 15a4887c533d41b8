import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantConstraints } from '@strongroom/proto/gen/kms-types.js';
import { isAsStrict, meetsConstraints } from './grant-constraints.js';

const equals = (context: Record<string, string>): GrantConstraints => ({ encryptionContextEquals: context });
const subset = (context: Record<string, string>): GrantConstraints => ({ encryptionContextSubset: context });

describe('grant constraints', () => {
  it.each<[string, GrantConstraints | undefined, Record<string, string> | undefined, boolean]>([
    ['none', undefined, { a: '1' }, true],
    ['equal', equals({ a: '1', b: '2' }), { b: '2', a: '1' }, true],
    ['equal but for the case of a key', equals({ Dept: 'IT' }), { dEPT: 'IT' }, true],
    ['the case of a value', equals({ dept: 'IT' }), { dept: 'it' }, false],
    ['one pair more', equals({ a: '1' }), { a: '1', b: '2' }, false],
    ['one pair less', equals({ a: '1', b: '2' }), { a: '1' }, false],
    ['a pair twice in other case is a pair more', equals({ a: '1' }), { a: '1', A: '2' }, false],
    ['no context', equals({ a: '1' }), {}, false],
    ['an empty constraint takes the empty context', equals({}), {}, true],
    ['included', subset({ A: '1' }), { a: '1', b: '2' }, true],
    ['not included', subset({ a: '1' }), { b: '1' }, false],
    ['both', { ...equals({ a: '1' }), ...subset({ b: '2' }) }, { a: '1' }, false],
    ['an operation without a context', equals({ a: '1' }), undefined, true],
    ['on behalf of a resource', { sourceArn: 'arn:aws:s3:::b' }, undefined, false],
  ])('%s', (_name, constraints, context, met) => {
    expect(meetsConstraints(constraints, context)).toBe(met);
  });

  it.each<[string, GrantConstraints | undefined, GrantConstraints | undefined, boolean]>([
    ['anything under none', undefined, undefined, true],
    ['none under equals', undefined, equals({ a: '1' }), false],
    ['the same', equals({ a: '1' }), equals({ A: '1' }), true],
    ['equals within subset', equals({ a: '1', b: '2' }), subset({ a: '1' }), true],
    ['a larger subset', subset({ a: '1', b: '2' }), subset({ a: '1' }), true],
    ['a smaller subset', subset({ a: '1' }), subset({ a: '1', b: '2' }), false],
    ['subset under equals', subset({ a: '1' }), equals({ a: '1' }), false],
    ['without the source', equals({}), { sourceArn: 'arn:aws:s3:::b' }, false],
  ])('passing on: %s', (_name, inner, outer, strict) => {
    expect(isAsStrict(inner, outer)).toBe(strict);
  });

  it('whatever meets constraints that are as strict meets the others', () => {
    const context = fc.dictionary(fc.constantFrom('a', 'A', 'b', 'c'), fc.constantFrom('1', '2'), { maxKeys: 3 });
    const constraints = fc.record(
      { encryptionContextEquals: context, encryptionContextSubset: context },
      { requiredKeys: [] },
    );
    const met = { both: 0 };
    fc.assert(
      fc.property(constraints, constraints, context, (inner, outer, request) => {
        if (!isAsStrict(inner, outer) || !meetsConstraints(inner, request)) return;
        met.both += 1;
        expect(meetsConstraints(outer, request)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(met.both).toBeGreaterThan(0);
  });
});
