/** A relative link in a Markdown file leads to a file or folder of the repository. */
import { posix } from 'node:path';
import { lineAt } from '../repository.js';

const LINK = /(?<!!)\[[^\]\n]*\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkLinks(repository) {
  const problems = [];
  const folders = new Set([...repository.files.keys()].flatMap((path) => parents(path)));
  for (const { path, text } of repository.sources(/\.md$/)) {
    for (const match of text.matchAll(LINK)) {
      const target = match[1] ?? '';
      if (/^[a-z]+:/.test(target)) continue;
      const resolved = posix.join(posix.dirname(path), target).replace(/\/$/, '');
      if (repository.files.has(resolved) || folders.has(resolved)) continue;
      const message = `the link leads nowhere (${resolved}); correct it or add the file`;
      problems.push({ path, line: lineAt(text, match.index), message });
    }
  }
  return problems;
}

/** @param {string} path @returns {string[]} */
function parents(path) {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [folder, ...parents(folder)];
}
