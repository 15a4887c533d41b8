/** Key pairs and MAC keys in a slot: what they do, and what is refused. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { nobleEngine } from '@strongroom/crypto/noble-engine.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import {
  encapsulateResult,
  generateDataKeyPairResult,
  reEncryptArguments,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { KeyUser, makeBackingKey } from './testing/backing-keys.js';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const B = tenantId('222222222222');
const NONE = new Uint8Array(0);
const DATA = new Uint8Array(32).fill(7);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

const root = makeDomain(opensslEngine, 'node-1');
const tokenA = root.root.createSlotToken(A);
const tokenB = root.root.createSlotToken(B);

function slotOf(
  engine = opensslEngine,
  options: ConstructorParameters<typeof InlineSlot>[1] = {},
  [tenant, token] = [A, tokenA],
): InlineSlot {
  const slot = new InlineSlot(engine, { lane: 'slow', ...options });
  slot.bind(root.root, tenant, token);
  return slot;
}

const made = new Map<string, MaterialReference>();
/** One key of this spec, usage and number for all tests: RSA keys take their time. */
function sharedKey(spec: string, usage: string, number = 1): MaterialReference {
  const name = `${spec} ${usage} ${String(number)}`;
  const key = made.get(name) ?? makeBackingKey(slotOf(), spec, usage);
  made.set(name, key);
  return key;
}

describe.each([opensslEngine, nobleEngine])('a slow thread on $name', (engine) => {
  test.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_384', 'RAW', 100],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'DIGEST', 32],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'RAW', 4096],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'DIGEST', 64],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'DIGEST', 32],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'RAW', 1],
    ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'DIGEST', 64],
    ['ML_DSA_65', 'ML_DSA_SHAKE_256', 'RAW', 100],
    ['ML_DSA_87', 'ML_DSA_SHAKE_256', 'EXTERNAL_MU', 64],
  ])('%s signs by %s what is %s, and another slot verifies it from the EKT', (spec, algorithm, messageType, length) => {
    const key = sharedKey(spec, 'SIGN_VERIFY');
    const message = { algorithm, messageType, message: new Uint8Array(length).fill(1) };
    const { status, payload: signature } = new KeyUser(slotOf(engine), key).sign(message);
    expect(status).toBe('OK');
    const verifier = new KeyUser(slotOf(engine), key);
    expect(verifier.verify(message, signature)).toEqual({ status: 'OK', payload: Buffer.alloc(0) });
    expect(verifier.verify(message, flip(signature, 77)).status).toBe('SIGNATURE_INVALID');
    expect(verifier.verify(message, NONE).status).toBe('SIGNATURE_INVALID');
    const other = { ...message, message: new Uint8Array(length).fill(2) };
    expect(verifier.verify(other, signature).status).toBe('SIGNATURE_INVALID');
    const stranger = sharedKey(spec, 'SIGN_VERIFY', 2);
    expect(new KeyUser(slotOf(engine), stranger).verify(message, signature).status).toBe('SIGNATURE_INVALID');
  });

  test.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'])(
    'RSA encrypts by %s, and nothing else decrypts',
    (algorithm) => {
      const slot = slotOf(engine);
      const rsa = new KeyUser(slot, sharedKey('RSA_2048', 'ENCRYPT_DECRYPT'));
      const ciphertext = rsa.rsaEncrypt(algorithm, DATA).payload;
      expect(hex(rsa.rsaDecrypt(algorithm, ciphertext).payload)).toBe(hex(DATA));
      const another = algorithm === 'RSAES_OAEP_SHA_1' ? 'RSAES_OAEP_SHA_256' : 'RSAES_OAEP_SHA_1';
      for (const wrong of [flip(ciphertext, 99), ciphertext.subarray(1), NONE]) {
        expect(rsa.rsaDecrypt(algorithm, wrong).status).toBe('ENCRYPTED_DATA_INVALID');
      }
      expect(rsa.rsaDecrypt(another, ciphertext).status).toBe('ENCRYPTED_DATA_INVALID');
      expect(rsa.rsaDecrypt('RSAES_PKCS1_V1_5', ciphertext).status).toBe('ARGUMENTS_BAD');
    },
  );

  test.each(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'])('two keys of %s agree', (spec) => {
    const slot = slotOf(engine);
    const [one, two] = [0, 1].map(() => new KeyUser(slot, makeBackingKey(slot, spec, 'KEY_AGREEMENT')));
    const secret = one?.agree(two?.publicKey().payload ?? NONE).payload ?? NONE;
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(hex(two?.agree(one?.publicKey().payload ?? NONE).payload ?? NONE)).toBe(hex(secret));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const foreign = publicKey.export({ type: 'spki', format: 'der' });
    expect(one?.agree(new Uint8Array(foreign)).status).toBe('PUBLIC_KEY_INVALID');
    expect(one?.agree(flip(two?.publicKey().payload ?? NONE, 300)).status).toBe('PUBLIC_KEY_INVALID');
    expect(one?.agree(NONE).status).toBe('PUBLIC_KEY_INVALID');
  });

  test.each(['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'])('%s encapsulates and decapsulates', (spec) => {
    const slot = slotOf(engine);
    const kem = new KeyUser(slot, makeBackingKey(slot, spec, 'ENCAPSULATE_DECAPSULATE'));
    const { ciphertext, sharedSecret } = encapsulateResult.read(kem.encapsulate().payload);
    expect(hex(kem.decapsulate(ciphertext).payload)).toBe(hex(sharedSecret));
    // Implicit rejection: another secret, always the same.
    const rejected = kem.decapsulate(flip(ciphertext, 5)).payload;
    expect(rejected).toHaveLength(32);
    expect(hex(rejected)).not.toBe(hex(sharedSecret));
    expect(hex(kem.decapsulate(flip(ciphertext, 5)).payload)).toBe(hex(rejected));
    expect(kem.decapsulate(ciphertext.subarray(1)).status).toBe('ENCRYPTED_DATA_INVALID');
  });

  test.each([
    ['HMAC_224', 'HMAC_SHA_224', 28],
    ['HMAC_256', 'HMAC_SHA_256', 32],
    ['HMAC_384', 'HMAC_SHA_384', 48],
    ['HMAC_512', 'HMAC_SHA_512', 64],
  ])('%s authenticates messages', (spec, algorithm, length) => {
    const slot = slotOf(engine);
    const user = new KeyUser(slot, makeBackingKey(slot, spec, 'GENERATE_VERIFY_MAC'));
    const message = { algorithm, message: DATA };
    const mac = user.mac(message).payload;
    expect(mac).toHaveLength(length);
    expect(user.verifyMac(message, mac)).toEqual({ status: 'OK', payload: Buffer.alloc(0) });
    for (const wrong of [flip(mac, 3), mac.subarray(1), NONE, new Uint8Array(6144)]) {
      expect(user.verifyMac(message, wrong).status).toBe('MAC_INVALID');
    }
    expect(user.verifyMac({ algorithm, message: NONE }, mac).status).toBe('MAC_INVALID');
  });

  test('ciphertexts move between symmetric and RSA keys inside the slot', () => {
    const slot = slotOf(engine);
    const symmetric = makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
    const rsa = sharedKey('RSA_2048', 'ENCRYPT_DECRYPT');
    const move = (source: object, destination: object): ReturnType<InlineSlot['run']> =>
      slot.run(SLOT_COMMAND.RE_ENCRYPT, reEncryptArguments.write({ source, destination } as never));
    const toRsa = { material: rsa, algorithm: 'RSAES_OAEP_SHA_256', context: NONE };
    const toSymmetric = { material: symmetric, algorithm: 'SYMMETRIC_DEFAULT', context: NONE };
    const blob = new KeyUser(slot, symmetric).encrypt(DATA).payload;
    const there = move({ ...toSymmetric, ciphertext: blob }, toRsa);
    expect(hex(new KeyUser(slot, rsa).rsaDecrypt('RSAES_OAEP_SHA_256', there.payload).payload)).toBe(hex(DATA));
    const back = move({ ...toRsa, ciphertext: there.payload }, toSymmetric);
    expect(hex(new KeyUser(slot, symmetric).decrypt(back.payload).payload)).toBe(hex(DATA));
    const tooLong = new KeyUser(slot, symmetric).encrypt(new Uint8Array(191)).payload;
    expect(move({ ...toSymmetric, ciphertext: tooLong }, toRsa).status).toBe('DATA_LEN_RANGE');
    const context = new Uint8Array(4);
    expect(move({ ...toSymmetric, ciphertext: blob }, { ...toRsa, context }).status).toBe('ARGUMENTS_BAD');
    expect(move({ ...toRsa, context, ciphertext: there.payload }, toSymmetric).status).toBe('ARGUMENTS_BAD');
  });

  test.each(['ECC_NIST_P256', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519', 'ML_KEM_768'])(
    'a data key pair of %s comes out encrypted, and in the clear where it was asked for',
    (spec) => {
      const slot = slotOf(engine);
      const symmetric = new KeyUser(slot, makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'));
      const pair = generateDataKeyPairResult.read(symmetric.dataKeyPair(spec).payload);
      expect(hex(symmetric.decrypt(pair.privateKeyCiphertextBlob).payload)).toBe(hex(pair.privateKeyPlaintext));
      const sealed = generateDataKeyPairResult.read(symmetric.dataKeyPair(spec, false).payload);
      expect(sealed.privateKeyPlaintext).toHaveLength(0);
      expect(hex(sealed.publicKey)).not.toBe(hex(pair.publicKey));
    },
  );
});

describe('bounds inside the boundary', () => {
  const slot = slotOf();
  const signer = new KeyUser(slot, makeBackingKey(slot, 'ECC_NIST_P256', 'SIGN_VERIFY'));

  test.each([
    ['RAW', 0, 'DATA_LEN_RANGE'],
    ['RAW', 4097, 'ARGUMENTS_BAD'],
    ['DIGEST', 31, 'DATA_LEN_RANGE'],
    ['DIGEST', 33, 'DATA_LEN_RANGE'],
    ['EXTERNAL_MU', 64, 'ARGUMENTS_BAD'],
    ['', 32, 'ARGUMENTS_BAD'],
    ['constructor', 32, 'ARGUMENTS_BAD'],
  ])('a %s message of %i bytes is %s', (messageType, length, status) => {
    const message = { algorithm: 'ECDSA_SHA_256', messageType, message: new Uint8Array(length) };
    expect(signer.sign(message).status).toBe(status);
    expect(signer.verify(message, NONE).status).toBe(status);
  });

  test.each(['', 'SM2DSA', 'constructor', '__proto__'])('the algorithm %o does not exist', (algorithm) => {
    expect(signer.sign({ algorithm, message: DATA }).status).toBe('ARGUMENTS_BAD');
    expect(signer.rsaEncrypt(algorithm, DATA).status).toBe('ARGUMENTS_BAD');
    expect(signer.mac({ algorithm, message: DATA }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test.each(['', 'SM2', 'ML_DSA_44', 'SYMMETRIC_DEFAULT', 'HMAC_256', 'constructor'])(
    'there is no data key pair of %o',
    (spec) => {
      const symmetric = new KeyUser(slot, makeBackingKey(slot, 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'));
      expect(symmetric.dataKeyPair(spec).status).toBe('FUNCTION_NOT_SUPPORTED');
    },
  );

  test.each([
    ['RSAES_OAEP_SHA_1', 470],
    ['RSAES_OAEP_SHA_256', 446],
  ])('RSA_4096 fits a token, and encrypts by %s up to %i bytes', (algorithm, max) => {
    const key = sharedKey('RSA_4096', 'ENCRYPT_DECRYPT');
    const rsa = new KeyUser(slotOf(), key);
    const ciphertext = rsa.rsaEncrypt(algorithm, new Uint8Array(max)).payload;
    expect(rsa.rsaDecrypt(algorithm, ciphertext).payload).toHaveLength(max);
    expect(rsa.rsaEncrypt(algorithm, new Uint8Array(max + 1)).status).toBe('DATA_LEN_RANGE');
    expect(createPublicKey({ key: Buffer.from(rsa.publicKey().payload), format: 'der', type: 'spki' })).toMatchObject({
      asymmetricKeyDetails: { modulusLength: 4096 },
    });
  });
});

describe('tokens of key pairs', () => {
  test('any flipped bit, another tenant, and another material are TOKEN_INVALID', () => {
    const slot = slotOf();
    const key = makeBackingKey(slot, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const other = makeBackingKey(slot, 'ECC_NIST_P256', 'SIGN_VERIFY');
    fc.assert(
      fc.property(fc.nat(key.ekt.length * 8 - 1), (bit) => {
        expect(new KeyUser(slot, { ...key, ekt: flip(key.ekt, bit) }).publicKey().status).toBe('TOKEN_INVALID');
      }),
      { numRuns: 100 },
    );
    expect(new KeyUser(slot, { ...key, ekt: other.ekt }).publicKey().status).toBe('TOKEN_INVALID');
    const foreign = new KeyUser(slotOf(opensslEngine, {}, [B, tokenB]), key);
    expect(foreign.sign({ algorithm: 'ECDSA_SHA_256', message: DATA }).status).toBe('TOKEN_INVALID');
    expect(foreign.publicKey().status).toBe('TOKEN_INVALID');
  });
});
