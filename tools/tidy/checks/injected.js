/**
 * Time, timers and randomness come through packages/core, injected: that is what makes time travel and simulation
 * possible. ESLint catches the plain calls while one types; this rule also catches imports and other ways to the same
 * clocks.
 */
import { codeOnly, importsOf } from '../imports.js';
import { lineAt } from '../repository.js';

const SOURCES = /^packages\/core\/src\/(time|rng)\.ts$/;
const RANDOM = 'take an Rng (packages/core/src/rng.ts)';
const TIME = 'take a Clock, RealTime or Monotonic (packages/core/src/time.ts)';

/** @type {readonly (readonly [RegExp, string])[]} */
const FORBIDDEN = [
  [/\bDate\s*\.\s*now\b/g, TIME],
  [/\bnew\s+Date\s*\(\s*\)/g, TIME],
  [/\bperformance\s*\.\s*(now|timeOrigin)\b/g, TIME],
  [/\bprocess\s*\.\s*(hrtime|uptime)\b/g, TIME],
  [/(?<![.\w])(setTimeout|setInterval|setImmediate)\s*\(/g, TIME],
  [/\bMath\s*\.\s*random\b/g, RANDOM],
  [/(?<![.\w])(randomBytes|randomFill|randomFillSync|randomInt|randomUUID|getRandomValues)\s*\(/g, RANDOM],
  [/\bcrypto\s*\.\s*(randomBytes|randomFill|randomFillSync|randomInt|randomUUID|getRandomValues)\b/g, RANDOM],
];

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkInjected(repository) {
  const problems = [];
  for (const { path, text } of repository.productSources()) {
    if (SOURCES.test(path)) continue;
    const code = codeOnly(text);
    for (const [pattern, remedy] of FORBIDDEN) {
      for (const match of code.matchAll(pattern)) {
        const message = `${match[0].replace(/\s*\($/, '()')} is not injected; ${remedy}`;
        problems.push({ path, line: lineAt(code, match.index), message });
      }
    }
    for (const { specifier, line } of importsOf(text)) {
      if (/^(node:)?timers(\/promises)?$/.test(specifier)) {
        problems.push({ path, line, message: `'${specifier}' is not injected; ${TIME}` });
      }
    }
  }
  return problems;
}
