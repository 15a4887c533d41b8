import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import { EC_CURVES, isPrivateScalar, pointOfSpki, spkiOfPoint } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';
import { ENGINE_NAMES, loadEngine, parseEngineName } from './engines.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';

const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const exactly = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const curve = fc.constantFrom<EcCurve>('P-256', 'P-384', 'P-521', 'secp256k1');
const HASHES = [
  ['sha224', 28],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
] as const;
const plain = (value: Uint8Array | undefined): string | undefined => (value === undefined ? value : toHex(value));

describe('engines by name', () => {
  it('loads each one, and only those', async () => {
    for (const name of ENGINE_NAMES) expect((await loadEngine(name)).name).toBe(name);
    expect(parseEngineName('noble')).toBe('noble');
    expect(parseEngineName('boringssl')).toBeUndefined();
  });
});

describe('the two engines agree', () => {
  it('on AES-256-GCM, in both directions', () => {
    fc.assert(
      fc.property(exactly(32), exactly(12), bytes(80), bytes(300), (key, iv, aad, plaintext) => {
        const sealed = opensslEngine.aes256GcmSeal(key, iv, aad, plaintext);
        expect(toHex(nobleEngine.aes256GcmSeal(key, iv, aad, plaintext))).toBe(toHex(sealed));
        expect(plain(opensslEngine.aes256GcmOpen(key, iv, aad, sealed))).toBe(toHex(plaintext));
        expect(plain(nobleEngine.aes256GcmOpen(key, iv, aad, sealed))).toBe(toHex(plaintext));
      }),
    );
  });

  it('on refusing an altered ciphertext, tag or AAD', () => {
    fc.assert(
      fc.property(exactly(32), exactly(12), bytes(40), bytes(100), fc.nat(), (key, iv, aad, plaintext, position) => {
        const sealed = opensslEngine.aes256GcmSeal(key, iv, aad, plaintext);
        const bit = position % (sealed.length * 8);
        sealed[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        for (const engine of [opensslEngine, nobleEngine]) {
          expect(engine.aes256GcmOpen(key, iv, aad, sealed)).toBeUndefined();
        }
      }),
    );
  });

  it('on hashes and HMAC with keys of any length', () => {
    fc.assert(
      fc.property(bytes(200), bytes(300), (key, message) => {
        expect(toHex(nobleEngine.sha256(message))).toBe(toHex(opensslEngine.sha256(message)));
        expect(toHex(nobleEngine.sha384(message))).toBe(toHex(opensslEngine.sha384(message)));
        expect(toHex(nobleEngine.hmacSha256(key, message))).toBe(toHex(opensslEngine.hmacSha256(key, message)));
        for (const [algorithm, length] of HASHES) {
          const digest = opensslEngine.hash(algorithm, message);
          expect(digest.length).toBe(length);
          expect(toHex(nobleEngine.hash(algorithm, message))).toBe(toHex(digest));
          const mac = opensslEngine.hmac(algorithm, key, message);
          expect(toHex(nobleEngine.hmac(algorithm, key, message))).toBe(toHex(mac));
        }
        expect(opensslEngine.hmac('sha256', key, message)).toEqual(opensslEngine.hmacSha256(key, message));
      }),
    );
  });

  it('on AES key wrap with padding, and on refusing what is altered', () => {
    const wrappingKey = fc.constantFrom(16, 24, 32).chain(exactly);
    fc.assert(
      fc.property(wrappingKey, fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (kek, secret, position) => {
        const wrapped = opensslEngine.aesKeyWrapPad(kek, secret);
        expect(wrapped.length).toBe(8 + Math.ceil(secret.length / 8) * 8);
        expect(toHex(nobleEngine.aesKeyWrapPad(kek, secret))).toBe(toHex(wrapped));
        const altered = wrapped.slice();
        const bit = position % (altered.length * 8);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        for (const engine of [opensslEngine, nobleEngine]) {
          expect(plain(engine.aesKeyUnwrapPad(kek, wrapped))).toBe(toHex(secret));
          expect(engine.aesKeyUnwrapPad(kek, altered)).toBeUndefined();
          expect(engine.aesKeyUnwrapPad(kek, wrapped.subarray(1))).toBeUndefined();
          expect(engine.aesKeyUnwrapPad(kek, wrapped.subarray(8))).toBeUndefined();
        }
      }),
    );
  });

  it('on CTR keystream, also where the counter wraps, and on CBC', () => {
    const allOnes = new Uint8Array(16).fill(0xff);
    fc.assert(
      fc.property(
        exactly(32),
        fc.oneof(exactly(16), fc.constant(allOnes)),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 6 }),
        (key, block, length, blocks) => {
          const stream = opensslEngine.aes256CtrKeystream(key, block, length);
          expect(stream.length).toBe(length);
          expect(toHex(nobleEngine.aes256CtrKeystream(key, block, length))).toBe(toHex(stream));
          const input = new Uint8Array(16 * blocks).fill(blocks);
          expect(toHex(nobleEngine.aes256CbcZeroIv(key, input))).toBe(toHex(opensslEngine.aes256CbcZeroIv(key, input)));
        },
      ),
    );
  });

  it('on ECDSA and ECDH', () => {
    fc.assert(
      fc.property(curve, fc.infiniteStream(exactly(66)), bytes(60), (name, stream, message) => {
        const scalars: Uint8Array[] = [];
        for (const candidate of stream) {
          const scalar = candidate.slice(-EC_CURVES[name].scalarBytes);
          if (name === 'P-521') scalar[0] = (scalar[0] ?? 0) & 1;
          if (isPrivateScalar(name, scalar)) scalars.push(scalar);
          if (scalars.length === 2) break;
        }
        const [mine, theirs] = scalars as [Uint8Array, Uint8Array];
        const point = opensslEngine.ecPublicPoint(name, mine);
        expect(toHex(nobleEngine.ecPublicPoint(name, mine))).toBe(toHex(point));
        const other = opensslEngine.ecPublicPoint(name, theirs);
        for (const [signer, verifier] of [
          [opensslEngine, nobleEngine],
          [nobleEngine, opensslEngine],
        ] as const) {
          const signature = signer.ecdsaSign(name, mine, message);
          expect(verifier.ecdsaVerify(name, point, message, signature)).toBe(true);
          expect(verifier.ecdsaVerify(name, other, message, signature)).toBe(false);
          expect(verifier.ecdsaVerify(name, point, utf8('another message'.repeat(5)), signature)).toBe(false);
        }
        const shared = toHex(opensslEngine.ecdhSharedX(name, mine, other) ?? new Uint8Array());
        expect(shared).toHaveLength(EC_CURVES[name].scalarBytes * 2);
        expect(plain(nobleEngine.ecdhSharedX(name, theirs, point))).toBe(shared);
      }),
      { numRuns: 10 },
    );
  });
});

describe.each([opensslEngine, nobleEngine])('$name refuses', (engine) => {
  const key = new Uint8Array(32);
  const iv = new Uint8Array(12);

  it('keys and IVs of a wrong length, as bugs', () => {
    expect(() => engine.aes256GcmSeal(key.subarray(1), iv, iv, iv)).toThrow(AssertionFailure);
    expect(() => engine.aes256GcmOpen(key, iv.subarray(1), iv, key)).toThrow(AssertionFailure);
    expect(() => engine.aes256CbcZeroIv(key, new Uint8Array(15))).toThrow(AssertionFailure);
    expect(() => engine.aesKeyWrapPad(key.subarray(1), key)).toThrow(AssertionFailure);
    expect(() => engine.aesKeyWrapPad(key, new Uint8Array(0))).toThrow(AssertionFailure);
    expect(() => engine.aesKeyUnwrapPad(key.subarray(1), key)).toThrow(AssertionFailure);
    expect(() => engine.ecPublicPoint('P-384', new Uint8Array(48))).toThrow(AssertionFailure);
    expect(() => engine.ecdsaSign('P-384', EC_CURVES['P-384'].order, key)).toThrow(AssertionFailure);
  });

  it('a sealed text shorter than its tag, as data', () => {
    for (let length = 0; length < 16; length++) {
      expect(engine.aes256GcmOpen(key, iv, iv, new Uint8Array(length))).toBeUndefined();
    }
  });

  it('points off the curve, compressed, truncated or at infinity', () => {
    const scalar = new Uint8Array(48).fill(7);
    const good = engine.ecPublicPoint('P-384', scalar);
    const offCurve = new Uint8Array(good);
    offCurve[96] = (offCurve[96] ?? 0) ^ 1;
    const compressed = new Uint8Array([2, ...good.subarray(1, 49)]);
    for (const point of [offCurve, compressed, good.subarray(0, 96), new Uint8Array([0]), new Uint8Array(97)]) {
      expect(engine.ecdhSharedX('P-384', scalar, point)).toBeUndefined();
      expect(engine.ecdsaVerify('P-384', point, key, engine.ecdsaSign('P-384', scalar, key))).toBe(false);
    }
  });

  it('signatures that are not strict DER', () => {
    const scalar = new Uint8Array(48).fill(9);
    const point = engine.ecPublicPoint('P-384', scalar);
    const signature = engine.ecdsaSign('P-384', scalar, key);
    const trailing = new Uint8Array([...signature, 0]);
    for (const wrong of [trailing, signature.subarray(1), new Uint8Array(0), new Uint8Array(96)]) {
      expect(engine.ecdsaVerify('P-384', point, key, wrong)).toBe(false);
    }
  });
});

describe('SubjectPublicKeyInfo', () => {
  it.each(['P-521', 'secp256k1'] as const)('of %s is taken where it is asked for only', (name) => {
    const point = opensslEngine.ecPublicPoint(name, new Uint8Array(EC_CURVES[name].scalarBytes).fill(1));
    const spki = spkiOfPoint(name, point);
    expect(pointOfSpki(spki)).toBeUndefined();
    expect(pointOfSpki(spki, ['P-256', name])).toEqual({ curve: name, point });
  });

  it.each(['P-256', 'P-384'] as const)('of %s goes there and back, and takes no other form', (name) => {
    const scalar = new Uint8Array(EC_CURVES[name].scalarBytes).fill(3);
    const point = opensslEngine.ecPublicPoint(name, scalar);
    const spki = spkiOfPoint(name, point);
    const parsed = pointOfSpki(spki);
    expect(parsed?.curve).toBe(name);
    expect(plain(parsed?.point)).toBe(toHex(point));
    expect(pointOfSpki(spki.subarray(0, -1))).toBeUndefined();
    expect(pointOfSpki(new Uint8Array([...spki, 0]))).toBeUndefined();
    const altered = new Uint8Array(spki);
    altered[10] = (altered[10] ?? 0) ^ 1;
    expect(pointOfSpki(altered)).toBeUndefined();
    expect(pointOfSpki(fromHex('30'))).toBeUndefined();
  });
});
