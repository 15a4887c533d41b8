import { beforeAll, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import {
  encryptArguments,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { packCommands, unpackResults } from '../wire/slot-batch.js';
import { KeyArena } from './arena.js';
import { MATERIAL_EXPIRY_MS } from './material-cache.js';
import { InlineSlot, makeDomain, tenantId, type InlineRoot } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const B = tenantId('222222222222');
const NONE = new Uint8Array(0);
const PLAINTEXT = utf8('plaintext');
const BACKING = {
  kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
};

const held = (material: MaterialReference): MaterialReference => ({ materialId: material.materialId, ekt: NONE });

let root: InlineRoot;
let tokenA: Uint8Array;
let tokenB: Uint8Array;
beforeAll(() => {
  root = makeDomain(opensslEngine, 'node-1');
  tokenA = root.root.createSlotToken(A);
  tokenB = root.root.createSlotToken(B);
});

describe('what a slot holds', () => {
  const slotOf = (arena?: KeyArena): InlineSlot => {
    const slot = new InlineSlot(opensslEngine, arena === undefined ? {} : { arena });
    slot.bind(root.root, A, tokenA);
    return slot;
  };
  const backingKey = (slot: InlineSlot): MaterialReference =>
    generateBackingKeyResult.read(
      slot.succeed(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(BACKING)),
    );
  const use = (slot: InlineSlot, material: MaterialReference, generation?: number): string =>
    slot.run(
      SLOT_COMMAND.ENCRYPT,
      encryptArguments.write({ material, context: NONE, plaintext: PLAINTEXT }),
      generation,
    ).status;

  test('expires five minutes after it was presented, not after it was used', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    slot.clock.nowMs = MATERIAL_EXPIRY_MS - 1;
    expect(use(slot, held(material))).toBe('OK');
    slot.clock.nowMs = MATERIAL_EXPIRY_MS;
    expect(use(slot, held(material))).toBe('NEED_EKT');
    expect(use(slot, material)).toBe('OK');
    slot.clock.nowMs = 2 * MATERIAL_EXPIRY_MS - 1;
    expect(use(slot, held(material))).toBe('OK');
  });

  test('is wiped when it has expired, without anyone asking for it', () => {
    const arena = new KeyArena();
    const slot = slotOf(arena);
    backingKey(slot);
    expect(arena.cells - arena.freeCells).toBe(2);
    slot.clock.nowMs = MATERIAL_EXPIRY_MS;
    slot.module.sweep();
    expect(arena.cells - arena.freeCells).toBe(1);
  });

  test('is all zero after eviction, and a late batch of the old binding is refused', () => {
    const arena = new KeyArena();
    const slot = slotOf(arena);
    const material = backingKey(slot);
    expect(use(slot, held(material))).toBe('OK');
    expect(arena.isZero()).toBe(false);
    slot.module.evict();
    expect(arena.isZero()).toBe(true);
    expect(use(slot, material)).toBe('NEED_SLOT_TOKEN');
    slot.bind(root.root, B, tokenB);
    expect(use(slot, material, 1)).toBe('NEED_SLOT_TOKEN');
    expect(use(slot, material)).toBe('TOKEN_INVALID');
    expect(arena.cells - arena.freeCells).toBe(1);
  });

  test('is bounded: the least recently used material makes room', () => {
    const slot = slotOf();
    const first = backingKey(slot);
    const second = backingKey(slot);
    for (let count = 0; count < 1021; count += 1) backingKey(slot);
    expect(use(slot, held(first))).toBe('OK');
    backingKey(slot);
    expect(use(slot, held(second))).toBe('NEED_EKT');
    expect(use(slot, held(first))).toBe('OK');
  });

  test('a batch is wiped once it has run, and what its deadline outran is not started', () => {
    const slot = slotOf();
    const material = backingKey(slot);
    const payload = encryptArguments.write({ material, context: NONE, plaintext: PLAINTEXT });
    const batch = packCommands(1, [
      { id: 1, command: SLOT_COMMAND.ENCRYPT, remainingMs: 10, payload },
      { id: 2, command: SLOT_COMMAND.ENCRYPT, remainingMs: 10, payload },
    ]);
    let calls = 0;
    Object.defineProperty(slot.clock, 'nowMs', { get: () => (calls++ < 3 ? 0 : 100) });
    const { items } = unpackResults(slot.module.execute(batch));
    expect(items.map(({ status }) => status)).toEqual([0, 4]);
    expect(new Uint8Array(batch).every((byte) => byte === 0)).toBe(true);
    expect(must(items[0], 'the first result').payload.length).toBeGreaterThan(PLAINTEXT.length);
  });
});
