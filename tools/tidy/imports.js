/**
 * Reads the import specifiers of a module without a compiler: comments are blanked first, then five shapes are matched.
 */
import { lineAt } from './repository.js';

/**
 * @typedef {{ readonly specifier: string, readonly typeOnly: boolean, readonly line: number }} Import
 */

const STATIC = /(?:^|[;\n}])\s*(import|export)\s+(type\s+)?(?:[\w$*{][^'";()]*?\sfrom\s*)?['"]([^'"\n]+)['"]/g;
const DYNAMIC = /\bimport\s*\(\s*['"]([^'"\n]+)['"]/g;
const WORKER_URL = /\bnew\s+URL\(\s*['"](\.[^'"\n]+\.js)['"]\s*,\s*import\.meta\.url/g;

/** @param {string} text @returns {Import[]} */
export function importsOf(text) {
  const code = blankComments(text);
  const found = [];
  for (const match of code.matchAll(STATIC)) {
    found.push({ specifier: match[3] ?? '', typeOnly: match[2] !== undefined, line: lineOfMatch(code, match) });
  }
  for (const pattern of [DYNAMIC, WORKER_URL]) {
    for (const match of code.matchAll(pattern)) {
      found.push({ specifier: match[1] ?? '', typeOnly: false, line: lineOfMatch(code, match) });
    }
  }
  return found;
}

/** @param {string} code @param {RegExpMatchArray} match */
function lineOfMatch(code, match) {
  return lineAt(code, (match.index ?? 0) + match[0].length);
}

/**
 * Replaces comments by spaces, keeping line numbers. Strings stay, because specifiers are strings; a `//` inside a
 * string is left alone.
 * @param {string} text
 */
export function blankComments(text) {
  return text.replace(
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`)|\/\*[^]*?\*\/|\/\/[^\n]*/g,
    (whole, literal) => literal ?? whole.replace(/[^\n]/g, ' '),
  );
}

/** Comments and the contents of strings become spaces: what is left are words of code. @param {string} text */
export function codeOnly(text) {
  return blankComments(text).replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
    (literal) => `'${' '.repeat(Math.max(0, literal.length - 2))}'`,
  );
}
