import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import { toHex, utf8 } from '@strongroom/core/bytes.js';
import type { KeyPairEngine, KeyPairSpec, MessageType, PrivateKey, SigningAlgorithm } from './key-pair-engine.js';
import { KEY_PAIR_SPECS, SIGNING_ALGORITHMS } from './key-specs.js';
import { loadKeyPairEngine } from './load-key-pair-engine.js';
import { flipped, specsWith, TESTED_SPECS, testRandom, testSecrets } from './testing/test-keys.js';

const openssl = await loadKeyPairEngine('openssl', 'slow');
const noble = await loadKeyPairEngine('noble', 'slow');
const ENGINES = [
  { name: 'openssl', engine: openssl },
  { name: 'noble', engine: noble },
] as const;
const secretOf = testSecrets(openssl);
const random = testRandom('signatures');

function load(engine: KeyPairEngine, spec: KeyPairSpec): PrivateKey {
  return must(engine.load(spec, secretOf(spec)), 'a private key');
}

/** Every way of signing with keys of `spec`, and a message of the right length for each. */
function waysToSign(spec: KeyPairSpec): [SigningAlgorithm, MessageType, Uint8Array][] {
  return KEY_PAIR_SPECS[spec].signingAlgorithms.flatMap((algorithm) =>
    Object.entries(SIGNING_ALGORITHMS[algorithm].messageBytes).map<[SigningAlgorithm, MessageType, Uint8Array]>(
      ([messageType, length]) => [
        algorithm,
        messageType as MessageType,
        testRandom(messageType)(length === 'any' ? 100 : length),
      ],
    ),
  );
}

describe.each(TESTED_SPECS)('%s', (spec) => {
  it('has the same encodings in both engines, which OpenSSL reads where it knows the algorithm', () => {
    const [first, second] = ENGINES.map(({ engine }) => {
      const key = load(engine, spec);
      return [toHex(engine.publicKey(key)), toHex(engine.exportPkcs8(key))];
    });
    expect(second).toEqual(first);
    if (spec.startsWith('ML_')) return;
    const [spki, pkcs8] = must(first, 'encodings').map((hex) => Buffer.from(hex, 'hex')) as [Buffer, Buffer];
    const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const options = { format: 'der', type: 'spki' } as const;
    expect(createPublicKey(privateKey).export(options)).toEqual(spki);
    expect(createPublicKey({ key: spki, ...options }).export(options)).toEqual(spki);
    // The one form that OpenSSL writes is the one that we write.
    expect(privateKey.export({ format: 'der', type: 'pkcs8' })).toEqual(pkcs8);
  });

  it.each(ENGINES)('is consistent for its usages and asked for no other, by $name', ({ engine }) => {
    const key = load(engine, spec);
    const { usages } = KEY_PAIR_SPECS[spec];
    for (const usage of usages) expect(engine.isConsistent(key, usage)).toBe(true);
    for (const usage of ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'KEY_AGREEMENT', 'ENCAPSULATE_DECAPSULATE', 'constructor']) {
      if (usages.some((own) => own === usage)) continue;
      expect(() => engine.isConsistent(key, usage), usage).toThrow(AssertionFailure);
    }
  });

  it.each(ENGINES)('is of no use to $name after it was disposed', ({ engine }) => {
    const key = load(engine, spec);
    engine.publicKey(key);
    key.dispose();
    key.dispose();
    expect(() => engine.publicKey(key)).toThrow(AssertionFailure);
    expect(() => engine.exportPkcs8(key)).toThrow(AssertionFailure);
    expect(() => engine.agree(key, new Uint8Array())).toThrow(AssertionFailure);
    expect(() => engine.decrypt(key, 'RSAES_OAEP_SHA_256', new Uint8Array())).toThrow(AssertionFailure);
    expect(() => engine.decapsulate(key, new Uint8Array())).toThrow(AssertionFailure);
    for (const [algorithm, messageType, message] of waysToSign(spec)) {
      expect(() => engine.sign(key, algorithm, messageType, message, random)).toThrow(AssertionFailure);
      expect(() => engine.verify(key, algorithm, messageType, message, message)).toThrow(AssertionFailure);
    }
  });

  it.each(ENGINES)('does in $name nothing that its spec cannot', ({ engine }) => {
    const key = load(engine, spec);
    const { usages, signingAlgorithms } = KEY_PAIR_SPECS[spec];
    const other = signingAlgorithms.includes('ECDSA_SHA_256') ? 'ECDSA_SHA_384' : 'ECDSA_SHA_256';
    expect(() => engine.sign(key, other, 'RAW', utf8('message'), random)).toThrow(AssertionFailure);
    expect(() => engine.verify(key, other, 'RAW', utf8('message'), new Uint8Array())).toThrow(AssertionFailure);
    if (!usages.includes('ENCRYPT_DECRYPT')) {
      expect(() => engine.encrypt(key, 'RSAES_OAEP_SHA_256', utf8('plaintext'))).toThrow(AssertionFailure);
      expect(() => engine.decrypt(key, 'RSAES_OAEP_SHA_256', new Uint8Array(256))).toThrow(AssertionFailure);
    }
    if (!usages.includes('KEY_AGREEMENT')) {
      expect(() => engine.agree(key, engine.publicKey(key))).toThrow(AssertionFailure);
    }
    if (!usages.includes('ENCAPSULATE_DECAPSULATE')) {
      expect(() => engine.encapsulate(key, random)).toThrow(AssertionFailure);
      expect(() => engine.decapsulate(key, new Uint8Array(1088))).toThrow(AssertionFailure);
    }
  });
});

describe.each(specsWith('SIGN_VERIFY'))('%s signs', (spec) => {
  const keys = ENGINES.map(({ name, engine }) => ({ name, engine, key: load(engine, spec) }));

  it.each(waysToSign(spec))('%s %s in one engine, and the other verifies', (algorithm, messageType, message) => {
    for (const signer of keys) {
      const signature = signer.engine.sign(signer.key, algorithm, messageType, message, random);
      for (const { engine, key } of keys) {
        const verify = (text: Uint8Array, candidate: Uint8Array): boolean =>
          engine.verify(key, algorithm, messageType, text, candidate);
        expect(verify(message, signature)).toBe(true);
        expect(verify(flipped(message, 5), signature)).toBe(false);
        expect(verify(message, signature.subarray(1))).toBe(false);
        expect(verify(message, new Uint8Array([...signature, 0]))).toBe(false);
        expect(verify(message, new Uint8Array(signature.length))).toBe(false);
        expect(verify(message, new Uint8Array())).toBe(false);
      }
    }
  });

  it.each(waysToSign(spec))('%s %s, and no flipped bit goes unnoticed', (algorithm, messageType, message) => {
    const [first, second] = keys.map(({ engine, key }) => engine.sign(key, algorithm, messageType, message, random));
    fc.assert(
      fc.property(fc.nat(), fc.nat(1), (position, which) => {
        const signature = flipped(must([first, second][which], 'a signature'), position);
        for (const { engine, key } of keys) {
          expect(engine.verify(key, algorithm, messageType, message, signature)).toBe(false);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('no message of another type or length', () => {
    for (const { engine, key } of keys) {
      for (const algorithm of KEY_PAIR_SPECS[spec].signingAlgorithms) {
        for (const messageType of ['DIGEST', 'EXTERNAL_MU'] as const) {
          const message = new Uint8Array(31);
          expect(() => engine.sign(key, algorithm, messageType, message, random)).toThrow(AssertionFailure);
          expect(() => engine.verify(key, algorithm, messageType, message, message)).toThrow(AssertionFailure);
        }
      }
    }
  });
});

describe('a digest signs as its message does', () => {
  const specs = specsWith('SIGN_VERIFY').filter((spec) => /RSA|P256|P384|P521/.test(spec));

  it.each(specs)('%s', (spec) => {
    const message = utf8('what is signed');
    for (const algorithm of KEY_PAIR_SPECS[spec].signingAlgorithms) {
      const hash = must(SIGNING_ALGORITHMS[algorithm].hash, 'a hash');
      const digest = createHash(hash).update(message).digest();
      for (const { engine } of ENGINES) {
        const key = load(engine, spec);
        const overMessage = engine.sign(key, algorithm, 'RAW', message, random);
        const overDigest = engine.sign(key, algorithm, 'DIGEST', digest, random);
        expect(engine.verify(key, algorithm, 'RAW', message, overDigest)).toBe(true);
        expect(engine.verify(key, algorithm, 'DIGEST', digest, overMessage)).toBe(true);
      }
    }
  });
});
