import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkNames } from './names.js';

describe('names', () => {
  it.each([
    ['services/kms/src/operations/re-encrypt.ts', 0],
    ['services/kms/src/operations/re-encrypt.test.ts', 0],
    ['services/kms/src/operations/reEncrypt.ts', 1],
    ['packages/core/src/key.ts', 1],
    ['packages/core/src/kms-key.ts', 0],
    ['packages/proto/src/gen/Foo.ts', 0],
  ])('%s → %i', (path, expected) => {
    expect(checkNames(new Repository([file(path, '')]))).toHaveLength(expected);
  });
});
