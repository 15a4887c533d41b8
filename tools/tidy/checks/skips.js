/**
 * A test that is switched off proves nothing. A test that needs a foreign program uses requireProgram (test/harness),
 * which can be made to fail.
 */
import { codeOnly } from '../imports.js';
import { lineAt } from '../repository.js';

const SWITCHED_OFF = /\b(?:describe|it|test)\s*\.\s*(?:\w+\s*\.\s*)*(skip|only|todo|fails)\b|\bx(?:it|describe)\s*\(/g;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkSkips(repository) {
  const problems = [];
  for (const { path, text } of repository.sources(/\.test\.(ts|js)$/)) {
    const code = codeOnly(text);
    for (const match of code.matchAll(SWITCHED_OFF)) {
      const message = `${match[0]} switches a test off or others away; repair the test or delete it`;
      problems.push({ path, line: lineAt(code, match.index), message });
    }
  }
  return problems;
}
