/**
 * Nothing of one machine or one moment in the repository: no paths of a workplace, no package registry hosts, no work
 * left for later.
 */
import { lineAt } from '../repository.js';

// The patterns are split so that this file does not match itself.
/** @type {readonly (readonly [RegExp, string])[]} */
const FORBIDDEN = [
  [
    new RegExp('(?<![\\w.])/(?:wo' + 'rk|ro' + 'ot|ho' + 'me/[a-z]+|Us' + 'ers/\\w+)/[\\w.]', 'g'),
    'a machine path; use a relative one',
  ],
  [
    new RegExp(
      '\\b(?:registry\\.(?:npm' + 'js|yarn' + 'pkg)|npm\\.pkg|pypi|proxy\\.golang)\\.(?:org|com|github)\\b',
      'g',
    ),
    'a registry host; leave it to the user’s npm configuration',
  ],
  [
    new RegExp('\\b(?:TO' + 'DO|FIX' + 'ME|XX' + 'X|HA' + 'CK)\\b', 'g'),
    'work left for later; do it now, or say in docs what is not there',
  ],
];

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkWords(repository) {
  const problems = [];
  for (const { path, text } of repository.sources(/./)) {
    if (/^test\/vectors\/.*\.(json|txt)$/.test(path)) continue;
    for (const [pattern, message] of FORBIDDEN) {
      for (const match of text.matchAll(pattern)) {
        problems.push({ path, line: lineAt(text, match.index), message: `'${match[0]}' is ${message}` });
      }
    }
  }
  return problems;
}
