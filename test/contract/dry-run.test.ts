/** DryRun (API reference): everything is checked, nothing is done. One row per operation of the model that has it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { MESSAGES, OPERATION_NAMES, OPERATIONS, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import { untyped } from '../harness/doors/door.js';
import { bytes, createKey, unknownKeyId } from '../harness/fixtures.js';
import { throughEveryDoor, type Given } from '../harness/suite.js';

const message = bytes(10);
const oneKey = { keySpec: 'AES_256' } as const;
const onePair = { keyPairSpec: 'ECC_NIST_P256' } as const;
const ecdsa = { message, signingAlgorithm: 'ECDSA_SHA_256' } as const;
const hmac = { message, macAlgorithm: 'HMAC_SHA_256' } as const;
const kem = { encapsulationAlgorithm: 'ML_KEM' } as const;

const KEY_TYPES = {
  symmetric: {},
  signing: { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' },
  agreement: { keySpec: 'ECC_NIST_P256', keyUsage: 'KEY_AGREEMENT' },
  hmac: { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' },
  kem: { keySpec: 'ML_KEM_512', keyUsage: 'ENCAPSULATE_DECAPSULATE' },
} as const;

type Input = Readonly<Record<string, unknown>>;
/** For the key that it is given: a request that succeeds. */
type Prepare = (given: Given, keyId: string) => Promise<Input> | Input;

const TABLE: Partial<Record<OperationName, readonly [keyof typeof KEY_TYPES, Prepare]>> = {
  Encrypt: ['symmetric', (_, keyId) => ({ keyId, plaintext: message })],
  Decrypt: ['symmetric', async ({ call }, keyId) => ({ keyId, ...(await sealed(call, keyId)) })],
  ReEncrypt: [
    'symmetric',
    async ({ call }, keyId) => ({ sourceKeyId: keyId, destinationKeyId: keyId, ...(await sealed(call, keyId)) }),
  ],
  GenerateDataKey: ['symmetric', (_, keyId) => ({ keyId, ...oneKey })],
  GenerateDataKeyWithoutPlaintext: ['symmetric', (_, keyId) => ({ keyId, ...oneKey })],
  GenerateDataKeyPair: ['symmetric', (_, keyId) => ({ keyId, ...onePair })],
  GenerateDataKeyPairWithoutPlaintext: ['symmetric', (_, keyId) => ({ keyId, ...onePair })],
  Sign: ['signing', (_, keyId) => ({ keyId, ...ecdsa })],
  Verify: [
    'signing',
    async ({ call }, keyId) => ({
      keyId,
      ...ecdsa,
      signature: (await call('Sign', { keyId, ...ecdsa })).signature,
    }),
  ],
  GenerateMac: ['hmac', (_, keyId) => ({ keyId, ...hmac })],
  VerifyMac: [
    'hmac',
    async ({ call }, keyId) => ({ keyId, ...hmac, mac: (await call('GenerateMac', { keyId, ...hmac })).mac }),
  ],
  DeriveSharedSecret: [
    'agreement',
    async ({ call }, keyId) => ({
      keyId,
      keyAgreementAlgorithm: 'ECDH',
      publicKey: (await call('GetPublicKey', { keyId })).publicKey,
    }),
  ],
  Encapsulate: ['kem', (_, keyId) => ({ keyId, ...kem })],
  Decapsulate: [
    'kem',
    async ({ call }, keyId) => {
      const { sharedSecretCiphertextBlob } = await call('Encapsulate', { keyId, ...kem });
      return { keyId, ...kem, sharedSecretCiphertextBlob };
    },
  ],
};

async function sealed(call: Given['call'], keyId: string): Promise<Input> {
  const { ciphertextBlob } = await call('Encrypt', { keyId, plaintext: message });
  return { ciphertextBlob };
}

/** In the suites of grants, where there are grants to try it with. */
const ELSEWHERE: readonly OperationName[] = ['CreateGrant', 'RetireGrant', 'RevokeGrant'];

describe('DryRun', () => {
  it('is tried for every operation of the model that has it', () => {
    const having = OPERATION_NAMES.filter((name) =>
      MESSAGES[OPERATIONS[name].input].fields.some((field) => field.name === 'dryRun'),
    );
    expect([...Object.keys(TABLE), ...ELSEWHERE].sort()).toEqual([...having].sort());
  });
});

throughEveryDoor('DryRun', (given) => {
  const { door, a, call, refusal } = given;
  describe.each(Object.entries(TABLE))('%s', (name, [type, prepare]) => {
    const operation = name as OperationName;
    let keyId: string;
    let input: Input;
    beforeAll(async () => {
      ({ keyId } = await createKey(door, a, KEY_TYPES[type]));
      input = await prepare(given, keyId);
    });
    const tried = async (changes: Input = {}): Promise<string> =>
      (await refusal(operation, untyped({ ...input, ...changes, dryRun: true }))).exception;

    it('says that it would have succeeded, and only then', async () => {
      expect(await refusal(operation, untyped({ ...input, dryRun: true }))).toEqual({
        exception: 'DryRunOperationException',
        message: 'The request would have succeeded, but the DryRun option is set.',
      });
      await call(operation, untyped({ ...input, dryRun: false }));
    });

    it('a key that does not exist → NotFoundException', async () => {
      const names = ['keyId', 'sourceKeyId', 'destinationKeyId'].filter((each) => each in input);
      const changes = names.map((each) => [each, unknownKeyId()] as const);
      expect(await tried(Object.fromEntries(changes))).toBe('NotFoundException');
    });

    it('a key of another usage → InvalidKeyUsageException', async () => {
      const other = await createKey(door, a, KEY_TYPES[type === 'hmac' ? 'signing' : 'hmac']);
      const named = must(
        ['keyId', 'destinationKeyId'].find((each) => each in input),
        'a key is named',
      );
      expect(await tried({ [named]: other.keyId })).toBe('InvalidKeyUsageException');
    });

    it('a disabled key → DisabledException', async () => {
      await call('DisableKey', { keyId });
      expect(await tried()).toBe('DisabledException');
      await call('EnableKey', { keyId });
    });
  });
});
