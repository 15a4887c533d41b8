import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { Parameters } from './parameters.js';
import { parseQuery } from './query.js';

const parse = (text: string) => parseQuery(utf8(text));

describe('the query form', () => {
  it('gives back what a client wrote, whatever the values', () => {
    const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.]{0,20}$/);
    const values = fc.string({ unit: 'binary' }).filter((text) => Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(fc.dictionary(names, values, { noNullPrototype: true, maxKeys: 8 }), (given) => {
        expect(Object.fromEntries(parse(new URLSearchParams(given).toString()))).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });

  it('never fails but in its own words', () => {
    const bodies = fc.oneof(fc.uint8Array(), fc.stringMatching(/^[A-Za-z=&%+.0-9]{0,40}$/).map(utf8));
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          parseQuery(body);
        } catch (error) {
          expect(error).toMatchObject({
            exception: expect.stringMatching(/^(Serialization|Validation)Exception$/) as string,
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a broken escape', 'Action=%zz'],
    ['half an escape', 'Action=%4'],
    ['bytes that are not UTF-8', 'Action=%ff%fe'],
    ['a line feed', 'Action=a\n'],
    ['bytes beyond ASCII', 'Action=ä'],
    ['an empty name', '=a'],
    ['an empty pair', 'Action=a&&Version=b'],
    ['a name that is none', 'A%00b=c'],
    ['257 parameters', Array.from({ length: 257 }, (_, index) => `a${String(index)}=`).join('&')],
  ])('refuses %s', (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ exception: 'SerializationException' }) as Error);
  });

  it.each(['Action=a&Action=a', 'Action=a&%41ction=b', 'Tags.member.1.Key=a&Tags.member.1.Key=b'])(
    'refuses a name given twice: %s',
    (text) => {
      expect(() => parse(text)).toThrow(/given twice/);
    },
  );
});

describe('the parameters of an action', () => {
  const of = (text: string) => new Parameters(parse(text));

  it('are lists as clients write them', () => {
    const parameters = of('T.member.1=a&T.member.2=b&Tags.member.1.Key=k&Tags.member.1.Value=&Empty=');
    expect(parameters.texts('T')).toEqual(['a', 'b']);
    expect(parameters.pairs('Tags')).toEqual([['k', '']]);
    expect(parameters.texts('Empty')).toEqual([]);
    parameters.finish();
  });

  it.each([
    ['unknown', 'Surprise=1'],
    ['a gap in a list', 'Tags.member.2.Key=k&Tags.member.2.Value=v'],
    ['a list from 0', 'Tags.member.0.Key=k'],
    ['a member of a member', 'Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.1.Extra=x'],
    ['prototype names', 'constructor=1'],
    [
      'more than 50',
      Array.from(
        { length: 51 },
        (_, n) => `Tags.member.${String(n + 1)}.Key=a&Tags.member.${String(n + 1)}.Value=b`,
      ).join('&'),
    ],
  ])('refuse what nobody asks for: %s', (_what, text) => {
    const parameters = of(text);
    parameters.pairs('Tags');
    expect(() => {
      parameters.finish();
    }).toThrow(/not known or not supported/);
  });

  it.each(['Tags.member.1.Key=k', 'N=1e3', 'N=-1', 'N=1.5', 'N='])('refuse %s', (text) => {
    const parameters = of(text);
    expect(() => [parameters.integer('N'), parameters.pairs('Tags')]).toThrow(
      expect.objectContaining({ exception: 'ValidationException' }) as Error,
    );
  });
});
