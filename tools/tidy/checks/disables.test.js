import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkDisables } from './disables.js';

describe('disables', () => {
  it.each([
    ['// eslint-disable-next-line', 1],
    ['// eslint-disable-next-line no-console', 1],
    ['/* eslint-disable no-console -- the command line prints */', 0],
    ['// eslint-disable-next-line @typescript-eslint/no-base-to-string -- checked above', 0],
    ['// @ts-ignore', 1],
    ['const directive = 1; // nothing to see', 0],
  ])('%s → %i', (text, expected) => {
    expect(checkDisables(new Repository([file('packages/a/src/a.ts', text)]))).toHaveLength(expected);
  });
});
