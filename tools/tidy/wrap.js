/**
 * `node tools/tidy/wrap.js [FILE…]`: breaks comment lines that are too long, which prettier leaves alone. What does not
 * fit moves to the next line of the same paragraph. Part of `npm run format`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { isGenerated, readRepository } from './repository.js';

const COLUMNS_MAX = 120;
const COMMENT_LINE = /^(\s*(?:\/\/|\*(?!\/)|\/\*\*?(?!\*)))\s+(.*)$/;
/** A list, a tag, a table or code begins a line of its own. */
const OWN_LINE = /^([-*@|#>`]|\d+\.\s|eslint-)/;

/** @param {string} text @returns {string} */
export function wrapComments(text) {
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const match = COMMENT_LINE.exec(line);
    if ([...line].length <= COLUMNS_MAX || match === null || /eslint-|https?:\S{60}/.test(line)) continue;
    lines.splice(at, 1, ...breakLine(match[1] ?? '', match[2] ?? ''));
    joinRest(lines, at + 1);
  }
  return lines.join('\n');
}

/**
 * A one-line block comment becomes a block of several. @param {string} prefix @param {string} body @returns {string[]}
 */
function breakLine(prefix, body) {
  const indent = /^\s*/.exec(prefix)?.[0] ?? '';
  const opens = prefix.trim().startsWith('/*');
  if (opens && body.endsWith('*/')) {
    const words = body.slice(0, -2).trim();
    return [prefix, ...fold(`${indent} *`, words), `${indent} */`];
  }
  return opens ? [prefix, ...fold(`${indent} *`, body)] : fold(prefix, body);
}

/**
 * Two lines: what fits, and the rest (which the loop breaks again). @param {string} prefix @param {string} body
 * @returns {string[]}
 */
function fold(prefix, body) {
  const room = COLUMNS_MAX - prefix.length - 1;
  if (body.length <= room) return [`${prefix} ${body}`];
  const cut = body.lastIndexOf(' ', room);
  if (cut <= 0) return [`${prefix} ${body}`];
  return [`${prefix} ${body.slice(0, cut)}`, ...fold(prefix, body.slice(cut + 1))];
}

/**
 * The short last line of a broken one takes in the following line of its paragraph. @param {string[]} lines @param
 * {number} from
 */
function joinRest(lines, from) {
  let at = from;
  while (at < lines.length - 1 && lengthOf(lines[at]) > 0 && lengthOf(lines[at + 1]) >= COLUMNS_MAX - 10) at += 1;
  const rest = COMMENT_LINE.exec(lines[at] ?? '');
  const next = COMMENT_LINE.exec(lines[at + 1] ?? '');
  if (rest === null || next === null || lengthOf(lines[at]) > 70) return;
  if (rest[1] !== next[1] || OWN_LINE.test(next[2] ?? '') || (next[2] ?? '').endsWith('*/')) return;
  lines.splice(at, 2, `${rest[1] ?? ''} ${rest[2] ?? ''} ${next[2] ?? ''}`);
}

/** @param {string | undefined} line */
function lengthOf(line) {
  return [...(line ?? '')].length;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const named = argv.slice(2);
  const paths =
    named.length > 0
      ? named
      : readRepository(root)
          .sources(/^(packages|services|test|tools|bin)\/.*\.(ts|js)$|^[a-z.]+\.(ts|js)$/)
          .map((file) => join(root, file.path));
  for (const path of paths.filter((each) => !isGenerated(each))) {
    const before = readFileSync(path, 'utf8');
    const after = wrapComments(before);
    if (after !== before) writeFileSync(path, after);
  }
}
