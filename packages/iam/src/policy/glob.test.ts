import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_MANY, ANY_ONE, Glob, type GlobText, type GlobToken } from './glob.js';

const globOf = (pattern: string): Glob =>
  new Glob(
    Array.from(pattern, (character): GlobToken => {
      if (character === '*') return ANY_MANY;
      return character === '?' ? ANY_ONE : character;
    }),
  );

/** A text that counts how often it is read. */
function counted(text: string): { text: GlobText; reads: () => number } {
  let reads = 0;
  return {
    text: {
      length: text.length,
      charCodeAt: (index) => {
        reads += 1;
        return text.charCodeAt(index);
      },
    },
    reads: () => reads,
  };
}

describe('Glob', () => {
  it('matches as the regular expression of the pattern does (property)', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 16 });
    fc.assert(
      fc.property(pattern, text, (wanted, actual) => {
        const regExp = new RegExp(`^${wanted.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
        expect(globOf(wanted).matches(actual)).toBe(regExp.test(actual));
      }),
      { numRuns: 5000 },
    );
  });

  it('finds pieces that are longer than a word of bits', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '?'), minLength: 30, maxLength: 100 });
    const around = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 80 });
    fc.assert(
      fc.property(piece, around, around, fc.nat(99), (wanted, before, after, change) => {
        const inside = wanted.replaceAll('?', 'b');
        const glob = globOf(`*${wanted}*`);
        expect(glob.matches(before + inside + after)).toBe(true);
        const spoilt = Array.from(inside, (each, index) => (index === change % inside.length ? 'c' : each)).join('');
        expect(glob.matches(spoilt)).toBe(wanted.charAt(change % inside.length) === '?');
      }),
      { numRuns: 500 },
    );
  });

  it('can be used again after a search that failed half way', () => {
    const glob = globOf('*aab*');
    expect(glob.matches('xaaa')).toBe(false);
    expect(glob.matches('bxxx')).toBe(false);
    expect(glob.matches('xaab')).toBe(true);
  });

  it.each([
    ['stars', '*a'.repeat(4000)],
    ['stars and a letter that is not there', `${'*a'.repeat(4000)}*b*`],
    ['a long piece', `*${'a'.repeat(4000)}b*`],
    ['question marks', `*${'a?'.repeat(2000)}b*`],
    ['both ends', `${'a?'.repeat(2000)}*${'?a'.repeat(2000)}`],
    ['stars upon stars', `${'*'.repeat(8000)}b*`],
  ])('reads each character of the text at most twice: %s', (_what, pattern) => {
    const { text, reads } = counted('a'.repeat(8192));
    globOf(pattern).matches(text);
    expect(reads()).toBeLessThanOrEqual(2 * 8192);
  });
});
