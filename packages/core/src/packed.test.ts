import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackedFormatError, PackedReader, PackedWriter } from './packed.js';

describe('packed encoding', () => {
  it('reads back what was written, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xff }),
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.maxSafeNat(),
        fc.uint8Array({ maxLength: 600 }),
        fc.string({ unit: 'grapheme' }),
        (a, b, c, d, bytes, text) => {
          const packed = new PackedWriter(8).u8(a).u16(b).u32(c).u53(d).bytes(bytes).text(text).finish();
          const reader = new PackedReader(packed);
          expect([reader.u8(), reader.u16(), reader.u32(), reader.u53()]).toEqual([a, b, c, d]);
          expect(new Uint8Array(reader.bytes(600))).toEqual(bytes);
          expect(reader.text(4096)).toBe(text);
          reader.end();
        },
      ),
    );
  });

  it('refuses every truncation and any trailing byte', () => {
    const packed = new PackedWriter()
      .u16(7)
      .bytes(new Uint8Array([1, 2, 3]))
      .finish();
    const read = (input: Uint8Array): void => {
      const reader = new PackedReader(input);
      reader.u16();
      reader.bytes(10);
      reader.end();
    };
    read(packed);
    for (let length = 0; length < packed.length; length++) {
      expect(() => {
        read(packed.subarray(0, length));
      }).toThrow(PackedFormatError);
    }
    expect(() => {
      read(new Uint8Array([...packed, 0]));
    }).toThrow(PackedFormatError);
  });

  it('refuses a length beyond its bound before allocating', () => {
    const hostile = new PackedWriter().u32(0xffff_ffff).finish();
    expect(() => new PackedReader(hostile).bytes(1024)).toThrow(PackedFormatError);
  });
});
