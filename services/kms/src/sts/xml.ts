/** XML for answers: elements and text, nothing else. Output only; no XML is ever read. */

export type XmlContent = string | readonly XmlElement[];

/** Undefined content leaves the element out. */
export type XmlElement = readonly [name: string, content: XmlContent | undefined];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** @param namespace of the root element; not escaped, as it is ours. */
export function xmlDocument(root: string, namespace: string, children: readonly XmlElement[]): string {
  return `<${root} xmlns="${namespace}">${children.map(element).join('')}</${root}>\n`;
}

function element([name, content]: XmlElement): string {
  if (content === undefined) return '';
  const inner = typeof content === 'string' ? escapeXml(content) : content.map(element).join('');
  return `<${name}>${inner}</${name}>`;
}

/**
 * Text as XML 1.0 can carry it: what that has no form for (XML §2.2: control characters, half surrogate pairs, U+FFFE,
 * U+FFFF) becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
