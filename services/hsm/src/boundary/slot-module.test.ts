import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { utf8 } from '@strongroom/core/bytes.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import {
  decryptArguments,
  deriveSigningKeyArguments,
  encryptArguments,
  forgetMaterialsArguments,
  generateAccessKeySecretArguments,
  generateAccessKeySecretResult,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  generateDataKeyArguments,
  generateDataKeyResult,
  generateRandomArguments,
  reEncryptArguments,
  SLOT_COMMAND,
  SLOW_LANE_BIT,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { InlineSlot, makeDomain, tenantId, type InlineRoot } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const B = tenantId('222222222222');
const SYSTEM = tenantId('system');
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const OTHER_KEY = '99999999-12ab-34cd-56ef-1234567890ab';
const NONE = new Uint8Array(0);
const CONTEXT = utf8('context');
const PLAINTEXT = utf8('plaintext');
const BACKING = { kmsKeyId: KEY, keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT', origin: 'AWS_KMS' };

const held = (material: MaterialReference): MaterialReference => ({ materialId: material.materialId, ekt: NONE });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

let root: InlineRoot;
let tokenA: Uint8Array;
let tokenB: Uint8Array;
beforeAll(() => {
  root = makeDomain(opensslEngine, 'node-1');
  tokenA = root.root.createSlotToken(A);
  tokenB = root.root.createSlotToken(B);
});

describe.each([opensslEngine, nobleEngine])('a slot on $name', (engine) => {
  const slotOf = (tenant = A, token = tokenA): InlineSlot => {
    const slot = new InlineSlot(engine);
    slot.bind(root.root, tenant, token);
    return slot;
  };
  const backingKey = (slot: InlineSlot, attributes = BACKING): MaterialReference =>
    generateBackingKeyResult.read(
      slot.succeed(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(attributes)),
    );
  const encrypt = (slot: InlineSlot, material: MaterialReference, plaintext = PLAINTEXT): Uint8Array =>
    slot.succeed(SLOT_COMMAND.ENCRYPT, encryptArguments.write({ material, context: CONTEXT, plaintext }));
  const decrypt = (
    slot: InlineSlot,
    material: MaterialReference,
    ciphertextBlob: Uint8Array,
    context = CONTEXT,
  ): ReturnType<InlineSlot['run']> =>
    slot.run(SLOT_COMMAND.DECRYPT, decryptArguments.write({ material, context, ciphertextBlob }));

  test('either lane runs fast commands, and the mark of the slow one changes nothing in them', () => {
    const fast = slotOf();
    const slow = new InlineSlot(engine, { lane: 'slow' });
    slow.bind(root.root, A, tokenA);
    expect([fast.module.lane, slow.module.lane]).toEqual(['fast', 'slow']);
    const material = backingKey(fast);
    const blob = encrypt(fast, material);
    const payload = decryptArguments.write({ material, context: CONTEXT, ciphertextBlob: blob });
    expect(hex(slow.succeed(SLOT_COMMAND.DECRYPT | SLOW_LANE_BIT, payload.slice()))).toBe(hex(PLAINTEXT));
    expect(hex(slow.succeed(SLOT_COMMAND.DECRYPT, payload))).toBe(hex(PLAINTEXT));
    expect(slow.run(SLOW_LANE_BIT, new Uint8Array(0)).status).toBe('FUNCTION_NOT_SUPPORTED');
  });

  test('what one slot encrypts another slot of the tenant decrypts, from the EKT alone', () => {
    const first = slotOf();
    const material = backingKey(first);
    const blob = encrypt(first, held(material));
    expect(decrypt(slotOf(), held(material), blob).status).toBe('NEED_EKT');
    const answer = decrypt(slotOf(), material, blob);
    expect(hex(answer.payload)).toBe(hex(PLAINTEXT));
    expect(hex(encrypt(first, material))).not.toBe(hex(blob));
  });

  test('another context, or any flipped bit, is ENCRYPTED_DATA_INVALID', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    const blob = encrypt(slot, material);
    expect(decrypt(slot, material, blob, utf8('other')).status).toBe('ENCRYPTED_DATA_INVALID');
    fc.assert(
      fc.property(fc.nat(blob.length * 8 - 1), (bit) => {
        expect(decrypt(slot, held(material), flip(blob, bit))).toEqual({
          status: 'ENCRYPTED_DATA_INVALID',
          payload: Buffer.alloc(0),
        });
      }),
      { numRuns: 100 },
    );
  });

  test('any flipped bit of an EKT, a cut or an extension of it, is TOKEN_INVALID', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    const blob = encrypt(slot, material);
    const presented = (ekt: Uint8Array): string => decrypt(slot, { ...material, ekt }, blob).status;
    fc.assert(
      fc.property(fc.nat(material.ekt.length * 8 - 1), (bit) => {
        expect(presented(flip(material.ekt, bit))).toBe('TOKEN_INVALID');
      }),
      { numRuns: 200 },
    );
    expect(presented(material.ekt.subarray(0, -1))).toBe('TOKEN_INVALID');
    expect(presented(Buffer.concat([material.ekt, Buffer.alloc(1)]))).toBe('TOKEN_INVALID');
    expect(presented(tokenA)).toBe('TOKEN_INVALID');
  });

  test('the EKT of one tenant yields nothing in the slot of another, whatever is named', () => {
    const a = slotOf();
    const b = slotOf(B, tokenB);
    const ofA = backingKey(a);
    const ofB = backingKey(b);
    const blob = encrypt(a, ofA);
    expect(decrypt(b, ofA, blob).status).toBe('TOKEN_INVALID');
    expect(decrypt(b, { materialId: ofA.materialId, ekt: ofB.ekt }, blob).status).toBe('TOKEN_INVALID');
    expect(decrypt(b, held(ofA), blob).status).toBe('NEED_EKT');
    expect(decrypt(b, ofB, blob).status).toBe('ENCRYPTED_DATA_INVALID');
  });

  test('the material id of one key with the EKT of another is TOKEN_INVALID', () => {
    const slot = slotOf();
    const one = backingKey(slot);
    const other = backingKey(slot, { ...BACKING, kmsKeyId: OTHER_KEY });
    const blob = encrypt(slot, one);
    expect(decrypt(slot, { materialId: one.materialId, ekt: other.ekt }, blob).status).toBe('TOKEN_INVALID');
  });

  test('re-encryption within the slot changes key and context, and shows no plaintext', () => {
    const slot = slotOf();
    const from = backingKey(slot);
    const to = backingKey(slot, { ...BACKING, kmsKeyId: OTHER_KEY });
    const fresh = slotOf();
    const algorithm = 'SYMMETRIC_DEFAULT';
    const source = { material: from, algorithm, context: CONTEXT, ciphertext: encrypt(slot, from) };
    const run = (destination: MaterialReference): ReturnType<InlineSlot['run']> =>
      fresh.run(
        SLOT_COMMAND.RE_ENCRYPT,
        reEncryptArguments.write({ source, destination: { material: destination, algorithm, context: utf8('new') } }),
      );
    expect(run(held(to)).status).toBe('NEED_EKT');
    const { payload } = run(to);
    expect(hex(payload)).not.toContain(hex(PLAINTEXT));
    expect(hex(decrypt(fresh, to, payload, utf8('new')).payload)).toBe(hex(PLAINTEXT));
    expect(run(from).status).toBe('OK');
  });

  test('forgotten material must be presented again; other material stays', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    const other = backingKey(slot, { ...BACKING, kmsKeyId: OTHER_KEY });
    const blob = encrypt(slot, held(material));
    slot.succeed(
      SLOT_COMMAND.FORGET_MATERIALS,
      forgetMaterialsArguments.write([material.materialId, new Uint8Array(32)]),
    );
    expect(decrypt(slot, held(material), blob).status).toBe('NEED_EKT');
    encrypt(slot, held(other));
  });

  test('data keys', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    const generate = (withPlaintext: boolean): ReturnType<typeof generateDataKeyResult.read> =>
      generateDataKeyResult.read(
        slot.succeed(
          SLOT_COMMAND.GENERATE_DATA_KEY,
          generateDataKeyArguments.write({ material, context: CONTEXT, numberOfBytes: 32, withPlaintext }),
        ),
      );
    const { ciphertextBlob, plaintext } = generate(true);
    expect(plaintext).toHaveLength(32);
    expect(hex(decrypt(slot, material, ciphertextBlob).payload)).toBe(hex(plaintext));
    expect(generate(false).plaintext).toHaveLength(0);
  });

  test('random bytes: as many as asked for, never the same', () => {
    const slot = slotOf();
    const random = (count: number): Uint8Array =>
      slot.succeed(SLOT_COMMAND.GENERATE_RANDOM, generateRandomArguments.write(count));
    expect(random(1)).toHaveLength(1);
    expect(random(1024)).toHaveLength(1024);
    expect(hex(random(16))).not.toBe(hex(random(16)));
    expect(slot.run(SLOT_COMMAND.GENERATE_RANDOM, new Uint8Array([4, 1])).status).toBe('ARGUMENTS_BAD');
  });

  test('access-key secrets live in the system slot only, and yield signing keys only', () => {
    const system = slotOf(SYSTEM, root.root.createSlotToken(SYSTEM));
    const make = generateAccessKeySecretArguments.write('AKIAIOSFODNN7EXAMPLE');
    const { secret, material } = generateAccessKeySecretResult.read(
      system.succeed(SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET, make),
    );
    expect(Buffer.from(secret).toString('latin1')).toMatch(/^[A-Za-z0-9+/]{40}$/);
    const scope = { date: '20261122', region: 'eu-central-1', service: 'kms' };
    const derive = (accessKeyId: string, service = 'kms'): ReturnType<InlineSlot['run']> =>
      system.run(
        SLOT_COMMAND.DERIVE_SIGNING_KEY,
        deriveSigningKeyArguments.write({ material, accessKeyId, ...scope, service }),
      );
    const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
    const expected = parts.reduce<Buffer>(
      (chained, part) => createHmac('sha256', chained).update(part).digest(),
      Buffer.concat([Buffer.from('AWS4'), secret]),
    );
    expect(hex(derive('AKIAIOSFODNN7EXAMPLE').payload)).toBe(hex(expected));
    expect(derive('AKIAIOSFODNN7OTHERXX').status).toBe('TOKEN_INVALID');
    expect(derive('AKIAIOSFODNN7EXAMPLE', 'K M S').status).toBe('ARGUMENTS_BAD');
    // Its usage is bound into the token: it never encrypts.
    expect(decrypt(system, material, new Uint8Array(200)).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    const refused = slotOf().run(SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET, make);
    expect(refused.status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    const backing = generateBackingKeyArguments.write(BACKING);
    expect(system.run(SLOT_COMMAND.GENERATE_BACKING_KEY, backing).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test('a backing key derives no signing key', () => {
    const slot = slotOf();
    const payload = deriveSigningKeyArguments.write({
      material: backingKey(slot),
      accessKeyId: KEY,
      date: '20261122',
      region: 'eu-central-1',
      service: 'kms',
    });
    expect(slot.run(SLOT_COMMAND.DERIVE_SIGNING_KEY, payload).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test.each([
    [{ ...BACKING, kmsKeyId: 'alias/x' }, 'ARGUMENTS_BAD'],
    [{ ...BACKING, keyUsage: 'SIGN_VERIFY' }, 'ARGUMENTS_BAD'],
    [{ ...BACKING, origin: 'EXTERNAL' }, 'ARGUMENTS_BAD'],
    [{ ...BACKING, keySpec: 'SM2' }, 'FUNCTION_NOT_SUPPORTED'],
    [{ ...BACKING, keySpec: 'RSA_2048' }, 'NEED_SLOW_LANE'],
    [{ ...BACKING, keySpec: 'RSA_2048', keyUsage: 'KEY_AGREEMENT' }, 'ARGUMENTS_BAD'],
    [{ ...BACKING, keySpec: 'HMAC_256' }, 'ARGUMENTS_BAD'],
  ])('a backing key with %o is %s', (attributes, status) => {
    const payload = generateBackingKeyArguments.write(attributes);
    expect(slotOf().run(SLOT_COMMAND.GENERATE_BACKING_KEY, payload).status).toBe(status);
  });

  test('property: no payload of any command does more than be refused', () => {
    const slot = slotOf();
    fc.assert(
      fc.property(fc.nat(50), fc.uint8Array({ maxLength: 400 }), (command, payload) => {
        const { status } = slot.run(command, payload);
        if (command === SLOT_COMMAND.GENERATE_RANDOM && payload.length === 2) return;
        expect([
          'ARGUMENTS_BAD',
          'FUNCTION_NOT_SUPPORTED',
          'NEED_EKT',
          'TOKEN_INVALID',
          'KEY_FUNCTION_NOT_PERMITTED',
          'NEED_SLOW_LANE',
        ]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });
});

test('a token of another domain is no slot token here', () => {
  const elsewhere = makeDomain(opensslEngine, 'elsewhere');
  expect(() => root.root.openSlotToken(A, elsewhere.root.createSlotToken(A))).toThrow(/TOKEN_INVALID/);
});

test('the slot token of one tenant does not open under the name of another', () => {
  expect(() => root.root.openSlotToken(B, tokenA)).toThrow(/TOKEN_INVALID/);
});
