import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '@strongroom/core/bytes.js';
import { CIPHERTEXT_MAX_BYTES, PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { BLOB_OVERHEAD_BYTES, parseBlobHeader } from './ciphertext-blob.js';
import { encodeExternalBlob, parseExternalBlob } from './external-blob.js';

const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const parts = fc.record({
  materialId: fixed(32),
  digest: fixed(32),
  iv: fc.oneof(fixed(12), fixed(16)),
  tag: fixed(16),
  metadata: fc.uint8Array({ maxLength: 20 }),
  ciphertext: fc.uint8Array({ minLength: BLOB_OVERHEAD_BYTES, maxLength: 300 }),
});
const plain = (value: object | undefined) =>
  value && Object.fromEntries(Object.entries(value).map(([name, bytes]) => [name, [...(bytes as Uint8Array)]]));

describe('ciphertext blobs of external keys', () => {
  it('go there and back, and are no blobs of an HSM alone', () => {
    fc.assert(
      fc.property(parts, (blob) => {
        const encoded = encodeExternalBlob(blob);
        expect(plain(parseExternalBlob(encoded))).toEqual(plain(blob));
        expect(parseBlobHeader(encoded)).toBeUndefined();
      }),
    );
  });

  it('parse for arbitrary bytes without ever throwing, and only what encodes to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        expect(parseExternalBlob(junk)).toBeUndefined();
        const disguised = new Uint8Array([...fromHex('0102020078'), ...new Uint8Array(32), 2, ...junk]);
        const parsed = parseExternalBlob(disguised);
        if (parsed !== undefined) expect(encodeExternalBlob(parsed)).toEqual(disguised);
      }),
    );
  });

  it('fit into the API with the largest plaintext', () => {
    const blob = encodeExternalBlob({
      materialId: new Uint8Array(32),
      digest: new Uint8Array(32),
      iv: new Uint8Array(16),
      tag: new Uint8Array(16),
      metadata: new Uint8Array(20),
      ciphertext: new Uint8Array(PLAINTEXT_MAX_BYTES + BLOB_OVERHEAD_BYTES),
    });
    expect(blob.length).toBeLessThanOrEqual(CIPHERTEXT_MAX_BYTES);
    expect(parseExternalBlob(new Uint8Array(CIPHERTEXT_MAX_BYTES + 1))).toBeUndefined();
  });
});
