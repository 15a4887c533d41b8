/**
 * Every operation file has its contract suite, named alike: services/kms/src/operations/encrypt.ts ↔
 * test/contract/encrypt.test.ts.
 */

const OPERATION = /^services\/kms\/src\/operations\/([a-z0-9-]+)\.ts$/;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkOperations(repository) {
  const problems = [];
  for (const file of repository.productSources()) {
    const name = OPERATION.exec(file.path)?.[1];
    if (name === undefined || !/\boperation\(\{/.test(file.text)) continue;
    const suite = `test/contract/${name}.test.ts`;
    if (!repository.files.has(suite)) {
      problems.push({ path: file.path, line: 1, message: `no contract suite; write ${suite}` });
    }
  }
  return problems;
}
