/**
 * `node tools/tidy/main.js`: the rules of docs/STYLE.md that no general linter knows. One file per rule in checks/,
 * each with its test. Prints `path:line: what is wrong; what to do` and ends with 1 when there is any.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKS } from './checks.js';
import { readRepository } from './repository.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const repository = readRepository(root);
const problems = CHECKS.flatMap((check) => check(repository));
problems.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
for (const { path, line, message } of problems) process.stdout.write(`${path}:${String(line)}: ${message}\n`);
process.stdout.write(
  problems.length === 0
    ? `tidy: ${String(repository.files.size)} files, ${String(CHECKS.length)} rules, nothing to do\n`
    : `tidy: ${String(problems.length)} to repair\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
