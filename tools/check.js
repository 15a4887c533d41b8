/**
 * `npm run check`: the gate before every commit, under a minute. Format, lint, types, tidy, generated files, unit and
 * property tests.
 * The cache of ESLint does not see that a type in another file has changed; `npm run check -- --fresh` (and CI, which
 * has no cache) does.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runSteps } from './steps.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const TSC = 'node_modules/typescript7/bin/tsc';

/** @type {readonly import('./steps.js').Step[]} */
export const CHECK_STEPS = [
  { name: 'build', command: ['node', TSC, '-b'], alone: 'npm run build' },
  { name: 'generated', command: ['node', 'tools/generate/main.js', '--check'], alone: 'npm run generate' },
  {
    name: 'unit',
    command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'],
    after: ['build'],
    alone: 'npx vitest run --project unit',
  },
  {
    name: 'lint',
    command: [
      'node',
      'node_modules/eslint/bin/eslint.js',
      '--max-warnings=0',
      '--cache',
      '--cache-location=.cache/eslint',
      '.',
    ],
    alone: 'npx eslint .',
  },
  { name: 'tidy', command: ['node', 'tools/tidy/main.js'] },
  {
    name: 'format',
    command: [
      'node',
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-location=.cache/prettier',
      '.',
    ],
    alone: 'npm run format',
  },
  { name: 'types of tests', command: ['node', TSC, '-p', 'tsconfig.test.json'] },
  { name: 'types of tools', command: ['node', TSC, '-p', 'tsconfig.tools.json'] },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(ROOT);
  if (process.argv.includes('--fresh')) rmSync('.cache', { recursive: true, force: true });
  mkdirSync('.cache', { recursive: true });
  process.exitCode = (await runSteps(CHECK_STEPS)) ? 0 : 1;
}
