import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { PackedFormatError } from '@strongroom/core/packed.js';
import * as protocol from '../slot-protocol.js';

const blob = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const fixed = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const name = fc.stringMatching(/^[A-Z0-9_]{0,64}$/);
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[ -~]{0,${String(maxLength)}}$`));
const material = fc.record({ materialId: fixed(32), ekt: blob(300) });
const context = blob(200);
const message = blob(300);
const time = fc.maxSafeNat();

interface Codec<T> {
  readonly write: (value: T) => Uint8Array;
  readonly read: (payload: Uint8Array) => T;
}
interface Case {
  readonly codec: Codec<unknown>;
  readonly values: fc.Arbitrary<unknown>;
}
function caseOf<T>(codec: Codec<T>, values: fc.Arbitrary<T>): Case {
  return { codec: codec as Codec<unknown>, values };
}

const statement = fc.record({ statement: fc.uint8Array({ maxLength: 200 }), mac: fixed(32) });
const wrapped = fc.record({ materialId: fixed(32), iv: fixed(12), body: fc.uint8Array({ maxLength: 100 }) });
const wrappedList = fc.record({ wrapped: fc.array(wrapped, { maxLength: 16 }) });
const materialList = fc.array(material, { maxLength: 16 });

const CASES: Readonly<Record<string, Case>> = {
  authenticStatement: caseOf(protocol.authenticStatement, statement),
  beginReplicaArguments: caseOf(
    protocol.beginReplicaArguments,
    fc.record({
      fromDomainId: fixed(16),
      kmsKeyId: words(64),
      keySpec: name,
      keyUsage: name,
      notAfterMs: fc.maxSafeNat(),
    }),
  ),
  beginReplicaResult: caseOf(protocol.beginReplicaResult, fc.record({ agreementKey: material, request: statement })),
  wrappedMaterial: caseOf(protocol.wrappedMaterial, wrapped),
  wrappedMaterials: caseOf(protocol.wrappedMaterials, wrappedList),
  exportReplicaArguments: caseOf(
    protocol.exportReplicaArguments,
    fc.record({ request: statement, nowMs: fc.maxSafeNat(), materials: materialList }),
  ),
  exportReplicaResult: caseOf(protocol.exportReplicaResult, fc.record({ answer: statement, wrapped: wrappedList })),
  installReplicaArguments: caseOf(
    protocol.installReplicaArguments,
    fc.record({ agreementKey: material, answer: statement, nowMs: fc.maxSafeNat(), wrapped: wrappedList }),
  ),
  installReplicaResult: caseOf(protocol.installReplicaResult, fc.record({ materials: materialList })),
  signReplicationArguments: caseOf(protocol.signReplicationArguments, statement),
  vouchReplicationArguments: caseOf(
    protocol.vouchReplicationArguments,
    fc.record({ statement: fc.uint8Array({ maxLength: 200 }), signature: fc.uint8Array({ maxLength: 128 }) }),
  ),
  generateBackingKeyArguments: caseOf(
    protocol.generateBackingKeyArguments,
    fc.record({ kmsKeyId: words(64), keySpec: name, keyUsage: name, origin: name }),
  ),
  generateBackingKeyResult: caseOf(protocol.generateBackingKeyResult, material),
  forgetMaterialsArguments: caseOf(protocol.forgetMaterialsArguments, fc.array(fixed(32), { maxLength: 20 })),
  encryptArguments: caseOf(protocol.encryptArguments, fc.record({ material, context, plaintext: message })),
  decryptArguments: caseOf(protocol.decryptArguments, fc.record({ material, context, ciphertextBlob: message })),
  rsaEncryptArguments: caseOf(
    protocol.rsaEncryptArguments,
    fc.record({ material, algorithm: name, plaintext: message }),
  ),
  rsaDecryptArguments: caseOf(
    protocol.rsaDecryptArguments,
    fc.record({ material, algorithm: name, ciphertext: message }),
  ),
  reEncryptArguments: caseOf(
    protocol.reEncryptArguments,
    fc.record({
      source: fc.record({ material, algorithm: name, context, ciphertext: message }),
      destination: fc.record({ material, algorithm: name, context }),
    }),
  ),
  generateDataKeyArguments: caseOf(
    protocol.generateDataKeyArguments,
    fc.record({ material, context, numberOfBytes: fc.integer({ min: 1, max: 1024 }), withPlaintext: fc.boolean() }),
  ),
  generateDataKeyResult: caseOf(
    protocol.generateDataKeyResult,
    fc.record({ ciphertextBlob: message, plaintext: message }),
  ),
  generateDataKeyPairArguments: caseOf(
    protocol.generateDataKeyPairArguments,
    fc.record({ material, context, keyPairSpec: name, withPlaintext: fc.boolean() }),
  ),
  generateDataKeyPairResult: caseOf(
    protocol.generateDataKeyPairResult,
    fc.record({ publicKey: message, privateKeyCiphertextBlob: message, privateKeyPlaintext: message }),
  ),
  generateRandomArguments: caseOf(protocol.generateRandomArguments, fc.integer({ min: 1, max: 1024 })),
  signArguments: caseOf(protocol.signArguments, fc.record({ material, algorithm: name, messageType: name, message })),
  verifyArguments: caseOf(
    protocol.verifyArguments,
    fc.record({ material, algorithm: name, messageType: name, message, signature: message }),
  ),
  generateMacArguments: caseOf(protocol.generateMacArguments, fc.record({ material, algorithm: name, message })),
  verifyMacArguments: caseOf(
    protocol.verifyMacArguments,
    fc.record({ material, algorithm: name, message, mac: message }),
  ),
  getPublicKeyArguments: caseOf(protocol.getPublicKeyArguments, fc.record({ material })),
  deriveSharedSecretArguments: caseOf(
    protocol.deriveSharedSecretArguments,
    fc.record({ material, publicKey: message }),
  ),
  encapsulateArguments: caseOf(protocol.encapsulateArguments, fc.record({ material })),
  encapsulateResult: caseOf(protocol.encapsulateResult, fc.record({ ciphertext: message, sharedSecret: blob(32) })),
  decapsulateArguments: caseOf(protocol.decapsulateArguments, fc.record({ material, ciphertext: message })),
  generateAccessKeySecretArguments: caseOf(protocol.generateAccessKeySecretArguments, words(128)),
  generateAccessKeySecretResult: caseOf(
    protocol.generateAccessKeySecretResult,
    fc.record({ secret: blob(64), material }),
  ),
  rewrapArguments: caseOf(protocol.rewrapArguments, fc.array(material, { maxLength: protocol.REWRAP_MAX })),
  rewrapResult: caseOf(protocol.rewrapResult, fc.array(blob(300), { maxLength: protocol.REWRAP_MAX })),
  sealXksSecretArguments: caseOf(
    protocol.sealXksSecretArguments,
    fc.record({ accessKeyId: words(128), secret: blob(64) }),
  ),
  sealXksSecretResult: caseOf(protocol.sealXksSecretResult, material),
  deriveSigningKeyArguments: caseOf(
    protocol.deriveSigningKeyArguments,
    fc.record({ material, accessKeyId: words(128), date: words(8), region: words(64), service: words(64) }),
  ),
  generateImportWrappingKeyArguments: caseOf(
    protocol.generateImportWrappingKeyArguments,
    fc.record({
      kmsKeyId: words(64),
      keySpec: name,
      keyUsage: name,
      wrappingKeySpec: name,
      wrappingAlgorithm: name,
      notAfterMs: time,
    }),
  ),
  generateImportWrappingKeyResult: caseOf(
    protocol.generateImportWrappingKeyResult,
    fc.record({ material, publicKey: message }),
  ),
  importKeyMaterialArguments: caseOf(
    protocol.importKeyMaterialArguments,
    fc.record({
      wrappingKey: material,
      kmsKeyId: words(64),
      keySpec: name,
      keyUsage: name,
      nowMs: time,
      encryptedKeyMaterial: message,
    }),
  ),
  importKeyMaterialResult: caseOf(protocol.importKeyMaterialResult, material),
};

/** Readers give Buffers over the payload; as values they are their bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, member]) => [field, plain(member)]));
}

describe('the slot protocol', () => {
  test('has a case for every codec', () => {
    const codecs = Object.entries(protocol).filter(([, value]) => typeof value === 'object' && 'read' in value);
    expect(Object.keys(CASES).toSorted()).toEqual(codecs.map(([codec]) => codec).toSorted());
  });

  test('has numbers that are unique and leave room for the slow lane’s bit', () => {
    const numbers = Object.values(protocol.SLOT_COMMAND);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) {
      expect(protocol.laneOf(number)).toBe('fast');
      expect(protocol.laneOf(number | protocol.SLOW_LANE_BIT)).toBe('slow');
    }
  });

  describe.each(Object.entries(CASES))('%s', (_codec, { codec, values }) => {
    test('property: what is written is read again, and nothing shorter or longer is', () => {
      fc.assert(
        fc.property(values, fc.nat(), (value, at) => {
          const payload = codec.write(value);
          expect(plain(codec.read(payload))).toEqual(plain(value));
          expect(() => codec.read(payload.subarray(0, at % payload.length))).toThrow(PackedFormatError);
          expect(() => codec.read(Buffer.concat([payload, Buffer.alloc(1)]))).toThrow(PackedFormatError);
        }),
      );
    });

    test('property: any bytes are read or refused, and never anything else', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (payload) => {
          try {
            codec.read(payload);
          } catch (error) {
            expect(error).toBeInstanceOf(PackedFormatError);
          }
        }),
      );
    });
  });

  const held = { materialId: new Uint8Array(32), ekt: new Uint8Array(0) };
  const signing = { material: held, algorithm: 'A', messageType: 'RAW', message: new Uint8Array(0) };
  const beyond = <T>(what: string, codec: Codec<T>, value: T) => [what, () => codec.read(codec.write(value))] as const;
  test.each([
    beyond('an EKT', protocol.getPublicKeyArguments, { material: { ...held, ekt: new Uint8Array(8193) } }),
    beyond('a message to sign', protocol.signArguments, { ...signing, message: new Uint8Array(4097) }),
    beyond('a name', protocol.signArguments, { ...signing, algorithm: 'A'.repeat(65) }),
    beyond('a signature', protocol.verifyArguments, { ...signing, signature: new Uint8Array(6145) }),
    beyond('a message to authenticate', protocol.generateMacArguments, {
      material: held,
      algorithm: 'A',
      message: new Uint8Array(4097),
    }),
    beyond('a public key', protocol.deriveSharedSecretArguments, { material: held, publicKey: new Uint8Array(8193) }),
    beyond('a ciphertext', protocol.decapsulateArguments, { material: held, ciphertext: new Uint8Array(6145) }),
    beyond('a plaintext', protocol.rsaEncryptArguments, {
      material: held,
      algorithm: 'A',
      plaintext: new Uint8Array(4097),
    }),
    beyond('a number of bytes', protocol.generateRandomArguments, 1025),
  ])('%s beyond its bound is refused', (_what, read) => {
    expect(read).toThrow(PackedFormatError);
  });
});
