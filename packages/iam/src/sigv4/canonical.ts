/**
 * The canonical request of SigV4 (IAM User Guide, "Create a signed AWS API request"), from the request as it came over
 * the wire.
 */
import { type HeaderMap, trimAll } from './headers.js';

/**
 * A request target is `/` for every service here that speaks AWS JSON; longer ones are refused before they are taken
 * apart.
 */
const TARGET_MAX_CHARS = 8192;
const PARAMETERS_MAX_COUNT = 128;
const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const ESCAPE = /^[0-9A-Fa-f]{2}$/;

export interface RequestTarget {
  readonly canonicalPath: string;
  readonly canonicalQuery: string;
}

/** Undefined for a target that is too long, is not a path, or holds a broken percent escape. */
export function canonicalTarget(target: string): RequestTarget | undefined {
  if (target === '/') return ROOT_TARGET;
  if (target.length > TARGET_MAX_CHARS || !target.startsWith('/')) return undefined;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const canonicalQuery = canonicalQueryString(question < 0 ? '' : target.slice(question + 1));
  return canonicalQuery === undefined ? undefined : { canonicalPath: canonicalPathOf(path), canonicalQuery };
}

const ROOT_TARGET: RequestTarget = { canonicalPath: '/', canonicalQuery: '' };

/**
 * RFC 3986 §5.2.4 dot segments and empty segments removed; what was percent-encoded is encoded again (every service but
 * S3).
 */
function canonicalPathOf(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(percentEncode(segment));
  }
  const last = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${last}`;
}

/**
 * Names and values decoded and encoded anew, sorted by encoded name, then value. `+` is a plus sign: SigV4 encodes
 * spaces as %20.
 */
function canonicalQueryString(query: string): string | undefined {
  if (query === '') return '';
  const parts = query.split('&');
  if (parts.length > PARAMETERS_MAX_COUNT) return undefined;
  const pairs: [string, string][] = [];
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = reencode(equals < 0 ? part : part.slice(0, equals));
    const value = reencode(equals < 0 ? '' : part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  pairs.sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reencode(text: string): string | undefined {
  if (UNRESERVED.test(text)) return text;
  let decoded = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char !== '%') {
      decoded += char;
      continue;
    }
    const digits = text.slice(index + 1, index + 3);
    if (!ESCAPE.test(digits)) return undefined;
    decoded += String.fromCharCode(Number.parseInt(digits, 16));
    index += 2;
  }
  return percentEncode(decoded);
}

/** `text` holds one byte per character. */
function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  let encoded = '';
  for (const char of text) {
    if (UNRESERVED.test(char)) encoded += char;
    else encoded += `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/**
 * The canonical request. Undefined when a signed header is not there.
 * @param signedHeaders as in the Authorization header: `host;x-amz-date`, and the same split.
 */
export function canonicalRequest(
  method: string,
  target: RequestTarget,
  headers: HeaderMap,
  signedHeaders: string,
  signedHeaderNames: readonly string[],
  payloadSha256: string,
): string | undefined {
  let text = `${method}\n${target.canonicalPath}\n${target.canonicalQuery}\n`;
  for (const name of signedHeaderNames) {
    const value = headers.get(name);
    if (value === undefined) return undefined;
    text += `${name}:${trimAll(value)}\n`;
  }
  return `${text}\n${signedHeaders}\n${payloadSha256}`;
}
