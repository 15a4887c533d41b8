import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import { toHex, utf8 } from '@strongroom/core/bytes.js';
import { nobleEd25519 } from '../noble-ed25519.js';
import type { KeyPairEngine, KeyPairSpec, PrivateKey } from './key-pair-engine.js';
import { KEY_PAIR_SPECS, oaepPlaintextMaxBytes } from './key-specs.js';
import { loadKeyPairEngine } from './load-key-pair-engine.js';
import { flipped, specsWith, testRandom, testSecrets } from './testing/test-keys.js';

const openssl = await loadKeyPairEngine('openssl', 'slow');
const noble = await loadKeyPairEngine('noble', 'slow');
const ENGINES = [
  { name: 'openssl', engine: openssl },
  { name: 'noble', engine: noble },
] as const;
const OTHER_SPECS = [...specsWith('KEY_AGREEMENT'), 'RSA_2048', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'] as const;
const secretOf = testSecrets(openssl);
const random = testRandom('uses');

function load(engine: KeyPairEngine, spec: KeyPairSpec): PrivateKey {
  return must(engine.load(spec, secretOf(spec)), 'a private key');
}

describe('ED25519_PH_SHA_512', () => {
  it('hashes the digest once more, so that the digest is the message of Ed25519ph', () => {
    const key = load(openssl, 'ECC_NIST_EDWARDS25519');
    const digest = createHash('sha512').update('message').digest();
    const signature = openssl.sign(key, 'ED25519_PH_SHA_512', 'DIGEST', digest, random);
    const publicBytes = openssl.publicKey(key).subarray(-32);
    expect(nobleEd25519.verifyPrehashed(publicBytes, digest, signature)).toBe(true);
    expect(nobleEd25519.verifyPrehashed(publicBytes, utf8('message'), signature)).toBe(false);
    // Neither is a signature of the other scheme.
    expect(openssl.verify(key, 'ED25519_SHA_512', 'RAW', digest, signature)).toBe(false);
  });
});

describe.each(['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'] as const)('%s', (spec) => {
  const key = load(openssl, spec);
  const message = utf8('what is signed');

  it('signs over μ what a verifier of the message accepts (FIPS 204 Algorithm 7, line 6)', () => {
    const publicBytes = openssl.publicKey(key).subarray(22);
    const shake = (...parts: Uint8Array[]): Buffer => {
      const hash = createHash('shake256', { outputLength: 64 });
      for (const part of parts) hash.update(part);
      return hash.digest();
    };
    const mu = shake(shake(publicBytes), Uint8Array.of(0, 0), message);
    const overMu = openssl.sign(key, 'ML_DSA_SHAKE_256', 'EXTERNAL_MU', mu, random);
    expect(openssl.verify(key, 'ML_DSA_SHAKE_256', 'RAW', message, overMu)).toBe(true);
    const overMessage = openssl.sign(key, 'ML_DSA_SHAKE_256', 'RAW', message, random);
    expect(openssl.verify(key, 'ML_DSA_SHAKE_256', 'EXTERNAL_MU', mu, overMessage)).toBe(true);
  });

  it('is hedged with 32 bytes of the given source, and with nothing else', () => {
    const lengths: number[] = [];
    const sign = (fill: number): string => {
      const source = (length: number): Uint8Array => {
        lengths.push(length);
        return new Uint8Array(length).fill(fill);
      };
      return toHex(openssl.sign(key, 'ML_DSA_SHAKE_256', 'RAW', message, source));
    };
    expect(sign(1)).toBe(sign(1));
    expect(sign(1)).not.toBe(sign(2));
    expect(lengths).toEqual([32, 32, 32, 32]);
  });
});

describe.each(['RSA_2048', 'RSA_3072'] as const)('%s encrypts', (spec) => {
  const key = load(openssl, spec);

  it.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const)('%s, up to its bound', (algorithm) => {
    for (const length of [0, 1, oaepPlaintextMaxBytes(spec, algorithm)]) {
      const plaintext = random(length);
      const ciphertext = openssl.encrypt(key, algorithm, plaintext);
      expect(openssl.decrypt(key, algorithm, ciphertext)).toEqual(plaintext);
    }
    const tooLong = new Uint8Array(oaepPlaintextMaxBytes(spec, algorithm) + 1);
    expect(() => openssl.encrypt(key, algorithm, tooLong)).toThrow(AssertionFailure);
  });

  it('and gives one answer to everything else', () => {
    const ciphertext = openssl.encrypt(key, 'RSAES_OAEP_SHA_256', utf8('plaintext'));
    const wrong = [
      new Uint8Array(0),
      ciphertext.subarray(1),
      new Uint8Array([0, ...ciphertext]),
      new Uint8Array(ciphertext.length),
      new Uint8Array(ciphertext.length).fill(0xff),
      random(ciphertext.length),
      flipped(ciphertext, 9),
    ];
    for (const candidate of wrong) expect(openssl.decrypt(key, 'RSAES_OAEP_SHA_256', candidate)).toBeUndefined();
    // RFC 8017 §7.1.2 step 1: leading zeros belong to a ciphertext. One in 256 has some.
    let leadingZero = ciphertext;
    while (leadingZero[0] !== 0) leadingZero = openssl.encrypt(key, 'RSAES_OAEP_SHA_256', Uint8Array.of(1));
    expect(openssl.decrypt(key, 'RSAES_OAEP_SHA_256', leadingZero)).toEqual(Uint8Array.of(1));
    expect(openssl.decrypt(key, 'RSAES_OAEP_SHA_256', leadingZero.subarray(1))).toBeUndefined();
    expect(openssl.decrypt(key, 'RSAES_OAEP_SHA_1', ciphertext)).toBeUndefined();
  });
});

describe.each(specsWith('KEY_AGREEMENT'))('%s agrees', (spec) => {
  const own = secretOf(spec);
  const peerSecret = openssl.generate(spec, testRandom(`peer of ${spec}`));

  it('in both engines on the same secret, from both sides', () => {
    const agreed = ENGINES.flatMap(({ engine }) => {
      const [key, peer] = [own, peerSecret].map((secret) => must(engine.load(spec, secret), 'a key')) as [
        PrivateKey,
        PrivateKey,
      ];
      return [engine.agree(key, engine.publicKey(peer)), engine.agree(peer, engine.publicKey(key))];
    });
    expect(agreed).toHaveLength(4);
    expect(new Set(agreed.map((secret) => toHex(must(secret, 'a secret')))).size).toBe(1);
    expect(agreed[0]?.length).toBe(KEY_PAIR_SPECS[spec].secretBytes);
  });

  it.each(ENGINES)('in $name with nobody whose public key is not one on this curve', ({ engine }) => {
    const key = load(engine, spec);
    const spki = engine.publicKey(key);
    for (let position = 0; position < spki.length * 8; position += 3) {
      expect(engine.agree(key, flipped(spki, position)), String(position)).toBeUndefined();
    }
    const half = (KEY_PAIR_SPECS[spec].secretBytes ?? 0) + 1;
    expect(engine.agree(key, spki.subarray(0, -1))).toBeUndefined();
    expect(engine.agree(key, spki.subarray(0, -half))).toBeUndefined();
    expect(engine.agree(key, new Uint8Array([...spki, 0]))).toBeUndefined();
    expect(engine.agree(key, new Uint8Array())).toBeUndefined();
    for (const other of OTHER_SPECS) {
      if (other === spec) continue;
      const foreign = load(engine, other);
      expect(engine.agree(key, engine.publicKey(foreign)), other).toBeUndefined();
    }
  });
});

describe.each(['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'] as const)('%s encapsulates', (spec) => {
  const key = load(openssl, spec);

  it('a secret of 32 bytes that decapsulation gives back, from 32 bytes of the given source', () => {
    const lengths: number[] = [];
    const { ciphertext, sharedSecret } = openssl.encapsulate(key, (length) => {
      lengths.push(length);
      return random(length);
    });
    expect(lengths).toEqual([32]);
    expect(ciphertext.length).toBe(KEY_PAIR_SPECS[spec].ciphertextBytes);
    expect(sharedSecret.length).toBe(32);
    expect(openssl.decapsulate(key, ciphertext)).toEqual(sharedSecret);
  });

  it('and rejects implicitly what was altered, and openly what has another length', () => {
    const { ciphertext, sharedSecret } = openssl.encapsulate(key, random);
    const z = secretOf(spec).subarray(32);
    for (const position of [0, 1000, ciphertext.length * 8 - 1]) {
      const altered = flipped(ciphertext, position);
      const rejected = must(openssl.decapsulate(key, altered), 'a secret');
      expect(rejected).not.toEqual(sharedSecret);
      // FIPS 203 Algorithm 18: J(z ‖ c).
      expect(toHex(rejected)).toBe(
        createHash('shake256', { outputLength: 32 }).update(z).update(altered).digest('hex'),
      );
    }
    expect(openssl.decapsulate(key, ciphertext.subarray(1))).toBeUndefined();
    expect(openssl.decapsulate(key, new Uint8Array([...ciphertext, 0]))).toBeUndefined();
    expect(openssl.decapsulate(key, new Uint8Array())).toBeUndefined();
  });
});
