/** Which thread of a slot does what with a key pair. */
import { describe, expect, test } from 'vitest';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import type { MaterialReference } from '@strongroom/proto/slot-protocol.js';
import { KeyUser, makeBackingKey } from './testing/backing-keys.js';
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

describe('the lanes', () => {
  /** What a fast thread does itself; by the measured cost of each operation. */
  const FAST = new Set([
    'RSA_2048 public',
    'RSA_2048 sign',
    'RSA_2048 verify',
    'RSA_2048 encrypt',
    'RSA_2048 decrypt',
    'RSA_3072 public',
    'RSA_3072 verify',
    'RSA_3072 encrypt',
    'ECC_NIST_P256 public',
    'ECC_NIST_P256 sign',
    'ECC_NIST_P256 verify',
    'ECC_NIST_P256 agree',
    'ECC_NIST_EDWARDS25519 public',
    'ECC_NIST_EDWARDS25519 sign',
    'ECC_NIST_EDWARDS25519 verify',
    'ECC_NIST_P384 public',
    'ECC_NIST_P521 public',
    'ECC_SECG_P256K1 public',
  ]);
  const SIGNERS = [
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['RSA_3072', 'RSASSA_PSS_SHA_256'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512'],
    ['ML_DSA_44', 'ML_DSA_SHAKE_256'],
  ] as const;
  const fast = slotOf({ lane: 'fast' });
  const slow = slotOf();

  function statuses(spec: string, key: MaterialReference, slot: InlineSlot): [string, string][] {
    const user = new KeyUser(slot, key);
    const whole = new KeyUser(slow, key);
    const algorithm = SIGNERS.find(([each]) => each === spec)?.[1] ?? '';
    const message = { algorithm, message: DATA };
    const ciphertext = whole.rsaEncrypt('RSAES_OAEP_SHA_1', DATA).payload;
    const all: [string, string][] = [
      ['public', user.publicKey().status],
      ['sign', user.sign(message).status],
      ['verify', user.verify(message, whole.sign(message).payload).status],
      ['encrypt', user.rsaEncrypt('RSAES_OAEP_SHA_1', DATA).status],
      ['decrypt', user.rsaDecrypt('RSAES_OAEP_SHA_1', ciphertext).status],
      ['agree', user.agree(whole.publicKey().payload).status],
      ['encapsulate', user.encapsulate().status],
      ['decapsulate', user.decapsulate(new Uint8Array(768)).status],
    ];
    return all.filter(([, status]) => status !== 'KEY_FUNCTION_NOT_PERMITTED' && status !== 'ARGUMENTS_BAD');
  }

  test.each([
    ...SIGNERS.map(([spec]) => [spec, 'SIGN_VERIFY']),
    ['RSA_2048', 'ENCRYPT_DECRYPT'],
    ['RSA_3072', 'ENCRYPT_DECRYPT'],
    ['ECC_NIST_P256', 'KEY_AGREEMENT'],
    ['ECC_NIST_P384', 'KEY_AGREEMENT'],
    ['ECC_NIST_P521', 'KEY_AGREEMENT'],
    ['ML_KEM_512', 'ENCAPSULATE_DECAPSULATE'],
  ])('%s for %s: a fast thread does what is fast and refuses the rest', (spec, usage) => {
    const key = makeBackingKey(slow, spec, usage);
    const made = statuses(spec, key, fast);
    expect(made.length).toBeGreaterThan(1);
    for (const [use, status] of made) {
      expect([use, status]).toEqual([use, FAST.has(`${spec} ${use}`) ? 'OK' : 'NEED_SLOW_LANE']);
    }
    expect(new Set(statuses(spec, key, slow).map(([, status]) => status))).toEqual(new Set(['OK']));
  });

  test('on a node of the engine noble nothing but RSA is fast', () => {
    const noble = new InlineSlot(nobleEngine, { lane: 'fast' });
    noble.bind(root.root, A, tokenA);
    const p256 = makeBackingKey(slow, 'ECC_NIST_P256', 'SIGN_VERIFY');
    expect(new Set(statuses('ECC_NIST_P256', p256, noble).map(([, status]) => status))).toEqual(
      new Set(['NEED_SLOW_LANE']),
    );
    const rsa = makeBackingKey(slow, 'RSA_2048', 'SIGN_VERIFY');
    expect(new Set(statuses('RSA_2048', rsa, noble).map(([, status]) => status))).toEqual(new Set(['OK']));
  });

  test('digests of elliptic curves are slow', () => {
    const digest = { messageType: 'DIGEST', message: DATA, algorithm: 'ECDSA_SHA_256' };
    expect(new KeyUser(fast, makeBackingKey(slow, 'ECC_NIST_P256', 'SIGN_VERIFY')).sign(digest).status).toBe(
      'NEED_SLOW_LANE',
    );
  });

  test('no pair is made in a fast thread', () => {
    const symmetric = new KeyUser(fast, makeBackingKey(fast, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'));
    expect(symmetric.dataKeyPair('ECC_NIST_P256').status).toBe('NEED_SLOW_LANE');
  });
});
