import { randomBytes } from 'node:crypto';
import { must } from '@strongroom/core/assert.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePayloadKey } from './chunk-cipher.js';
import { bodyLengthOf, encodeHeader, parseBody, PREFIX_BYTES, type SealedHeader } from './header.js';
import { SealedFileError } from './sealed-file-error.js';

const headers = fc.record({
  chunkBytes: fc.constantFrom(1024, 65_536, 1_048_576),
  salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  keyArn: fc.string({ maxLength: 200 }),
  encryptedDataKey: fc.uint8Array({ maxLength: 500 }),
});

function parse(bytes: Uint8Array): SealedHeader {
  const body = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + bodyLengthOf(bytes.subarray(0, PREFIX_BYTES)));
  return parseBody(body);
}

describe('sealed file header', () => {
  it('round-trips', () => {
    fc.assert(
      fc.property(headers, (header) => {
        expect(parse(encodeHeader(header))).toEqual(header);
      }),
    );
  });

  it('throws nothing but SealedFileError for arbitrary and for mutated bytes', () => {
    const mutated = fc.tuple(headers, fc.nat(), fc.nat(255)).map(([header, at, value]) => {
      const bytes = encodeHeader(header);
      bytes[at % bytes.length] = value;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
        try {
          parse(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SealedFileError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('says that another file is none of ours', () => {
    expect(() => bodyLengthOf(new TextEncoder().encode('PK\u0003\u0004 a zip file'))).toThrow('no file made by');
  });

  it('binds every byte of the header into the payload key', () => {
    const header = must(fc.sample(headers, { numRuns: 1, seed: 1 })[0], 'a sample');
    const bytes = encodeHeader(header);
    const dataKey = randomBytes(32);
    const key = derivePayloadKey(dataKey, header, bytes);
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = new Uint8Array(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(derivePayloadKey(dataKey, header, changed)).not.toEqual(key);
    }
  });
});
