/**
 * `npm run bench [-- --json] [--quick] [--algorithms] [--rounds N] [--seconds S]`: what the product costs beside the
 * plainest servers
 * that could do the same talking, both measured in turn, in one run, with one generator. docs/BENCHMARKS.md says how to
 * read it. Exit code 1 when it could not measure, not when a target is missed.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchAlgorithms } from './algorithms.js';
import { endChildren, onInterrupt } from './children.js';
import { cpuTotalNs, machineCpuNs } from './cpu.js';
import { hasH2load, INSTALL_LINE } from './h2load.js';
import { describeMachine, fileSystemOf, isInMemory } from './machine.js';
import { Product, removeFolder, workFolder } from './product.js';
import { RATIO_RULES, ratioOf } from './ratios.js';
import { jsonLine, machineText, ratiosText, rowsText } from './report.js';
import { rowOf } from './rows.js';
import { openSubjects } from './subjects.js';

/**
 * @typedef {import('./subjects.js').Subject} Subject
 * @typedef {{ readonly subject: Subject, readonly inFlight: number, requests: number, runs:
 * import('./subjects.js').Run[] }} Cell
 */

const IN_FLIGHT = [1, 64, 256];
const BATCH_IN_FLIGHT = [1, 64, 256, 1024];
/** The first run of a cell only warms up and tells how many requests fill the time. */
const FIRST_REQUESTS_PER_IN_FLIGHT = 60;
const FIRST_REQUESTS_MIN = 300;

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    algorithms: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 5));
const seconds = Number(flags.seconds ?? (flags.quick ? 1 : 2.5));

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {readonly Subject[]} subjects @returns {Cell[]} */
function cellsOf(subjects) {
  return subjects.flatMap((subject) =>
    (subject.name === 'batchEncrypt' ? BATCH_IN_FLIGHT : IN_FLIGHT).map((inFlight) => ({
      subject,
      inFlight,
      requests: Math.max(FIRST_REQUESTS_MIN, inFlight * FIRST_REQUESTS_PER_IN_FLIGHT),
      runs: [],
    })),
  );
}

/** Runs a cell for about `forSeconds`. @param {Cell} cell @param {number} forSeconds */
async function runCell(cell, forSeconds) {
  const [cpuBefore, began] = [machineCpuNs(), performance.now()];
  const own = await cell.subject.run(cell.inFlight, cell.requests);
  const elapsedNs = (performance.now() - began) * 1e6;
  const { server, hsm, generatorCpuNs } = own;
  const ownNs = cpuTotalNs(server) + (hsm === undefined ? 0 : cpuTotalNs(hsm)) + generatorCpuNs;
  const run = { ...own, others: Math.max(0, (machineCpuNs() - cpuBefore - ownNs) / elapsedNs) };
  // A multiple of every number of connections, so that each does the same.
  cell.requests = Math.max(1, Math.round(((run.ops / run.seconds) * forSeconds) / 256)) * 256;
  return run;
}

/** Cells of one concurrency follow each other, in the other direction in every second round. @param {Cell[]} cells */
async function measure(cells) {
  const ordered = [...cells].sort((a, b) => a.inFlight - b.inFlight);
  for (const cell of ordered) await runCell(cell, seconds / 2);
  for (const cell of ordered) await runCell(cell, seconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const cell of round % 2 === 0 ? ordered : ordered.toReversed()) cell.runs.push(await runCell(cell, seconds));
    if (!flags.json) print(`round ${String(round + 1)} of ${String(rounds)} done`);
  }
}

/**
 * @param {string} folder @param {(end: () => Promise<void>) => void} onEnd
 * @returns the line for machines, to be printed when the product has said its last word
 */
async function bench(folder, onEnd) {
  const machine = describeMachine(folder);
  print(machineText(machine));
  const product = await Product.start(folder);
  onEnd(() => product.stop());
  if (flags.algorithms) {
    const measured = await benchAlgorithms(product, folder, { rounds, seconds, print });
    return flags.json ? JSON.stringify({ machine, ...measured }) : undefined;
  }
  const cells = cellsOf(await openSubjects(product, folder));
  await measure(cells);
  const rows = cells.map((cell) => rowOf(cell.subject.name, cell.inFlight, cell.runs));
  const ratios = RATIO_RULES.map((rule) =>
    ratioOf(rule, (name, inFlight) => {
      const n = cells.findIndex((cell) => cell.subject.name === name && cell.inFlight === inFlight);
      const [cell, row] = [cells[n], rows[n]];
      if (cell === undefined || row === undefined)
        throw new RangeError(`${name} is not measured at ${String(inFlight)}`);
      return { runs: cell.runs, row };
    }),
  );
  print(`\n${rowsText(rows)}\n\n${ratiosText(ratios)}`);
  return flags.json ? jsonLine({ machine, rows, ratios }) : undefined;
}

async function main() {
  if (!(await hasH2load())) throw new Error(INSTALL_LINE);
  const folder = workFolder();
  let end = () => Promise.resolve();
  const cleanUp = async () => {
    endChildren();
    await end();
    removeFolder(folder);
  };
  onInterrupt(() => {
    void cleanUp().then(() => process.exit(130));
  });
  /** @type {string | undefined} */
  let line;
  try {
    if (isInMemory(fileSystemOf(folder)))
      throw new Error('the checkout is on a file system in memory: commits would cost nothing');
    line = await bench(folder, (stop) => {
      end = stop;
    });
  } finally {
    await cleanUp();
  }
  if (line !== undefined) print(line);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
