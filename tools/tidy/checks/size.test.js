import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkSize } from './size.js';

/** @param {string} text */
function messages(text) {
  return checkSize(new Repository([file('packages/core/src/a.ts', text)])).map((problem) => problem.message);
}

describe('size', () => {
  it('asks for a reason beyond 300 lines and refuses 501', () => {
    expect(messages('x;\n'.repeat(300))).toEqual([]);
    expect(messages('x;\n'.repeat(301)).join()).toContain('split the file, or say');
    expect(messages(`/** One file because the table is one. */\n${'x;\n'.repeat(300)}`)).toEqual([]);
    expect(messages(`/** One file because the table is one. */\n${'x;\n'.repeat(500)}`).join()).toContain('is the end');
  });

  it('counts columns, not bytes, and lets unbreakable literals be', () => {
    expect(messages('é '.repeat(60))).toEqual([]);
    expect(messages('a '.repeat(61))).toHaveLength(1);
    expect(messages(`const vector = '${'0'.repeat(140)}';`)).toEqual([]);
    expect(messages(`import type { A } from '@strongroom/${'a/'.repeat(60)}b.js';`)).toEqual([]);
    expect(messages(`  'one sentence ${'and more '.repeat(15)}',`)).toEqual([]);
    expect(messages(`const text = 'one sentence ${'and more '.repeat(15)}';`)).toHaveLength(1);
  });
});
