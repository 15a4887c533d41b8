/**
 * `npm test`: everything. `npm run check`, then the suites that start real processes. A test that needs a foreign
 * program skips and prints the line that installs it; with STRONGROOM_REQUIRE_ALL=1 a skip is a failure
 * (tools/skip-reporter.js).
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CHECK_STEPS } from './check.js';
import { runSteps } from './steps.js';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
mkdirSync('.cache', { recursive: true });

/**
 * One at a time and alone: they measure nothing, but they kill processes and count on heartbeats. @param {string}
 * project
 */
function systemStep(project) {
  return {
    name: project,
    command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--project', project],
    show: true,
    alone: `npx vitest run --project ${project}`,
  };
}

const checked = await runSteps(CHECK_STEPS);
const tested = checked && (await runSteps(['long', 'system', 'chaos'].map(systemStep), { lanes: 1 }));
if (!checked) process.stdout.write('the suites that start processes were not run: npm run check fails\n');
process.exitCode = tested ? 0 : 1;
