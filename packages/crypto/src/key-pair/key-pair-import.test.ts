import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { toHex } from '@strongroom/core/bytes.js';
import { DER_TAG, der, encodeDer } from '../asn1/der.js';
import { ecPrivateKeyElement } from '../asn1/ec-private-key.js';
import { encodePkcs8, parsePkcs8 } from '../asn1/pkcs8.js';
import { EC_CURVES } from '../ec-curve.js';
import type { KeyPairSpec, PrivateKey } from './key-pair-engine.js';
import { KEY_PAIR_SPECS } from './key-specs.js';
import { loadImplementations, loadKeyPairEngine } from './load-key-pair-engine.js';
import { flipped, TESTED_SPECS, testSecrets } from './testing/test-keys.js';

const engine = await loadKeyPairEngine('openssl', 'slow');
const noble = await loadKeyPairEngine('noble', 'slow');
const implementations = await loadImplementations('openssl', 'slow');
const secretOf = testSecrets(engine);
const keyOf = (spec: KeyPairSpec): PrivateKey => must(engine.load(spec, secretOf(spec)), 'a key');

/** A bit flipped, bytes cut off or added. */
const mutation = fc.oneof(
  fc.nat().map((position) => (bytes: Uint8Array) => flipped(bytes, position)),
  fc.nat().map((length) => (bytes: Uint8Array) => bytes.slice(0, length % bytes.length)),
  fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((tail) => (bytes: Uint8Array) => new Uint8Array([...bytes, ...tail])),
);

describe.each(TESTED_SPECS)('PKCS#8 of %s', (spec) => {
  const pkcs8 = engine.exportPkcs8(keyOf(spec));

  it('gives back the storage encoding, in both engines', () => {
    expect(engine.importPkcs8(spec, pkcs8)).toEqual(secretOf(spec));
    expect(noble.importPkcs8(spec, pkcs8)).toEqual(secretOf(spec));
  });

  it('shares no memory with what was imported, loaded or exported, Buffers included', () => {
    const given = Buffer.from(pkcs8);
    const imported = must(engine.importPkcs8(spec, given), 'a secret');
    expect(given).toEqual(Buffer.from(pkcs8));
    given.fill(0);
    expect(imported).toEqual(secretOf(spec));
    const stored = Buffer.from(imported);
    const key = must(engine.load(spec, stored), 'a key');
    stored.fill(0);
    const exported = engine.exportPkcs8(key);
    expect(exported).toEqual(pkcs8);
    exported.fill(0);
    expect(engine.exportPkcs8(key)).toEqual(pkcs8);
  });

  it('is a key of no other spec', () => {
    for (const other of TESTED_SPECS) {
      if (other !== spec) expect(engine.importPkcs8(other, pkcs8), other).toBeUndefined();
    }
    expect(engine.importPkcs8('RSA_4096', pkcs8)).toBeUndefined();
  });

  it('is refused when altered, or is then the canonical encoding of another key', () => {
    fc.assert(
      fc.property(mutation, (mutate) => {
        const altered = mutate(pkcs8);
        const imported = engine.importPkcs8(spec, altered);
        if (imported === undefined) return;
        // Only a bare seed has nothing to be compared with.
        expect(KEY_PAIR_SPECS[spec].family).toMatch(/^(ed25519|ml-dsa|ml-kem)$/);
        const key = must(engine.load(spec, imported), 'what was imported can be loaded');
        expect(toHex(engine.exportPkcs8(key))).toBe(toHex(altered));
      }),
      { numRuns: spec.startsWith('ML_') ? 40 : 150 },
    );
  });

  it('takes no attributes, no other version and no parameters that do not belong there', () => {
    const info = must(parsePkcs8(pkcs8), 'PKCS#8');
    const version = (number: number) => der(DER_TAG.integer, Uint8Array.of(number));
    const secret = der(DER_TAG.octetString, info.privateKey);
    const attributes = der(0xa0, der(DER_TAG.sequence));
    const encoded = (...parts: Parameters<typeof der>[1][]) => encodeDer(der(DER_TAG.sequence, ...parts));
    expect(toHex(encoded(version(0), info.algorithm, secret))).toBe(toHex(pkcs8));
    expect(engine.importPkcs8(spec, encoded(version(0), info.algorithm, secret, attributes))).toBeUndefined();
    expect(engine.importPkcs8(spec, encoded(version(1), info.algorithm, secret))).toBeUndefined();
    expect(engine.importPkcs8(spec, encoded(version(2), info.algorithm, secret))).toBeUndefined();
    const longer = encodeDer(der(DER_TAG.sequence, info.algorithm.subarray(2), der(DER_TAG.null)));
    expect(engine.importPkcs8(spec, encoded(version(0), longer, secret))).toBeUndefined();
  });
});

describe.each(TESTED_SPECS)('SubjectPublicKeyInfo of %s', (spec) => {
  const spki = engine.publicKey(keyOf(spec));
  const implementation = must(implementations[KEY_PAIR_SPECS[spec].family], 'the slow lane has all');

  it('is a public key of this spec and of no other', () => {
    expect(implementation.loadPublic(spec, spki)?.spki).toEqual(spki);
    for (const other of TESTED_SPECS) {
      if (other === spec) continue;
      const otherImplementation = must(implementations[KEY_PAIR_SPECS[other].family], 'the slow lane has all');
      expect(otherImplementation.loadPublic(other, spki), other).toBeUndefined();
    }
  });

  it('is refused when altered, or is then the canonical encoding of another key', () => {
    fc.assert(
      fc.property(mutation, (mutate) => {
        const altered = mutate(spki);
        const loaded = implementation.loadPublic(spec, altered);
        if (loaded !== undefined) expect(toHex(loaded.spki)).toBe(toHex(altered));
      }),
    );
  });
});

describe.each(TESTED_SPECS)('a secret of %s', (spec) => {
  it('is of one length, or it is no key', () => {
    const secret = secretOf(spec);
    for (const wrong of [new Uint8Array(), secret.subarray(1), new Uint8Array([...secret, 0])]) {
      expect(engine.load(spec, wrong)).toBeUndefined();
      expect(noble.load(spec, wrong)).toBeUndefined();
    }
  });
});

describe.each(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1'] as const)('%s', (spec) => {
  const { algorithm, namedCurve, order, pointBytes, opensslName } =
    EC_CURVES[must(KEY_PAIR_SPECS[spec].curve, 'a curve')];
  const privateScalar = secretOf(spec);
  const publicPoint = engine.publicKey(keyOf(spec)).slice(-pointBytes);
  const imported = (parts: Parameters<typeof ecPrivateKeyElement>[0]) =>
    engine.importPkcs8(spec, encodePkcs8(algorithm, ecPrivateKeyElement(parts)));

  it('is imported with and without public key, and with the curve named twice', () => {
    for (const parts of [{}, { publicPoint }, { namedCurve }, { namedCurve, publicPoint }]) {
      expect(imported({ privateScalar, ...parts })).toEqual(privateScalar);
    }
  });

  it('is refused with the public key of another private key, or another form of its own', () => {
    const other = publicPoint.slice();
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
    const compressed = new Uint8Array([
      2 + ((publicPoint[pointBytes - 1] ?? 0) & 1),
      ...publicPoint.subarray(1, 1 + privateScalar.length),
    ]);
    for (const point of [other, compressed, new Uint8Array()]) {
      expect(imported({ privateScalar, publicPoint: point })).toBeUndefined();
    }
  });

  it('is refused with another curve named within', () => {
    for (const { namedCurve: foreign } of Object.values(EC_CURVES)) {
      if (foreign !== namedCurve) expect(imported({ privateScalar, namedCurve: foreign })).toBeUndefined();
    }
  });

  it('has a scalar in 1…n-1, of full length', () => {
    const zero = new Uint8Array(order.length);
    const last = order.slice();
    last[last.length - 1] = (last[last.length - 1] ?? 0) - 1;
    expect(imported({ privateScalar: last })).toEqual(last);
    for (const scalar of [zero, order, order.map(() => 0xff), Uint8Array.of(1)]) {
      expect(imported({ privateScalar: scalar })).toBeUndefined();
      expect(engine.load(spec, scalar)).toBeUndefined();
    }
    expect(imported({ privateScalar: new Uint8Array([0, ...privateScalar]) })).toBeUndefined();
  });

  it('takes what OpenSSL makes', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: opensslName,
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
      publicKeyEncoding: { format: 'der', type: 'spki' },
    });
    expect(engine.importPkcs8(spec, privateKey)?.length).toBe(order.length);
  });
});

describe('PKCS#8 version 2', () => {
  const version2 = (spec: KeyPairSpec, publicKey: Uint8Array): Uint8Array => {
    const info = must(parsePkcs8(engine.exportPkcs8(keyOf(spec))), 'PKCS#8');
    return encodeDer(
      der(
        DER_TAG.sequence,
        der(DER_TAG.integer, Uint8Array.of(1)),
        info.algorithm,
        der(DER_TAG.octetString, info.privateKey),
        der(0x81, Uint8Array.of(0), publicKey),
      ),
    );
  };

  it.each([
    ['ECC_NIST_EDWARDS25519', 32],
    ['ECC_NIST_P256', 65],
  ] as const)('of %s is taken if its public key is the right one', (spec, publicBytes) => {
    const publicKey = engine.publicKey(keyOf(spec)).slice(-publicBytes);
    expect(engine.importPkcs8(spec, version2(spec, publicKey))).toEqual(secretOf(spec));
    publicKey[5] = (publicKey[5] ?? 0) ^ 1;
    expect(engine.importPkcs8(spec, version2(spec, publicKey))).toBeUndefined();
  });

  it.each(['RSA_2048', 'ML_DSA_44', 'ML_KEM_512'] as const)('of %s is not taken', (spec) => {
    expect(engine.importPkcs8(spec, version2(spec, new Uint8Array(32)))).toBeUndefined();
  });
});

describe.each(['ML_DSA_44', 'ML_KEM_512'] as const)('%s', (spec) => {
  it('is imported as a seed only: not expanded, not both', () => {
    const info = must(parsePkcs8(engine.exportPkcs8(keyOf(spec))), 'PKCS#8');
    const seed = secretOf(spec);
    const expanded = der(DER_TAG.octetString, new Uint8Array(2000));
    const both = der(DER_TAG.sequence, der(DER_TAG.octetString, seed), expanded);
    for (const form of [expanded, both, der(DER_TAG.octetString, seed)]) {
      expect(engine.importPkcs8(spec, encodePkcs8(info.algorithm, form))).toBeUndefined();
    }
  });
});
