/** Every run-time dependency is pinned exactly and has its line, with the reason, in docs/DEPENDENCIES.md. */

const DOCUMENT = 'docs/DEPENDENCIES.md';
const EXACT = /^(npm:[^@]+@|npm:@[^@]+@)?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkDependencies(repository) {
  const problems = [];
  const document = repository.files.get(DOCUMENT)?.text ?? '';
  const wanted = new Map();
  for (const workspace of repository.workspaces.values()) {
    const path = `${workspace.folder}/package.json`;
    for (const [name, version] of workspace.dependencies) {
      if (!EXACT.test(version)) {
        problems.push({ path, line: 1, message: `${name}@${version} is not exact; pin the version that npm chose` });
      }
      if (!repository.workspaces.has(name)) wanted.set(name, path);
    }
  }
  for (const [name, path] of wanted) {
    if (!document.includes(`\`${name}\``) && !new RegExp(`^\\|\\s*\`?${escape(name)}\\b`, 'm').test(document)) {
      problems.push({ path, line: 1, message: `${name} has no line in ${DOCUMENT}; say there why it is needed` });
    }
  }
  return problems;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
