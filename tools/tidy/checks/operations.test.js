import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkOperations } from './operations.js';

const OPERATION = file('services/kms/src/operations/create-key.ts', 'export const createKey = operation({});');

describe('operations', () => {
  it('asks for the contract suite of each operation', () => {
    expect(checkOperations(new Repository([OPERATION]))[0]?.message).toContain('test/contract/create-key.test.ts');
    expect(checkOperations(new Repository([OPERATION, file('test/contract/create-key.test.ts', '')]))).toEqual([]);
  });

  it('leaves alone what operations share', () => {
    const shared = file('services/kms/src/operations/paging.ts', 'export function page() {}');
    expect(checkOperations(new Repository([shared]))).toEqual([]);
  });
});
