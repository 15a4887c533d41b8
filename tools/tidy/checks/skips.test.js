import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkSkips } from './skips.js';

/** @param {string} text */
function count(text) {
  return checkSkips(new Repository([file('packages/a/src/a.test.ts', text)])).length;
}

describe('skips', () => {
  it.each(['.skip', '.only', '.todo'])('finds it%s', (suffix) => {
    expect(count(`it${suffix}('works', () => {});`)).toBe(1);
    expect(count(`describe.concurrent${suffix}('works', () => {});`)).toBe(1);
  });

  it('lets plain tests, tables and words in strings pass', () => {
    expect(count("it('does not it.skip anything', () => {}); it.each([1])('x', f); list.only();")).toBe(0);
  });
});
