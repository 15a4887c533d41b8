/** IP addresses and CIDR ranges (RFC 4632, RFC 4291). */
import { isIPv4, isIPv6 } from 'node:net';

interface IpAddress {
  readonly family: 4 | 6;
  /** One word of 32 bits, or four. */
  readonly words: readonly number[];
}

export interface IpRange {
  readonly address: IpAddress;
  readonly prefixBits: number;
}

/** `203.0.113.0/24`, `2001:db8::/32`, or one address. Undefined for what is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  const parsed = parseWords(addressText);
  if (parsed === undefined || rest.length > 0) return undefined;
  const addressBits = parsed.words.length * 32;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return undefined;
  const prefixBits = prefixText === undefined ? addressBits : Number(prefixText);
  if (prefixBits > addressBits) return undefined;
  const address = unmapped(parsed);
  if (address === parsed) return { address, prefixBits };
  return prefixBits >= 96 ? { address, prefixBits: prefixBits - 96 } : { address: parsed, prefixBits };
}

/** An IPv4 address that is mapped into IPv6 (`::ffff:192.0.2.1`) is that IPv4 address. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const parsed = parseWords(text);
  return parsed === undefined ? undefined : unmapped(parsed);
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  if (address.family !== range.address.family) return false;
  return range.address.words.every((word, index) => {
    const bits = Math.min(32, Math.max(0, range.prefixBits - index * 32));
    const mask = bits === 0 ? 0 : -1 << (32 - bits);
    return ((word ^ (address.words[index] ?? 0)) & mask) === 0;
  });
}

function parseWords(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, words: [wordOfIpv4(text)] };
  // A zone belongs to one machine and never to a policy.
  return isIPv6(text) && !text.includes('%') ? { family: 6, words: wordsOfIpv6(text) } : undefined;
}

function unmapped(address: IpAddress): IpAddress {
  const [first, second, third, fourth = 0] = address.words;
  const mapped = address.family === 6 && first === 0 && second === 0 && third === 0xffff;
  return mapped ? { family: 4, words: [fourth] } : address;
}

function wordOfIpv4(text: string): number {
  return text.split('.').reduce((word, part) => ((word << 8) | Number(part)) >>> 0, 0);
}

/** The text is one that isIPv6 has accepted. */
function wordsOfIpv6(text: string): readonly number[] {
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = new Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0);
  const groups = [...before, ...zeros, ...after];
  return [0, 2, 4, 6].map((index) => (((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)) >>> 0);
}

function groupsOf(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const word = wordOfIpv4(group);
    return [word >>> 16, word & 0xffff];
  });
}
