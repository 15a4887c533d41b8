/** Files and folders are named in kebab-case; a bare `key` is no name for a file (DESIGN §3). */

const PART = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const BARE = /(^|\/)keys?\.(ts|js)$/;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkNames(repository) {
  const problems = [];
  for (const { path } of repository.sources(/^(packages|services|test|tools|bin)\/.*\.(ts|js)$/)) {
    if (path.startsWith('test/vectors/')) continue;
    if (!path.split('/').every((part) => PART.test(part))) {
      problems.push({ path, line: 1, message: 'not in kebab-case; rename it' });
    } else if (BARE.test(path)) {
      problems.push({
        path,
        line: 1,
        message: "a bare 'key' names nothing; say which key (kms-key, backing-key, data-key, …)",
      });
    }
  }
  return problems;
}
