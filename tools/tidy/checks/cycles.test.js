import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkCycles, findCycles } from './cycles.js';

describe('cycles', () => {
  it('reports a cycle once, from its first file', () => {
    const repository = new Repository([
      file('packages/core/src/b.ts', "import { c } from './c.js';"),
      file('packages/core/src/c.ts', "export * from './a.js';"),
      file('packages/core/src/a.ts', "import './b.js';"),
    ]);
    const problems = checkCycles(repository);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: 'packages/core/src/a.ts' });
  });

  it('does not count imports of types, which are erased', () => {
    const repository = new Repository([
      file('packages/core/src/a.ts', "import type { B } from './b.js';"),
      file('packages/core/src/b.ts', "import { a } from './a.js';"),
    ]);
    expect(checkCycles(repository)).toEqual([]);
  });

  it('finds two cycles that share a node, and none in a diamond', () => {
    const two = new Map([
      ['a', ['b', 'c']],
      ['b', ['a']],
      ['c', ['a']],
    ]);
    expect(findCycles(two)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
    const diamond = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
    ]);
    expect(findCycles(diamond)).toEqual([]);
  });
});
