/** No cycles between files by imports that exist at run time. `import type` is erased and does not count. */
import { posix } from 'node:path';
import { importsOf } from '../imports.js';

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkCycles(repository) {
  const files = repository.sources(/^(packages|services|test|tools)\/.*\.(ts|js)$/);
  const edges = new Map(files.map((file) => [file.path, neighbours(repository, file)]));
  return findCycles(edges).map((cycle) => ({
    path: cycle[0] ?? '',
    line: 1,
    message: `import cycle ${[...cycle, cycle[0]].join(' → ')}; move what both need to a third file`,
  }));
}

/** @param {import('../repository.js').Repository} repository @param {import('../repository.js').RepositoryFile} file */
function neighbours(repository, file) {
  return importsOf(file.text)
    .filter((found) => !found.typeOnly && found.specifier.startsWith('.'))
    .map((found) => posix.join(posix.dirname(file.path), found.specifier))
    .map((path) => (repository.files.has(path) ? path : path.replace(/\.js$/, '.ts')))
    .filter((path) => repository.files.has(path));
}

/**
 * Depth-first search with an explicit stack of the present path; each cycle is reported once, from its alphabetically
 * first file.
 * @param {ReadonlyMap<string, readonly string[]>} edges @returns {string[][]}
 */
export function findCycles(edges) {
  /** @type {Map<string, string[]>} */
  const cycles = new Map();
  const done = new Set();
  /** @param {string} node @param {string[]} path */
  const visit = (node, path) => {
    const at = path.indexOf(node);
    if (at !== -1) {
      const cycle = path.slice(at);
      const first = cycle.indexOf([...cycle].sort()[0] ?? '');
      const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
      cycles.set(turned.join('\n'), turned);
      return;
    }
    if (done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return [...cycles.values()];
}
