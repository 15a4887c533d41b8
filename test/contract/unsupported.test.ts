/** All operations of the API are answered; those that this version does not do say so by AWS's own exception. */
import { describe, expect, inject, it } from 'vitest';
import { OPERATION_NAMES, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { throughEveryDoor } from '../harness/suite.js';

const DONE = new Set<OperationName>([
  'CancelKeyDeletion',
  'CreateAlias',
  'CreateKey',
  'Decapsulate',
  'Decrypt',
  'DeleteAlias',
  'DeriveSharedSecret',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'GetKeyLastUsage',
  'GetKeyPolicy',
  'GetPublicKey',
  'ListAliases',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListKeys',
  'ListResourceTags',
  'PutKeyPolicy',
  'ReEncrypt',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'Sign',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
  'Verify',
  'VerifyMac',
]);

/** Valid enough for every operation that is not done: fields that an operation does not have are left out by name. */
const INPUTS: Partial<Record<OperationName, Record<string, unknown>>> = {
  EnableKeyRotation: { keyId: 'alias/x' },
  GetKeyRotationStatus: { keyId: 'alias/x' },
  ListGrants: { keyId: 'alias/x' },
  DescribeCustomKeyStores: {},
};

describe('the registry', () => {
  it('knows 56 operations', () => {
    expect(OPERATION_NAMES).toHaveLength(56);
    expect(inject('ready').tenants.length).toBeGreaterThanOrEqual(2);
  });
});

throughEveryDoor('Operations that are not done', ({ refusal }) => {
  const names = OPERATION_NAMES.filter((name) => !DONE.has(name) && INPUTS[name] !== undefined);
  it.each(names)('%s → UnsupportedOperationException', async (name) => {
    const { exception } = await refusal(name, untyped(INPUTS[name] ?? {}));
    expect(exception).toBe('UnsupportedOperationException');
  });
});
