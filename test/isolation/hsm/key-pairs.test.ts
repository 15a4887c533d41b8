/**
 * A front end that lies, straight at a real node: whatever it asks of a key, the key's own attributes decide; whatever
 * thread it names, slow work runs in the slow one; whatever tenant it names, a token opens in its own tenant's slot.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { SystemRng } from '@strongroom/core/rng.js';
import {
  decapsulateArguments,
  decryptArguments,
  deriveSharedSecretArguments,
  encapsulateArguments,
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  generateDataKeyArguments,
  generateDataKeyPairArguments,
  generateMacArguments,
  getPublicKeyArguments,
  reEncryptArguments,
  rsaDecryptArguments,
  rsaEncryptArguments,
  signArguments,
  SLOT_COMMAND,
  SLOW_LANE_BIT,
  verifyArguments,
  verifyMacArguments,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { HsmFleet, makeAuthority, makeOperator, memberOf, openAppliance, signCommand } from './hsm-processes.js';
import { RawLink, type RawAnswer } from './raw-link.js';

const A = '111111111111';
const B = '222222222222';
const NONE = new Uint8Array(0);
const DATA = new Uint8Array(32).fill(7);

/** Every key of tenant A, by what it is for. */
const KEYS = {
  symmetric: ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
  hmac: ['HMAC_256', 'GENERATE_VERIFY_MAC'],
  rsaSigning: ['RSA_2048', 'SIGN_VERIFY'],
  rsaEncryption: ['RSA_2048', 'ENCRYPT_DECRYPT'],
  p256Signing: ['ECC_NIST_P256', 'SIGN_VERIFY'],
  p256Agreement: ['ECC_NIST_P256', 'KEY_AGREEMENT'],
  p384Signing: ['ECC_NIST_P384', 'SIGN_VERIFY'],
  mlDsa: ['ML_DSA_44', 'SIGN_VERIFY'],
  mlKem: ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE'],
} as const;
type KeyName = keyof typeof KEYS;

/** Every command that uses a key, and the keys that may be used so. */
const COMMANDS: readonly (readonly [
  keyof typeof SLOT_COMMAND,
  readonly KeyName[],
  (material: MaterialReference) => Uint8Array,
])[] = [
  ['ENCRYPT', ['symmetric'], (material) => encryptArguments.write({ material, context: NONE, plaintext: DATA })],
  ['DECRYPT', ['symmetric'], (material) => decryptArguments.write({ material, context: NONE, ciphertextBlob: DATA })],
  [
    'GENERATE_DATA_KEY',
    ['symmetric'],
    (material) => generateDataKeyArguments.write({ material, context: NONE, numberOfBytes: 32, withPlaintext: true }),
  ],
  [
    'GENERATE_DATA_KEY_PAIR',
    ['symmetric'],
    (material) =>
      generateDataKeyPairArguments.write({ material, context: NONE, keyPairSpec: 'RSA_2048', withPlaintext: true }),
  ],
  [
    'RSA_ENCRYPT',
    ['rsaEncryption'],
    (material) => rsaEncryptArguments.write({ material, algorithm: 'RSAES_OAEP_SHA_256', plaintext: DATA }),
  ],
  [
    'RSA_DECRYPT',
    ['rsaEncryption'],
    (material) => rsaDecryptArguments.write({ material, algorithm: 'RSAES_OAEP_SHA_256', ciphertext: DATA }),
  ],
  [
    'SIGN',
    ['p256Signing'],
    (material) => signArguments.write({ material, algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: DATA }),
  ],
  [
    'VERIFY',
    ['rsaSigning'],
    (material) =>
      verifyArguments.write({
        material,
        algorithm: 'RSASSA_PSS_SHA_256',
        messageType: 'RAW',
        message: DATA,
        signature: DATA,
      }),
  ],
  [
    'GENERATE_MAC',
    ['hmac'],
    (material) => generateMacArguments.write({ material, algorithm: 'HMAC_SHA_256', message: DATA }),
  ],
  [
    'VERIFY_MAC',
    ['hmac'],
    (material) => verifyMacArguments.write({ material, algorithm: 'HMAC_SHA_256', message: DATA, mac: DATA }),
  ],
  [
    'DERIVE_SHARED_SECRET',
    ['p256Agreement'],
    (material) => deriveSharedSecretArguments.write({ material, publicKey: DATA }),
  ],
  ['ENCAPSULATE', ['mlKem'], (material) => encapsulateArguments.write({ material })],
  ['DECAPSULATE', ['mlKem'], (material) => decapsulateArguments.write({ material, ciphertext: new Uint8Array(768) })],
];

describe('keys at a node', () => {
  let fleet: HsmFleet;
  let link: RawLink;
  const slotTokens = new Map<string, Uint8Array>();
  const materials = new Map<KeyName, MaterialReference>();

  beforeAll(async () => {
    const authority = await makeAuthority();
    fleet = new HsmFleet(authority);
    const host = await makeOperator(authority, 'front-end-1', 'service-host');
    const node = await fleet.start('hsm-1');
    const appliance = openAppliance(node.address, authority, host.certificate);
    const command = {
      command: 'CreateDomain',
      domainId: new SystemRng().bytes(16),
      baseVersion: 0,
      name: 'eu-central-1',
      members: [await memberOf(node.id, appliance)],
      operators: [host],
      rules: [{ command: 'CreateDomain', role: 'service-host', minSignatures: 1 }],
    } as const;
    await appliance.createDomain(signCommand(command, [host]));
    appliance.close();
    link = new RawLink(node.address, authority, host.certificate);
    link.greet();
    for (const tenant of [A, B]) {
      slotTokens.set(tenant, (await link.send({ tenant, command: SLOT_COMMAND.CREATE_SLOT_TOKEN })).payload);
    }
    for (const [name, [keySpec, keyUsage]] of Object.entries(KEYS)) {
      const kmsKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
      const attributes = { kmsKeyId, keySpec, keyUsage, origin: 'AWS_KMS' };
      const made = await slow('GENERATE_BACKING_KEY', generateBackingKeyArguments.write(attributes));
      materials.set(name as KeyName, generateBackingKeyResult.read(made.payload));
    }
  });
  afterAll(() => {
    link.close();
    fleet.stopAll();
  });

  function send(command: number, payload: Uint8Array, tenant = A): Promise<RawAnswer> {
    const slotToken = must(slotTokens.get(tenant), 'the tenant has a slot');
    return link.send({ tenant, command, payload, slotToken, deadlineMs: 60_000 });
  }

  function slow(command: keyof typeof SLOT_COMMAND, payload: Uint8Array, tenant = A): Promise<RawAnswer> {
    return send(SLOT_COMMAND[command] | SLOW_LANE_BIT, payload, tenant);
  }

  function material(name: KeyName): MaterialReference {
    return must(materials.get(name), 'a key');
  }

  test.each(COMMANDS)('%s is for %j alone', async (command, allowed, payload) => {
    for (const name of Object.keys(KEYS) as KeyName[]) {
      const { status, payload: answer } = await slow(command, payload(material(name)));
      const refused = status === 'KEY_FUNCTION_NOT_PERMITTED';
      expect([name, refused]).toEqual([name, !allowed.includes(name)]);
      if (refused) expect(answer).toHaveLength(0);
    }
  });

  test('RE_ENCRYPT is for encryption keys alone, on either side', async () => {
    const context = NONE;
    const blob = (
      await slow('ENCRYPT', encryptArguments.write({ material: material('symmetric'), context, plaintext: DATA }))
    ).payload;
    const good = { material: material('symmetric'), algorithm: 'SYMMETRIC_DEFAULT', context };
    for (const name of ['rsaSigning', 'p256Signing', 'p256Agreement', 'hmac', 'mlKem'] as const) {
      for (const algorithm of ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_256']) {
        const bad = { material: material(name), algorithm, context };
        const from = reEncryptArguments.write({ source: { ...bad, ciphertext: blob }, destination: good });
        expect((await slow('RE_ENCRYPT', from)).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
        const to = reEncryptArguments.write({ source: { ...good, ciphertext: blob }, destination: bad });
        expect((await slow('RE_ENCRYPT', to)).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
      }
    }
  });

  test('slow work without the slow bit is refused, and nothing of it is done', async () => {
    const p384 = { material: material('p384Signing'), algorithm: 'ECDSA_SHA_384', messageType: 'RAW', message: DATA };
    const mlDsa = { ...p384, material: material('mlDsa'), algorithm: 'ML_DSA_SHAKE_256' };
    const digest = { ...p384, material: material('p256Signing'), algorithm: 'ECDSA_SHA_256', messageType: 'DIGEST' };
    for (const message of [p384, mlDsa, digest]) {
      const payload = signArguments.write(message);
      const fast = await send(SLOT_COMMAND.SIGN, payload);
      expect([fast.status, fast.payload.length]).toEqual(['NEED_SLOW_LANE', 0]);
      expect((await slow('SIGN', payload)).status).toBe('OK');
    }
    const pair = { kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', origin: 'AWS_KMS' };
    const generate = { ...pair, keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' };
    const made = await send(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(generate));
    expect(made.status).toBe('NEED_SLOW_LANE');
    const fastWork = { ...digest, messageType: 'RAW' };
    expect((await send(SLOT_COMMAND.SIGN, signArguments.write(fastWork))).status).toBe('OK');
  });

  test.each(Object.keys(KEYS) as KeyName[])('the token of %s opens in no other tenant’s slot', async (name) => {
    for (const reference of [material(name), { ...material(name), ekt: material('symmetric').ekt }]) {
      const signing = { material: reference, algorithm: 'ECDSA_SHA_256', messageType: 'RAW', message: DATA };
      for (const [command, payload] of [
        ['GET_PUBLIC_KEY', getPublicKeyArguments.write({ material: reference })],
        ['SIGN', signArguments.write(signing)],
        ['ENCRYPT', encryptArguments.write({ material: reference, context: NONE, plaintext: DATA })],
      ] as const) {
        expect((await send(SLOT_COMMAND[command], payload, B)).status).toBe('TOKEN_INVALID');
        expect((await slow(command, payload, B)).status).toBe('TOKEN_INVALID');
      }
    }
    const bare = getPublicKeyArguments.write({ material: { ...material(name), ekt: NONE } });
    expect((await slow('GET_PUBLIC_KEY', bare, B)).status).toBe('NEED_EKT');
  });
});
