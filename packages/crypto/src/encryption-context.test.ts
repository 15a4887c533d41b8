import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '@strongroom/core/bytes.js';
import { PackedReader } from '@strongroom/core/packed.js';
import { encodeEncryptionContext, encodeEncryptionContextPairs, EncryptionContextError } from './encryption-context.js';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const contexts = fc.dictionary(text, text, { maxKeys: 8 });

/** Reads the encoding back: that this is possible is what makes it injective. */
function decode(bytes: Uint8Array): [string, string][] {
  const reader = new PackedReader(bytes);
  const next = (): string => Buffer.from(reader.raw(reader.u16())).toString('utf8');
  const pairs: [string, string][] = [];
  while (reader.remaining > 0) pairs.push([next(), next()]);
  return pairs;
}

describe('the canonical encryption context', () => {
  it('is injective: it can be read back', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const pairs = decode(encodeEncryptionContext(context));
        expect(new Map(pairs)).toEqual(new Map(Object.entries(context)));
        expect(pairs).toHaveLength(Object.keys(context).length);
      }),
    );
  });

  it('does not depend on the order of the pairs, and sorts by UTF-8 bytes', () => {
    fc.assert(
      fc.property(contexts, (context) => {
        const entries = Object.entries(context);
        const encoded = encodeEncryptionContextPairs(entries);
        expect(encodeEncryptionContextPairs(entries.reverse())).toEqual(encoded);
        const names = decode(encoded).map(([name]) => Buffer.from(name));
        expect(names).toEqual([...names].sort((a, b) => Buffer.compare(a, b)));
      }),
    );
    // U+FFFD precedes U+1F600 in UTF-8, and follows it in UTF-16.
    const names = decode(encodeEncryptionContext({ '\u{1f600}': '', '\ufffd': '' })).map(([name]) => name);
    expect(names).toEqual(['\ufffd', '\u{1f600}']);
  });

  it('is empty for the empty context, and fixed for a known one', () => {
    expect(encodeEncryptionContext({})).toHaveLength(0);
    expect(toHex(encodeEncryptionContext({ b: '', a: 'é' }))).toBe('000161' + '0002c3a9' + '000162' + '0000');
    expect(encodeEncryptionContext(JSON.parse('{"__proto__":"x"}') as Record<string, string>)).toHaveLength(14);
  });

  it.each<[string, [string, string][], string]>([
    [
      'a name that occurs twice',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '1'],
      ],
      'DUPLICATE_NAME',
    ],
    ['a lone surrogate in a name', [['\ud800', '1']], 'MALFORMED_TEXT'],
    ['a lone surrogate in a value', [['a', 'x\udc00']], 'MALFORMED_TEXT'],
    ['more than 8192 bytes', [['a', 'x'.repeat(8188)]], 'TOO_LARGE'],
    ['more than 8192 bytes of UTF-8 in fewer characters', [['a', 'é'.repeat(4094)]], 'TOO_LARGE'],
  ])('refuses %s', (_, pairs, fault) => {
    expect(() => encodeEncryptionContextPairs(pairs)).toThrow(EncryptionContextError);
    expect(() => encodeEncryptionContextPairs(pairs)).toThrow(fault);
  });

  it('takes exactly 8192 bytes', () => {
    expect(encodeEncryptionContext({ a: 'x'.repeat(8187) })).toHaveLength(8192);
  });
});
