import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkEnvironment } from './environment.js';

/** @param {string} path @param {string} text */
function lines(path, text) {
  return checkEnvironment(new Repository([file(path, text)])).map((problem) => problem.line);
}

describe('environment', () => {
  it('is read in config.ts only', () => {
    expect(lines('services/kms/src/a.ts', '\nconst x = process.env.HOME;')).toEqual([2]);
    expect(lines('services/kms/src/a.ts', 'const { env } = process;')).toEqual([1]);
    expect(lines('services/kms/src/config.ts', 'process.env')).toEqual([]);
    expect(lines('services/kms/src/a.test.ts', 'process.env')).toEqual([]);
    expect(lines('services/kms/src/a.ts', '// process.env is read in config.ts')).toEqual([]);
  });
});
