/**
 * The import direction of DESIGN §2. A workspace imports only from layers below its own, only what its package.json
 * declares, and never by a path into another workspace. Services never import services.
 */
import { importsOf } from '../imports.js';
import { isTest } from '../repository.js';

/** Lower numbers are imported by higher ones; workspaces of one layer do not import each other. */
const LAYERS = new Map([
  ['packages/core', 0],
  ['packages/crypto', 1],
  ['packages/proto', 1],
  ['packages/storage', 1],
  ['packages/telemetry', 1],
  ['packages/iam', 2],
  ['packages/rpc', 2],
  ['packages/hsm-client', 3],
  ['packages/cloudhsm-client', 3],
  ['packages/client', 3],
  ['packages/loadtest', 4],
  ['packages/cli', 5],
  ['packages/testkit', 9],
]);
const SERVICE_LAYER = 6;
const ANYWHERE_LAYER = 10;

/** @param {string} folder */
function layerOf(folder) {
  return folder.startsWith('services/') ? SERVICE_LAYER : LAYERS.get(folder);
}

/** @param {import('../repository.js').Repository} repository @returns {import('../repository.js').Problem[]} */
export function checkLayers(repository) {
  const problems = [];
  for (const { folder } of repository.workspaces.values()) {
    if (layerOf(folder) === undefined) {
      const message = `${folder} has no layer; give it one in tools/tidy/checks/layers.js and in ARCHITECTURE.md`;
      problems.push({ path: `${folder}/package.json`, line: 1, message });
    }
  }
  for (const file of repository.sources(/^(packages|services)\/[^/]+\/src\/.*\.ts$/)) {
    for (const found of importsOf(file.text)) {
      const message = judge(repository, file.path, found.specifier);
      if (message !== undefined) problems.push({ path: file.path, line: found.line, message });
    }
  }
  return problems;
}

/**
 * @param {import('../repository.js').Repository} repository @param {string} path @param {string} specifier
 * @returns {string | undefined} the complaint
 */
function judge(repository, path, specifier) {
  const importer = repository.workspaceOf(path);
  if (importer === undefined || specifier.startsWith('node:')) return undefined;
  if (specifier.startsWith('.')) {
    return leavesWorkspace(path, specifier)
      ? `'${specifier}' leaves the workspace; import it by its package name`
      : undefined;
  }
  const name = /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1] ?? specifier;
  const target = repository.workspaces.get(name);
  if (target === undefined) {
    if (isTest(path) || importer.dependencies.has(name)) return undefined;
    return `'${name}' is not declared; add it to dependencies of ${importer.folder}/package.json`;
  }
  if (target === importer) return `import '${specifier}' by its relative path`;
  if (isTest(path)) return undefined;
  if (!importer.dependencies.has(name)) return `'${name}' is not declared in ${importer.folder}/package.json`;
  return wrongDirection(importer.folder, target.folder);
}

/** @param {string} from @param {string} to @returns {string | undefined} */
function wrongDirection(from, to) {
  if (from.startsWith('services/') && to.startsWith('services/')) {
    return `services never import services (${from} → ${to}); talk over the proto or move what both need to packages/`;
  }
  const below = layerOf(to) ?? ANYWHERE_LAYER;
  const above = layerOf(from) ?? ANYWHERE_LAYER;
  if (below < above) return undefined;
  return `${from} may not import ${to} (DESIGN §2: imports point downwards); move the shared part to a lower package`;
}

/** @param {string} path @param {string} specifier */
function leavesWorkspace(path, specifier) {
  const parts = path.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.slice(0, 2).join('/') !== path.split('/').slice(0, 2).join('/');
}
