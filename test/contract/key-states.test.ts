/** The table of key states ("Key states of AWS KMS keys", developer guide) for every operation that is done here. */
import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, createAlias, createKey, newAliasName, type TestKey } from '../harness/fixtures.js';
import { refusalOf, throughEveryDoor } from '../harness/suite.js';

type State = 'Enabled' | 'Disabled' | 'PendingDeletion';

interface Prepared extends TestKey {
  readonly ciphertextBlob: Uint8Array;
  readonly alias: string;
}

const DISABLED = ['DisabledException', 'is disabled.'] as const;
const PENDING = ['KMSInvalidStateException', 'is pending deletion.'] as const;
const NOT_PENDING = ['KMSInvalidStateException', 'is not pending deletion.'] as const;
type Cell = 'ok' | readonly [string, string];

const CRYPTOGRAPHIC: Record<State, Cell> = { Enabled: 'ok', Disabled: DISABLED, PendingDeletion: PENDING };
const NOT_WHILE_PENDING: Record<State, Cell> = { Enabled: 'ok', Disabled: 'ok', PendingDeletion: PENDING };
const ALWAYS: Record<State, Cell> = { Enabled: 'ok', Disabled: 'ok', PendingDeletion: 'ok' };

const TABLE: readonly [OperationName, Record<State, Cell>, (key: Prepared) => Record<string, unknown>][] = [
  ['Encrypt', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId, plaintext: bytes(4) })],
  ['Decrypt', CRYPTOGRAPHIC, ({ ciphertextBlob }) => ({ ciphertextBlob })],
  ['ReEncrypt', CRYPTOGRAPHIC, ({ keyId, ciphertextBlob }) => ({ ciphertextBlob, destinationKeyId: keyId })],
  ['GenerateDataKey', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId, keySpec: 'AES_256' })],
  ['GenerateDataKeyWithoutPlaintext', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId, keySpec: 'AES_256' })],
  ['EnableKeyRotation', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId })],
  ['DisableKeyRotation', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId })],
  ['RotateKeyOnDemand', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId })],
  ['GetKeyRotationStatus', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListKeyRotations', ALWAYS, ({ keyId }) => ({ keyId })],
  ['GetKeyLastUsage', ALWAYS, ({ keyId }) => ({ keyId })],
  ['CreateAlias', NOT_WHILE_PENDING, ({ keyId }) => ({ aliasName: newAliasName(), targetKeyId: keyId })],
  ['TagResource', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] })],
  ['UntagResource', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, tagKeys: ['a'] })],
  ['UpdateKeyDescription', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, description: 'x' })],
  ['UpdateAlias', NOT_WHILE_PENDING, ({ keyId, alias }) => ({ aliasName: alias, targetKeyId: keyId })],
  ['DescribeKey', ALWAYS, ({ keyId }) => ({ keyId })],
  ['GetKeyPolicy', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListKeyPolicies', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListResourceTags', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListAliases', ALWAYS, ({ keyId }) => ({ keyId })],
  ['DeleteAlias', ALWAYS, ({ alias }) => ({ aliasName: alias })],
];

throughEveryDoor('Key states', ({ door, a, call }) => {
  describe.each(['Enabled', 'Disabled', 'PendingDeletion'] as const)('%s', (state) => {
    let key: Prepared;
    beforeAll(async () => {
      const made = await createKey(door, a);
      const alias = await createAlias(door, a, made);
      const { ciphertextBlob } = await call('Encrypt', { keyId: made.keyId, plaintext: bytes(16) });
      if (state === 'Disabled') await call('DisableKey', { keyId: made.keyId });
      if (state === 'PendingDeletion') await call('ScheduleKeyDeletion', { keyId: made.keyId });
      key = { ...made, alias, ciphertextBlob };
    });

    it.each(TABLE)('%s', async (operation, row, input) => {
      const request = door.call(operation, untyped(input(key)), a);
      const cell = row[state];
      if (cell === 'ok') await request;
      else expect(await refusalOf(request)).toEqual({ exception: cell[0], message: `${key.arn} ${must(cell[1], '')}` });
    });
  });

  it.each(['Enabled', 'Disabled'] as const)('CancelKeyDeletion of a key that is %s', async (state) => {
    const { keyId, arn } = await createKey(door, a);
    if (state === 'Disabled') await call('DisableKey', { keyId });
    const refused = await refusalOf(call('CancelKeyDeletion', { keyId }));
    expect(refused).toEqual({ exception: NOT_PENDING[0], message: `${arn} ${NOT_PENDING[1]}` });
  });

  it.each(['EnableKey', 'DisableKey', 'ScheduleKeyDeletion'] as const)(
    '%s of a key pending deletion',
    async (operation) => {
      const { keyId, arn } = await createKey(door, a);
      await call('ScheduleKeyDeletion', { keyId });
      expect(await refusalOf(call(operation, { keyId }))).toEqual({
        exception: PENDING[0],
        message: `${arn} ${PENDING[1]}`,
      });
    },
  );
});
