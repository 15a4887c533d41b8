import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, xmlDocument } from './xml.js';

describe('XML', () => {
  it('is elements and text; what is undefined is left out', () => {
    const text = xmlDocument('Root', 'urn:x', [
      ['A', 'a<b>&"\''],
      ['B', undefined],
      ['C', [['D', 'ü']]],
    ]);
    expect(text).toBe('<Root xmlns="urn:x"><A>a&lt;b&gt;&amp;&quot;&apos;</A><C><D>ü</D></C></Root>\n');
  });

  it('holds no markup and no character that XML has no form for, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|apos);)/);
        expect(escaped).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      }),
    );
  });

  it('replaces what it cannot say', () => {
    expect(escapeXml('a\0b\ud800c\uffffd\r')).toBe('a\ufffdb\ufffdc\ufffdd\ufffd');
  });
});
