/** All operations of the API are answered; those that this version does not do say so by AWS's own exception. */
import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import { NOT_IMPLEMENTED } from '../../services/kms/src/operations/not-implemented.js';
import { untyped } from '../harness/doors/door.js';
import { throughEveryDoor } from '../harness/suite.js';

/** Valid enough to reach the registry. */
const INPUTS: Partial<Record<OperationName, Record<string, unknown>>> = {
  DescribeCustomKeyStores: {},
  UpdatePrimaryRegion: { keyId: 'alias/x', primaryRegion: 'us-west-2' },
};

describe('the registry', () => {
  it('knows 56 operations', () => {
    expect(OPERATION_NAMES).toHaveLength(56);
  });
});

throughEveryDoor('Operations that are not done', ({ refusal }) => {
  const names = NOT_IMPLEMENTED.filter((name) => INPUTS[name] !== undefined);
  it.each(names)('%s → UnsupportedOperationException', async (name) => {
    const { exception } = await refusal(name, untyped(INPUTS[name] ?? {}));
    expect(exception).toBe('UnsupportedOperationException');
  });
});
