/**
 * Secret bytes are opened only inside the cryptographic boundary: the token that SecretBytes.expose() asks for is
 * importable from
 * packages/crypto and services/hsm/src/boundary only. The boundary's own modules run in worker threads: outside of it,
 * only types and the URL of a worker's entry file may be taken from it.
 */
import { importsOf } from '../imports.js';
import { isTest } from '../repository.js';

const MAY_OPEN = /^(packages\/crypto|services\/hsm\/src\/boundary)\//;
const BOUNDARY = /(^|\/)boundary\//;
const WORKER_ENTRY = /(^|\/)boundary\/[a-z-]*worker\.js$/;

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkSecrets(repository) {
  const problems = [];
  for (const file of repository.sources(/^(packages|services)\/[^/]+\/src\/.*\.ts$/)) {
    for (const found of importsOf(file.text)) {
      const message = judge(file.path, found);
      if (message !== undefined) problems.push({ path: file.path, line: found.line, message });
    }
  }
  return problems;
}

/** @param {string} path @param {import('../imports.js').Import} found @returns {string | undefined} */
function judge(path, found) {
  if (/(^|\/)secret-access(\.js)?$/.test(found.specifier) && !MAY_OPEN.test(path)) {
    return 'secret bytes are opened only in services/hsm/src/boundary and packages/crypto; do this work there';
  }
  if (found.typeOnly || isTest(path) || !path.startsWith('services/hsm/src/')) return undefined;
  if (BOUNDARY.test(path) || !BOUNDARY.test(found.specifier) || WORKER_ENTRY.test(found.specifier)) return undefined;
  return `'${found.specifier}' runs only in worker threads; take its types with import type, or move shared values out`;
}
