import { describe, expect, it } from 'vitest';
import { Repository, file } from '../repository.js';
import { checkDependencies } from './dependencies.js';

/** @param {string} version @param {string} document */
function messages(version, document) {
  const manifest = { name: '@strongroom/a', dependencies: { zod: version } };
  const files = [file('packages/a/package.json', JSON.stringify(manifest)), file('docs/DEPENDENCIES.md', document)];
  return checkDependencies(new Repository(files)).map((problem) => problem.message);
}

describe('dependencies', () => {
  it('are pinned exactly', () => {
    expect(messages('^1.2.3', '| `zod` | config |').join()).toContain('is not exact');
    expect(messages('1.2.3', '| `zod` | config |')).toEqual([]);
  });

  it('have their line in docs/DEPENDENCIES.md', () => {
    expect(messages('1.2.3', '| `zodiac` | stars |').join()).toContain('has no line');
    expect(messages('1.2.3', '| zod 1.2.3 | config |')).toEqual([]);
  });
});
