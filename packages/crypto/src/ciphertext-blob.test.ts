import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import { CIPHERTEXT_MAX_BYTES, PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { SystemRng } from '@strongroom/core/rng.js';
import type { Rng } from '@strongroom/core/rng.js';
import { BLOB_OVERHEAD_BYTES, decryptBlob, encryptBlob, parseBlobHeader } from './ciphertext-blob.js';
import { encodeEncryptionContext } from './encryption-context.js';
import { deriveMaterialId, formatMaterialId } from './material-id.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';

const rng = new SystemRng();
const engine = opensslEngine;
const hbk = rng.bytes(32);
const materialId = deriveMaterialId(engine, hbk, '1234abcd-12ab-34cd-56ef-1234567890ab');
const context = encodeEncryptionContext({ purpose: 'test', department: 'IT' });
const encrypt = (plaintext: Uint8Array, aad = context): Uint8Array =>
  encryptBlob(engine, rng, hbk, materialId, aad, plaintext);

describe('ciphertext blobs', () => {
  it('go there and back between the engines', () => {
    const texts = fc.uint8Array({ maxLength: 600 });
    fc.assert(
      fc.property(texts, fc.uint8Array({ maxLength: 60 }), (plaintext, aad) => {
        const fast = encryptBlob(opensslEngine, rng, hbk, materialId, aad, plaintext);
        const slow = encryptBlob(nobleEngine, rng, hbk, materialId, aad, plaintext);
        for (const [opener, blob] of [
          [nobleEngine, fast],
          [opensslEngine, slow],
        ] as const) {
          const opened = decryptBlob(opener, hbk, materialId, aad, blob);
          expect(opened && toHex(opened)).toBe(toHex(plaintext));
        }
      }),
    );
  });

  it('begin as those of the real service do, name the material, and stay within the sizes of the API', () => {
    const blob = encrypt(new Uint8Array(32));
    expect(toHex(blob.subarray(0, 5))).toBe('0102020078');
    expect(Buffer.from(blob).toString('base64')).toMatch(/^AQICAH/);
    expect(parseBlobHeader(blob)?.materialId).toEqual(materialId);
    expect(blob.length).toBeLessThan(184);
    expect(encrypt(new Uint8Array(PLAINTEXT_MAX_BYTES)).length).toBeLessThanOrEqual(CIPHERTEXT_MAX_BYTES);
    expect(() => encrypt(new Uint8Array(PLAINTEXT_MAX_BYTES + 1))).toThrow(AssertionFailure);
  });

  it('have a fixed format: this one was recorded with version 1', () => {
    const counting: Pick<Rng, 'bytes'> = { bytes: (length) => Uint8Array.from({ length }, (_, index) => index) };
    const blob = encryptBlob(
      engine,
      counting,
      new Uint8Array(32).fill(1),
      new Uint8Array(32).fill(2),
      context,
      utf8('hi'),
    );
    expect(toHex(blob)).toBe(
      '0102020078' +
        '02'.repeat(32) +
        '01' +
        '000102030405060708090a0b0c0d0e0f' +
        '101112131415161718191a1b' +
        '354414d612eb7b6bb7c05753ace118cce08f',
    );
    const opened = decryptBlob(engine, new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), context, blob);
    expect(opened).toEqual(new Uint8Array([0x68, 0x69]));
  });

  it('do not decrypt with any one bit flipped, truncated or extended', () => {
    const blob = encrypt(utf8('attack at dawn'));
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const altered = new Uint8Array(blob);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decryptBlob(engine, hbk, materialId, context, altered)).toBeUndefined();
    }
    for (let length = 0; length < blob.length; length++) {
      expect(decryptBlob(engine, hbk, materialId, context, blob.subarray(0, length))).toBeUndefined();
    }
    expect(decryptBlob(engine, hbk, materialId, context, new Uint8Array([...blob, 0]))).toBeUndefined();
  });

  it('do not decrypt under another key, material id or context', () => {
    const blob = encrypt(utf8('attack at dawn'));
    expect(decryptBlob(engine, rng.bytes(32), materialId, context, blob)).toBeUndefined();
    expect(decryptBlob(engine, hbk, rng.bytes(32), context, blob)).toBeUndefined();
    for (const other of [{}, { purpose: 'test' }, { purpose: 'test', department: 'it' }] as Record<string, string>[]) {
      expect(decryptBlob(engine, hbk, materialId, encodeEncryptionContext(other), blob)).toBeUndefined();
    }
  });

  it('parse for arbitrary bytes without ever throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
        parseBlobHeader(junk);
        expect(decryptBlob(engine, hbk, materialId, context, junk)).toBeUndefined();
        const disguised = new Uint8Array([...fromHex('0102020078'), ...materialId, 1, ...junk]);
        expect(decryptBlob(engine, hbk, materialId, context, disguised)).toBeUndefined();
      }),
    );
    expect(parseBlobHeader(new Uint8Array(BLOB_OVERHEAD_BYTES))).toBeUndefined();
    expect(
      parseBlobHeader(new Uint8Array([...encrypt(new Uint8Array(4096)), ...new Uint8Array(2048)])),
    ).toBeUndefined();
  });
});

describe('key material ids', () => {
  it('are a function of the material and of the KMS key', () => {
    const again = deriveMaterialId(nobleEngine, hbk, '1234abcd-12ab-34cd-56ef-1234567890ab');
    expect(toHex(again)).toBe(toHex(materialId));
    expect(deriveMaterialId(engine, hbk, 'mrk-1234abcd12ab34cd56ef1234567890ab')).not.toEqual(materialId);
    expect(deriveMaterialId(engine, rng.bytes(32), '1234abcd-12ab-34cd-56ef-1234567890ab')).not.toEqual(materialId);
    expect(formatMaterialId(materialId)).toMatch(/^[0-9a-f]{64}$/);
  });
});
