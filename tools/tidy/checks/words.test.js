import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkWords } from './words.js';

// Put together here, so that this file passes its own rule.
const LATER = ['TO', 'DO'].join('');
const HOME = ['', 'ho' + 'me', 'alice', 'strongroom'].join('/');
const HOST = ['registry', 'npm' + 'js', 'org'].join('.');

describe('words', () => {
  it.each([
    [`// ${LATER}: later`, 1],
    [`read('${HOME}/x')`, 1],
    [`see https://${HOST}/zod`, 1],
    ['the mastodon at work/life balance', 0],
    ['https://example.com/work/items', 0],
  ])('%s → %i', (text, expected) => {
    expect(checkWords(new Repository([file('docs/A.md', text)]))).toHaveLength(expected);
  });
});
