import { beforeEach, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, toHex, utf8 } from '@strongroom/core/bytes.js';
import { opensslEngine as engine } from '@strongroom/crypto/openssl-engine.js';
import { readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import {
  decryptArguments,
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  REWRAP_MAX,
  rewrapArguments,
  rewrapResult,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import {
  InlineRoot,
  InlineSlot,
  makeOperator,
  RULES,
  signCommand,
  tenantId,
  type TestOperator,
} from './testing/inline-slot.js';

const A = tenantId('111111111111');
const B = tenantId('222222222222');
const DOMAIN_ID = new Uint8Array(16).fill(9);
const KMS_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

let node: InlineRoot;
let operators: readonly TestOperator[];
let tokenA: Uint8Array;
let version: number;

beforeEach(() => {
  node = new InlineRoot(engine, 'node-1');
  operators = [makeOperator(engine, 'o1')];
  const create = signCommand(
    engine,
    {
      command: 'CreateDomain',
      domainId: DOMAIN_ID,
      baseVersion: 0,
      name: 'eu-central-1',
      members: [node.member],
      operators: [...operators, makeOperator(engine, 'o2')],
      rules: RULES,
    },
    operators,
  );
  node.accept(node.root.createDomain(create.bytes, create.signatures));
  version = 1;
  tokenA = node.root.createSlotToken(A);
});

function rotate(step: 'ADD_ACTIVE' | 'DROP_INACTIVE'): void {
  const command = { command: 'RotateDomainKeys', domainId: DOMAIN_ID, baseVersion: version, step } as const;
  const { bytes, signatures } = signCommand(engine, command, operators);
  node.join(node.root.changeDomain(bytes, signatures).token);
  version += 1;
}

function slotOf(token: Uint8Array, tenant = A): InlineSlot {
  const slot = new InlineSlot(engine);
  slot.bind(node.root, tenant, token);
  return slot;
}

function backingKey(slot: InlineSlot): MaterialReference {
  const attributes = { kmsKeyId: KMS_KEY_ID, keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' };
  const payload = generateBackingKeyArguments.write({ ...attributes, origin: 'AWS_KMS' });
  const { materialId, ekt } = generateBackingKeyResult.read(slot.succeed(SLOT_COMMAND.GENERATE_BACKING_KEY, payload));
  return { materialId: materialId.slice(), ekt: ekt.slice() };
}

const encrypt = (slot: InlineSlot, material: MaterialReference) =>
  slot.run(
    SLOT_COMMAND.ENCRYPT,
    encryptArguments.write({ material, context: EMPTY_BYTES, plaintext: utf8('plaintext') }),
  );

function rewrap(slot: InlineSlot, ...materials: MaterialReference[]): MaterialReference[] {
  const ekts = rewrapResult.read(slot.succeed(SLOT_COMMAND.REWRAP, rewrapArguments.write(materials)));
  return materials.map(({ materialId }, index) => ({ materialId, ekt: must(ekts[index], 'one each').slice() }));
}

const slotHeader = (token: Uint8Array) => {
  const header = readTokenHeader(token);
  if (header.kind !== 'SLOT_TOKEN') throw new Error('not a slot token');
  return header;
};
const wrappedBy = ({ ekt }: MaterialReference): string => toHex(readTokenHeader(ekt).wrappingKeyId);

describe('a transitional slot token', () => {
  test('opens tokens of both slot keys and seals under the new one only', () => {
    const old = backingKey(slotOf(tokenA));
    rotate('ADD_ACTIVE');
    const transitional = node.root.rotateSlotKey(A, tokenA);
    const { slotKeyId, outgoingSlotKeyId } = slotHeader(transitional).attributes;
    expect(toHex(must(outgoingSlotKeyId, 'it is transitional'))).toBe(wrappedBy(old));
    const slot = slotOf(transitional);
    expect(encrypt(slot, old).status).toBe('OK');
    const fresh = backingKey(slot);
    expect(wrappedBy(fresh)).toBe(toHex(slotKeyId));
    expect(encrypt(slotOf(transitional), fresh).status).toBe('OK');
    // It is wrapped under the key that is dropped at the end, with everything that a copy of it could open.
    expect(slotHeader(transitional).wrappingKeyId).toEqual(slotHeader(tokenA).wrappingKeyId);
  });

  test('is made only of a token under an outgoing domain key, of this tenant, and only once', () => {
    expect(() => node.root.rotateSlotKey(A, tokenA)).toThrow(/active domain key/);
    rotate('ADD_ACTIVE');
    expect(() => node.root.rotateSlotKey(B, tokenA)).toThrow(/TOKEN_INVALID/);
    const transitional = node.root.rotateSlotKey(A, tokenA);
    expect(() => node.root.rotateSlotKey(A, transitional)).toThrow(/transitional/);
    expect(() => node.root.retireSlotKey(A, tokenA)).toThrow(/not transitional/);
    expect(() => node.root.retireSlotKey(B, transitional)).toThrow(/TOKEN_INVALID/);
    expect(() => node.root.openSlotToken(B, transitional)).toThrow(/TOKEN_INVALID/);
  });

  test('cannot be cut down to one key, nor one key be taken for two', () => {
    rotate('ADD_ACTIVE');
    const transitional = node.root.rotateSlotKey(A, tokenA);
    for (let bit = 0; bit < transitional.length * 8; bit += 7) {
      const altered = new Uint8Array(transitional);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => node.root.openSlotToken(A, altered)).toThrow(/TOKEN_INVALID/);
    }
  });
});

describe('REWRAP', () => {
  test('seals the same material under the new slot key, with the same attributes', () => {
    const before = slotOf(tokenA);
    const old = backingKey(before);
    const made = encrypt(before, old).payload.slice();
    rotate('ADD_ACTIVE');
    const transitional = node.root.rotateSlotKey(A, tokenA);
    const [moved] = rewrap(slotOf(transitional), old);
    const material = must(moved, 'one token');
    expect(readTokenHeader(material.ekt).attributes).toEqual(readTokenHeader(old.ekt).attributes);
    const final = slotOf(node.root.retireSlotKey(A, transitional));
    const payload = decryptArguments.write({ material, context: EMPTY_BYTES, ciphertextBlob: made });
    expect(Buffer.from(final.succeed(SLOT_COMMAND.DECRYPT, payload)).includes('plaintext')).toBe(true);
    expect(encrypt(final, old).status).toBe('TOKEN_INVALID');
  });

  test('refuses a token of another tenant, of another material, and takes nothing of the batch then', () => {
    const foreign = backingKey(slotOf(node.root.createSlotToken(B), B));
    const own = backingKey(slotOf(tokenA));
    rotate('ADD_ACTIVE');
    const slot = slotOf(node.root.rotateSlotKey(A, tokenA));
    const swapped = { materialId: foreign.materialId, ekt: own.ekt };
    for (const bad of [foreign, swapped]) {
      const { status, payload } = slot.run(SLOT_COMMAND.REWRAP, rewrapArguments.write([own, bad]));
      expect([status, payload.length]).toEqual(['TOKEN_INVALID', 0]);
    }
  });

  test('is bounded', () => {
    const many = Array.from({ length: REWRAP_MAX + 1 }, () => backingKey(slotOf(tokenA)));
    expect(slotOf(tokenA).run(SLOT_COMMAND.REWRAP, rewrapArguments.write(many)).status).toBe('ARGUMENTS_BAD');
  });
});

test('after the drop nothing of before opens: not the token, not the transitional one, not an EKT', () => {
  const old = backingKey(slotOf(tokenA));
  rotate('ADD_ACTIVE');
  const transitional = node.root.rotateSlotKey(A, tokenA);
  const final = node.root.retireSlotKey(A, transitional);
  rotate('DROP_INACTIVE');
  expect(() => node.root.openSlotToken(A, tokenA)).toThrow(/TOKEN_INVALID/);
  expect(() => node.root.openSlotToken(A, transitional)).toThrow(/TOKEN_INVALID/);
  expect(encrypt(slotOf(final), old).status).toBe('TOKEN_INVALID');
});
