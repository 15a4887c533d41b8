/** The table of key states ("Key states of AWS KMS keys", developer guide) for every operation that is done here. */
import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, createAlias, createKey, newAliasName, type TestKey } from '../harness/fixtures.js';
import { patiently } from '../harness/patience.js';
import { refusalOf, throughEveryDoor, type Given } from '../harness/suite.js';

type State = 'Enabled' | 'Disabled' | 'PendingDeletion';

/** Of each type but the symmetric one, a key is made in each state. */
const KEY_TYPES = {
  rsa: { keySpec: 'RSA_2048', keyUsage: 'ENCRYPT_DECRYPT' },
  signing: { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' },
  agreement: { keySpec: 'ECC_NIST_P256', keyUsage: 'KEY_AGREEMENT' },
  hmac: { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' },
  kem: { keySpec: 'ML_KEM_512', keyUsage: 'ENCAPSULATE_DECAPSULATE' },
} as const;
type KeyType = keyof typeof KEY_TYPES;

interface Prepared extends TestKey {
  readonly ciphertextBlob: Uint8Array;
  readonly alias: string;
}

/** Every cryptographic operation on a key of this type, valid in all but the state. */
type Inputs = Partial<Record<OperationName, Record<string, unknown>>>;

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
  ['GenerateDataKeyPair', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId, keyPairSpec: 'ECC_NIST_P256' })],
  ['GenerateDataKeyPairWithoutPlaintext', CRYPTOGRAPHIC, ({ keyId }) => ({ keyId, keyPairSpec: 'ECC_NIST_P256' })],
  ['CreateAlias', NOT_WHILE_PENDING, ({ keyId }) => ({ aliasName: newAliasName(), targetKeyId: keyId })],
  ['TagResource', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] })],
  ['UntagResource', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, tagKeys: ['a'] })],
  ['UpdateKeyDescription', NOT_WHILE_PENDING, ({ keyId }) => ({ keyId, description: 'x' })],
  ['UpdateAlias', NOT_WHILE_PENDING, ({ keyId, alias }) => ({ aliasName: alias, targetKeyId: keyId })],
  [
    'CreateGrant',
    CRYPTOGRAPHIC,
    ({ keyId }) => ({ keyId, granteePrincipal: 'arn:aws:iam::111122223333:root', operations: ['Decrypt'] }),
  ],
  ['ListGrants', ALWAYS, ({ keyId }) => ({ keyId })],
  ['DescribeKey', ALWAYS, ({ keyId }) => ({ keyId })],
  ['GetKeyPolicy', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListKeyPolicies', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListResourceTags', ALWAYS, ({ keyId }) => ({ keyId })],
  ['ListAliases', ALWAYS, ({ keyId }) => ({ keyId })],
  ['DeleteAlias', ALWAYS, ({ alias }) => ({ aliasName: alias })],
];

const message = bytes(10);
const signing = { message, signingAlgorithm: 'ECDSA_SHA_256' } as const;
const macs = { message, macAlgorithm: 'HMAC_SHA_256' } as const;
const oaep = 'RSAES_OAEP_SHA_256';

/** Makes the inputs while the key is enabled. */
const PREPARATIONS: Record<KeyType, (given: Given, keyId: string) => Promise<Inputs>> = {
  async rsa({ call }, keyId) {
    const encrypt = { keyId, plaintext: message, encryptionAlgorithm: oaep } as const;
    const { ciphertextBlob } = await call('Encrypt', encrypt);
    return {
      Encrypt: encrypt,
      Decrypt: { keyId, ciphertextBlob, encryptionAlgorithm: oaep },
      ReEncrypt: {
        ciphertextBlob,
        sourceKeyId: keyId,
        sourceEncryptionAlgorithm: oaep,
        destinationKeyId: keyId,
        destinationEncryptionAlgorithm: oaep,
      },
      GetPublicKey: { keyId },
    };
  },
  async signing({ call }, keyId) {
    const { signature } = await call('Sign', { keyId, ...signing });
    return { Sign: { keyId, ...signing }, Verify: { keyId, ...signing, signature }, GetPublicKey: { keyId } };
  },
  async agreement({ call }, keyId) {
    const { publicKey } = await call('GetPublicKey', { keyId });
    return { DeriveSharedSecret: { keyId, publicKey, keyAgreementAlgorithm: 'ECDH' }, GetPublicKey: { keyId } };
  },
  async hmac({ call }, keyId) {
    const { mac } = await call('GenerateMac', { keyId, ...macs });
    return { GenerateMac: { keyId, ...macs }, VerifyMac: { keyId, ...macs, mac } };
  },
  async kem({ call }, keyId) {
    const encapsulationAlgorithm = 'ML_KEM';
    const { sharedSecretCiphertextBlob } = await call('Encapsulate', { keyId, encapsulationAlgorithm });
    return {
      Encapsulate: { keyId, encapsulationAlgorithm },
      Decapsulate: { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob },
      GetPublicKey: { keyId },
    };
  },
};

throughEveryDoor('Key states', (given) => {
  const { door, a, call } = given;
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

  describe.each(Object.keys(KEY_TYPES) as KeyType[])('a key for %s', (type) => {
    it.each(['Enabled', 'Disabled', 'PendingDeletion'] as const)('%s', async (state) => {
      const { keyId, arn } = await patiently(() => createKey(door, a, KEY_TYPES[type]));
      const inputs = await PREPARATIONS[type](given, keyId);
      if (state === 'Disabled') await call('DisableKey', { keyId });
      if (state === 'PendingDeletion') await call('ScheduleKeyDeletion', { keyId });
      const cell = CRYPTOGRAPHIC[state];
      for (const [operation, input] of Object.entries(inputs)) {
        const request = door.call(operation as OperationName, untyped(input), a);
        if (cell === 'ok') await request;
        else expect(await refusalOf(request)).toEqual({ exception: cell[0], message: `${arn} ${must(cell[1], '')}` });
      }
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
