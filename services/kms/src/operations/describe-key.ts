import { keyMetadata } from '../keys/key-metadata.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: DescribeKey. */
export const describeKey = operation({
  name: 'DescribeKey',
  quota: 'describe',
  readOnly: true,
  crossAccount: true,
  keys: (input) => [{ identifier: input.keyId, forms: 'any', action: 'kms:DescribeKey', states: 'any' }],
  handle: ({ keys }) => ({ output: { keyMetadata: keyMetadata(soleKey(keys)) } }),
});
