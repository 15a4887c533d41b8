/** All operations of the API are answered by an operation of their own. */
import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES } from '@strongroom/proto/gen/kms-model.js';
import { NOT_IMPLEMENTED } from '../../services/kms/src/operations/not-implemented.js';
import { operations } from '../../services/kms/src/operations/registry.gen.js';

describe('the registry', () => {
  it('has each of the 56 operations', () => {
    expect(OPERATION_NAMES).toHaveLength(56);
    expect(NOT_IMPLEMENTED).toEqual([]);
    expect(Object.keys(operations).toSorted()).toEqual([...OPERATION_NAMES].toSorted());
  });
});
