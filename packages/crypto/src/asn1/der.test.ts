import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '@strongroom/core/bytes.js';
import type { DerElement } from './der.js';
import { DER_MAX_BYTES, DER_TAG, der, DerReader, encodeDer, parseDer } from './der.js';

const primitive = fc.constantFrom(DER_TAG.octetString, DER_TAG.bitString, 0x80, 0x81);

describe('DER', () => {
  it('goes there and back for any content and nesting', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(primitive, fc.uint8Array({ maxLength: 300 })), { maxLength: 6 }),
        fc.nat(3),
        (parts, depth) => {
          let element: DerElement = der(DER_TAG.sequence, ...parts.map(([tag, content]) => der(tag, content)));
          for (let level = 0; level < depth; level++) element = der(DER_TAG.sequence, element);
          const read = parseDer(encodeDer(element), (outer) => {
            let reader = outer.within(DER_TAG.sequence);
            for (let level = 0; level < depth; level++) reader = reader.within(DER_TAG.sequence);
            const contents = parts.map(([tag]) => toHex(reader.content(tag)));
            reader.end();
            return contents;
          });
          expect(read).toEqual(parts.map(([, content]) => toHex(content)));
        },
      ),
    );
  });

  it.each([
    [0x7f, '047f'],
    [0x80, '048180'],
    [0xff, '0481ff'],
    [0x100, '04820100'],
    [0x2000, '04822000'],
  ])('writes the shortest length form for %i bytes', (length, head) => {
    const encoded = encodeDer(der(DER_TAG.octetString, new Uint8Array(length)));
    expect(toHex(encoded.subarray(0, head.length / 2))).toBe(head);
    expect(encoded.length).toBe(head.length / 2 + length);
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '04'],
    ['another tag', '0300'],
    ['content cut short', '0402ff'],
    ['a length cut short', '0481'],
    ['trailing bytes', '040000'],
    ['an indefinite length', '04800000'],
    ['a length in three bytes', '0483000001ff'],
    ['a length that would do with fewer bytes', '048101ff'],
    ['a two-byte length that would do with one', `04820080${'00'.repeat(0x80)}`],
  ])('refuses %s', (_, hex) => {
    expect(parseDer(fromHex(hex), (reader) => reader.content(DER_TAG.octetString))).toBeUndefined();
  });

  it('refuses more than its bound before it reads', () => {
    const encoded = encodeDer(der(DER_TAG.octetString, new Uint8Array(DER_MAX_BYTES)));
    expect(parseDer(encoded, (reader) => reader.content(DER_TAG.octetString))).toBeUndefined();
  });

  it.each([
    ['zero', '020100', ''],
    ['127', '02017f', '7f'],
    ['128', '02020080', '80'],
    ['65,537', '0203010001', '010001'],
  ])('reads the integer %s', (_, hex, expected) => {
    expect(toHex(new DerReader(fromHex(hex)).unsignedInteger())).toBe(expected);
  });

  it.each([
    ['empty', '0200'],
    ['negative', '0201ff'],
    ['with a superfluous zero', '0202007f'],
  ])('refuses an integer that is %s', (_, hex) => {
    expect(parseDer(fromHex(hex), (reader) => reader.unsignedInteger())).toBeUndefined();
  });

  it('refuses a bit string with unused bits, or without their number', () => {
    expect(parseDer(fromHex('0302000f'), (reader) => reader.wholeBytes())).toEqual(Uint8Array.of(0x0f));
    expect(parseDer(fromHex('0302040f'), (reader) => reader.wholeBytes())).toBeUndefined();
    expect(parseDer(fromHex('0300'), (reader) => reader.wholeBytes())).toBeUndefined();
  });
});
