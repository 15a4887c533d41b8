import { describe, expect, it } from 'vitest';
import { wrapComments } from './wrap.js';

const WORDS = 'word '.repeat(40).trim();

describe('wrap', () => {
  it.each([[`// ${WORDS}`], [`  /** ${WORDS} */`], [`/**\n * ${WORDS}\n * and more\n */`]])('breaks %j', (text) => {
    const wrapped = wrapComments(text);
    expect(Math.max(...wrapped.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    const bare = (/** @type {string} */ each) => each.replace(/[/*\s]+/g, ' ').trim();
    expect(bare(wrapped)).toBe(bare(text));
    expect(wrapComments(wrapped)).toBe(wrapped);
  });

  it('leaves code, short comments and directives alone', () => {
    const text = `const a = '${WORDS}';\n// short\n// eslint-disable-next-line rule -- ${WORDS}`;
    expect(wrapComments(text)).toBe(text);
  });

  it('does not join a list item to the line before it', () => {
    const wrapped = wrapComments(`// ${WORDS}\n// - item`);
    expect(wrapped.split('\n').at(-1)).toBe('// - item');
  });
});
