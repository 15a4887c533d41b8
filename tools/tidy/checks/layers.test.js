import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkLayers } from './layers.js';

/** @param {string} folder @param {string} name @param {string[]} dependencies */
function manifest(folder, name, dependencies) {
  const versions = Object.fromEntries(dependencies.map((each) => [each, '1.0.0']));
  return file(`${folder}/package.json`, JSON.stringify({ name, dependencies: versions }));
}

const WORKSPACES = [
  manifest('packages/core', '@strongroom/core', ['@strongroom/rpc']),
  manifest('packages/rpc', '@strongroom/rpc', ['@strongroom/core', 'zod']),
  manifest('services/kms', '@strongroom/kms', ['@strongroom/rpc', '@strongroom/hsm']),
  manifest('services/hsm', '@strongroom/hsm', []),
];

/** @param {string} path @param {string} text */
function complaints(path, text) {
  return checkLayers(new Repository([...WORKSPACES, file(path, text)])).map((problem) => problem.message);
}

describe('layers', () => {
  it('lets a higher package import a lower one that it declares', () => {
    expect(complaints('packages/rpc/src/a.ts', "import { must } from '@strongroom/core/assert.js';")).toEqual([]);
  });

  it('refuses the other direction, also for types', () => {
    const text = "import type { X } from '@strongroom/rpc/x.js';";
    expect(complaints('packages/core/src/a.ts', text).join()).toContain('imports point downwards');
  });

  it('refuses a service that imports a service', () => {
    const text = "import { x } from '@strongroom/hsm/x.js';";
    expect(complaints('services/kms/src/a.ts', text).join()).toContain('services never import services');
  });

  it('refuses what package.json does not declare', () => {
    expect(complaints('services/hsm/src/a.ts', "import { z } from 'zod';").join()).toContain('not declared');
    expect(complaints('packages/rpc/src/a.ts', "import { z } from 'zod/mini';")).toEqual([]);
  });

  it('refuses a path into another workspace', () => {
    const text = "export { x } from '../../core/src/x.js';";
    expect(complaints('packages/rpc/src/a.ts', text).join()).toContain('leaves the workspace');
  });

  it('lets a test import what it likes from npm, and asks for a layer for a new package', () => {
    expect(complaints('packages/core/src/a.test.ts', "import fc from 'fast-check';")).toEqual([]);
    const grown = new Repository([manifest('packages/new', '@strongroom/new', [])]);
    expect(checkLayers(grown).map((problem) => problem.message)).toEqual([expect.stringContaining('has no layer')]);
  });
});
