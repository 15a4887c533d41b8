/** A lint rule is switched off by name and with its reason, after two dashes. */
import { lineAt } from '../repository.js';

const DIRECTIVE = /(?:\/\/|\/\*)\s*(eslint-disable[\w-]*|@ts-ignore|@ts-expect-error|@ts-nocheck)([^\n]*)/g;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkDisables(repository) {
  const problems = [];
  for (const { path, text } of repository.sources(/^(packages|services|test|tools|bin)\/.*\.(ts|js)$/)) {
    if (/^tools\/tidy\/.*disables/.test(path)) continue;
    for (const match of text.matchAll(DIRECTIVE)) {
      const [, directive = '', rest = ''] = match;
      if (/^\s+@?[\w/-]+.*\s--\s\S{3,}/.test(rest)) continue;
      const message = `${directive} without a rule and a reason; write "${directive} rule-name -- why"`;
      problems.push({ path, line: lineAt(text, match.index), message });
    }
  }
  return problems;
}
