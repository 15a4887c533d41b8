/**
 * Request headers as they came: names in lower case, duplicates kept. Duplicates are where two readers of one request
 * disagree.
 */

/** Name, value, name, value, … as node:http's rawHeaders: one character is one byte (Latin-1). */
export type RawHeaders = readonly string[];

/** Headers in one request; more is refused. node's own parser allows 2000. */
const HEADERS_MAX_COUNT = 128;

/**
 * Headers of which a second one is refused: each decides something, and one reader might take the first where another
 * takes the last.
 */
const SINGLE = new Set([
  'authorization',
  'content-length',
  'content-type',
  'date',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
]);

export type HeaderMap = ReadonlyMap<string, string>;

/**
 * Values by lower-case name; those of duplicates joined with a comma in their order, as the canonical request wants
 * them.
 * @returns the name of a header that came twice and must not, or `too many`, as a string instead of the map.
 */
export function collectHeaders(raw: RawHeaders): HeaderMap | string {
  if (raw.length > HEADERS_MAX_COUNT * 2) return 'too many';
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    if (before === undefined) headers.set(name, value);
    else if (SINGLE.has(name)) return name;
    else headers.set(name, `${trimAll(before)},${trimAll(value)}`);
  }
  return headers;
}

const NEEDS_TRIM = /^\s|\s$|\s\s|[^\S ]/;

/** SigV4's "Trimall": no white space around, runs of it inside made one space. */
export function trimAll(value: string): string {
  return NEEDS_TRIM.test(value) ? value.trim().replace(/\s+/g, ' ') : value;
}
