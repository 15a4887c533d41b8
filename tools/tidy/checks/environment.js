/**
 * `process.env` is read in files called config.ts only, so that every setting has one place, one parser and one list.
 */
import { codeOnly } from '../imports.js';
import { lineAt } from '../repository.js';

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkEnvironment(repository) {
  const problems = [];
  for (const { path, text } of repository.productSources()) {
    if (path.endsWith('/config.ts')) continue;
    const code = codeOnly(text);
    for (const match of code.matchAll(/\bprocess\s*\.\s*env\b|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g)) {
      const message = 'process.env outside of a config.ts; take the value as a parameter from the config';
      problems.push({ path, line: lineAt(code, match.index), message });
    }
  }
  return problems;
}
