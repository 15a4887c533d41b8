/**
 * What tidy looks at: every file that is, or is about to be, committed. Checks take this object and touch no disk, so
 * that their tests can write a repository in a few lines.
 *
 * @typedef {{ readonly path: string, readonly text: string, readonly executable: boolean }} RepositoryFile
 * @typedef {{ readonly name: string, readonly folder: string, readonly dependencies: ReadonlyMap<string, string> }}
 * Workspace
 * @typedef {{ readonly path: string, readonly line: number, readonly message: string }} Problem
 */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXT_MAX_BYTES = 4 * 1024 * 1024;
const TEXT_FILE =
  /(\.(ts|js|mjs|cjs|json|md|yaml|yml|proto|sh|txt|toml|sql)|Dockerfile|(^|\/)(run|ci-prepare|\.[a-z]+))$/;

/** What .gitignore names. */
const NOT_SOURCES = /^(node_modules|dist|coverage|test-results|\.git|\.cache|\.strongroom.*)$|\.tsbuildinfo$/;

export class Repository {
  /** @param {Iterable<RepositoryFile>} files paths are relative to the root, with slashes */
  constructor(files) {
    /** @type {ReadonlyMap<string, RepositoryFile>} */
    this.files = new Map([...files].map((file) => [file.path, file]));
    /** @type {ReadonlyMap<string, Workspace>} */
    this.workspaces = readWorkspaces(this.files);
  }

  /** The files that people write: no generated ones. @param {RegExp} pattern tested against the path */
  sources(pattern) {
    return [...this.files.values()].filter((file) => pattern.test(file.path) && !isGenerated(file.path));
  }

  /** Sources that users run: everything under src of a workspace but its tests and their helpers. */
  productSources() {
    return this.sources(/^(packages|services)\/[^/]+\/src\/.*\.ts$/).filter((file) => !isTest(file.path));
  }

  /** @param {string} path @returns {Workspace | undefined} the workspace that owns the file */
  workspaceOf(path) {
    const folder = /^((?:packages|services)\/[^/]+)\//.exec(path)?.[1];
    return [...this.workspaces.values()].find((workspace) => workspace.folder === folder);
  }
}

/** @param {string} path */
export function isGenerated(path) {
  return /(^|\/)gen\//.test(path) || /\.gen\.(ts|json)$/.test(path) || path === 'package-lock.json';
}

/** Test files and what only they import. @param {string} path */
export function isTest(path) {
  return (
    /\.test\.(ts|js)$/.test(path) || /^(test|packages\/testkit)\//.test(path) || /\/src\/(.+\/)?testing\//.test(path)
  );
}

/** @param {string} text @param {number} index @returns {number} counted from 1 */
export function lineAt(text, index) {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** @param {string} path @param {string} text @param {boolean} [executable] @returns {RepositoryFile} */
export function file(path, text, executable = false) {
  return { path, text, executable };
}

/**
 * Tracked files and new ones that git does not ignore; without git, everything but what builds leave. @param {string}
 * root
 */
export function readRepository(root) {
  const files = [];
  for (const path of listPaths(root)) {
    if (path === '' || !existsSync(join(root, path))) continue;
    const stat = lstatSync(join(root, path));
    if (!stat.isFile()) continue;
    const readable = TEXT_FILE.test(path) && stat.size <= TEXT_MAX_BYTES;
    files.push(file(path, readable ? readFileSync(join(root, path), 'utf8') : '', (stat.mode & 0o100) !== 0));
  }
  return new Repository(files);
}

/** @param {string} root @returns {Iterable<string>} */
function listPaths(root) {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Set(listed.split('\0'));
  } catch {
    // A downloaded archive has no history.
    return walk(root, '');
  }
}

/** @param {string} root @param {string} folder @returns {string[]} */
function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.test(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? walk(root, path) : [path];
    });
}

/** @param {ReadonlyMap<string, RepositoryFile>} files @returns {Map<string, Workspace>} */
function readWorkspaces(files) {
  const workspaces = new Map();
  for (const [path, { text }] of files) {
    const folder = /^((?:packages|services)\/[^/]+)\/package\.json$/.exec(path)?.[1];
    if (folder === undefined) continue;
    const manifest = JSON.parse(text);
    const dependencies = new Map(Object.entries(manifest.dependencies ?? {}));
    workspaces.set(manifest.name, { name: manifest.name, folder, dependencies });
  }
  return workspaces;
}
