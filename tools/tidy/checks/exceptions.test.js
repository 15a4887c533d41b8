import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkExceptions } from './exceptions.js';

const TABLE = file(
  'packages/core/src/errors.ts',
  "export const ERRORS = {\n  OneException: client(1, ''),\n  OtherException: {\n    grpc: 2,\n  },\n  // Common to AWS services, not in the model.\n};\n",
);
const SUITE = 'test/contract/some.test.ts';

/** @param {string} suite @param {Readonly<Record<string, string>>} untested */
function messages(suite, untested) {
  return checkExceptions(new Repository([TABLE, file(SUITE, suite)]), untested).map(({ message }) => message);
}

describe('exceptions', () => {
  it('asks for a test of each', () => {
    expect(messages("toBe('OneException')", {})).toEqual([expect.stringContaining('raises OtherException')]);
    expect(messages("toBe('OneException'); toBe('OtherException')", {})).toEqual([]);
  });

  it('takes a test of services/kms where the model has no such exception', () => {
    const rows = '  OneException: {},\n  // Common to AWS services, not in the model.\n  OtherException: {},\n';
    const table = file('packages/core/src/errors.ts', rows);
    const unit = file('services/kms/src/identity/some.test.ts', "'OneException' 'OtherException'");
    const problems = checkExceptions(new Repository([table, unit]), {});
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('raises OneException')]);
  });

  it('takes a reason instead, for as long as it is one', () => {
    expect(messages("toBe('OneException')", { OtherException: 'no such thing yet' })).toEqual([]);
    expect(messages("'OneException' 'OtherException'", { OtherException: 'no such thing yet' })).toEqual([
      expect.stringContaining('OtherException is tested now'),
    ]);
    expect(messages("'OneException' 'OtherException'", { GoneException: 'once' })).toEqual([
      expect.stringContaining('GoneException is no exception'),
    ]);
  });
});
