/** The handles of private keys in a slot: how long they live, and what is left of them. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { KeyPairEngine, PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { loadKeyPairEngine } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import {
  forgetMaterialsArguments,
  generateBackingKeyArguments,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { KeyArena } from './arena.js';
import { KEY_PAIRS_MAX, MATERIAL_EXPIRY_MS } from './material-cache.js';
import { held, KeyUser, makeBackingKey } from './testing/backing-keys.js';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const DATA = new Uint8Array(32).fill(7);

const root = makeDomain(opensslEngine, 'node-1');
const tokenA = root.root.createSlotToken(A);

function slotOf(options: ConstructorParameters<typeof InlineSlot>[1] = {}): InlineSlot {
  const slot = new InlineSlot(opensslEngine, { lane: 'slow', ...options });
  slot.bind(root.root, A, tokenA);
  return slot;
}

describe('handles of private keys', () => {
  let real: KeyPairEngine;
  const alive = new Set<PrivateKey>();
  let loads = 0;
  let keyPairs: KeyPairEngine;
  beforeAll(async () => {
    real = await loadKeyPairEngine('openssl', 'slow');
    keyPairs = {
      ...real,
      load(spec, secret) {
        const key = real.load(spec, secret);
        if (key === undefined) return undefined;
        loads += 1;
        alive.add(key);
        const dispose = key.dispose.bind(key);
        key.dispose = () => {
          alive.delete(key);
          dispose();
        };
        return key;
      },
    };
  });
  afterEach(() => {
    alive.clear();
    loads = 0;
  });
  const use = (slot: InlineSlot, key: MaterialReference): string => new KeyUser(slot, key).publicKey().status;

  test('are loaded once, and live until their material goes: by expiry, by order, or with the slot', () => {
    const arena = new KeyArena();
    const slot = slotOf({ keyPairs, arena });
    const key = makeBackingKey(slot, 'ECC_NIST_P256', 'SIGN_VERIFY');
    expect([use(slot, key), use(slot, held(key)), use(slot, key)]).toEqual(['OK', 'OK', 'OK']);
    expect([loads, alive.size]).toEqual([1, 1]);
    // The private half is in no cell: the arena holds the slot key alone.
    expect(arena.cells - arena.freeCells).toBe(1);

    slot.clock.nowMs = MATERIAL_EXPIRY_MS;
    slot.module.sweep();
    expect(alive.size).toBe(0);
    expect(use(slot, held(key))).toBe('NEED_EKT');
    expect(use(slot, key)).toBe('OK');
    expect([loads, alive.size]).toEqual([2, 1]);

    slot.clock.nowMs = 2 * MATERIAL_EXPIRY_MS;
    expect(use(slot, held(key))).toBe('NEED_EKT');
    expect(alive.size).toBe(0);

    expect(use(slot, key)).toBe('OK');
    slot.succeed(SLOT_COMMAND.FORGET_MATERIALS, forgetMaterialsArguments.write([key.materialId]));
    expect(alive.size).toBe(0);

    expect(use(slot, key)).toBe('OK');
    slot.module.evict();
    expect([alive.size, arena.isZero()]).toEqual([0, true]);
  });

  test('are bounded: the least recently used goes first, and random keys stay', () => {
    const slot = slotOf({ keyPairs });
    const symmetric = makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const first = makeBackingKey(slot, 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    const second = makeBackingKey(slot, 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    for (let count = 2; count < KEY_PAIRS_MAX; count += 1) makeBackingKey(slot, 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    expect(alive.size).toBe(KEY_PAIRS_MAX);
    expect(use(slot, held(first))).toBe('OK');
    makeBackingKey(slot, 'ECC_NIST_EDWARDS25519', 'SIGN_VERIFY');
    expect(alive.size).toBe(KEY_PAIRS_MAX);
    expect([use(slot, held(first)), use(slot, held(second))]).toEqual(['OK', 'NEED_EKT']);
    expect(new KeyUser(slot, held(symmetric)).encrypt(DATA).status).toBe('OK');
  });

  test('of refused keys are never made', () => {
    const key = makeBackingKey(slotOf(), 'ECC_NIST_P256', 'KEY_AGREEMENT');
    const slot = slotOf({ keyPairs });
    const user = new KeyUser(slot, key);
    expect(user.sign({ algorithm: 'ECDSA_SHA_256', message: DATA }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    expect(loads).toBe(0);
  });

  test('of data key pairs are gone when the answer leaves', () => {
    const slot = slotOf({ keyPairs });
    const symmetric = new KeyUser(slot, makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'));
    expect(symmetric.dataKeyPair('ECC_NIST_P256').status).toBe('OK');
    expect([loads, alive.size]).toEqual([1, 0]);
  });

  test('a pair that fails its consistency test is DEVICE_ERROR, and nothing of it is left', () => {
    const slot = slotOf({ keyPairs: { ...keyPairs, isConsistent: () => false } });
    const attributes = { kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', origin: 'AWS_KMS' };
    const pair = { ...attributes, keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' };
    const made = slot.run(SLOT_COMMAND.GENERATE_BACKING_KEY, generateBackingKeyArguments.write(pair));
    expect(made).toEqual({ status: 'DEVICE_ERROR', payload: Buffer.alloc(0) });
    const symmetric = new KeyUser(slot, makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'));
    expect(symmetric.dataKeyPair('RSA_2048').status).toBe('DEVICE_ERROR');
    expect([loads, alive.size]).toEqual([2, 0]);
  });
});
