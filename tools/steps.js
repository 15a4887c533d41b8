/**
 * Runs the steps of a gate as child processes, at most as many at once as there are cores, each when those it waits for
 * have ended. Output is kept back and printed only for a step that fails, with the line that runs the step alone.
 *
 * @typedef {{
 *   readonly name: string, readonly command: readonly string[], readonly after?: readonly string[],
 *   readonly show?: boolean, readonly alone?: string,
 * }} Step `show` streams the output while the step runs, and repeats its end after all steps if it fails: later steps
 * would bury it; `alone` is what to type to run only this step
 * @typedef {{ readonly name: string, readonly ok: boolean, readonly seconds: number, readonly output: string }}
 * StepResult
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';

/** Of a shown step's output, kept for the end: vitest lists its failures last. */
const REPEATED_MAX_LINES = 150;

/**
 * @param {readonly Step[]} steps
 * @param {{ readonly lanes?: number, readonly print?: (line: string) => void }} [options]
 * @returns {Promise<boolean>} true when every step succeeded; a step whose forerunner failed is not run and counts as
 * failed
 */
export async function runSteps(steps, { lanes = availableParallelism(), print = printLine } = {}) {
  const began = performance.now();
  /** @type {Map<string, StepResult>} */
  const ended = new Map();
  const waiting = [...steps];
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  while (waiting.length > 0 || running.size > 0) {
    const next =
      running.size < lanes ? waiting.findIndex((step) => (step.after ?? []).every((name) => ended.has(name))) : -1;
    if (next === -1) {
      if (running.size === 0)
        throw new Error(`steps wait for steps that do not exist: ${waiting.map((step) => step.name).join(', ')}`);
      await Promise.race(running.values());
      continue;
    }
    const step = /** @type {Step} */ (waiting.splice(next, 1)[0]);
    const failed = (step.after ?? []).find((name) => ended.get(name)?.ok !== true);
    if (failed !== undefined) {
      ended.set(step.name, { name: step.name, ok: false, seconds: 0, output: '' });
      print(`not run  ${step.name}: ${failed} failed`);
      continue;
    }
    const task = runStep(step).then((result) => {
      ended.set(step.name, result);
      running.delete(step.name);
      report(step, result, print);
    });
    running.set(step.name, task);
  }
  const failures = [...ended.values()].filter((result) => !result.ok);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  for (const { name, output } of failures) {
    if (steps.some((step) => step.name === name && step.show === true)) {
      print(`\n---- the end of ${name}, which failed ----\n${output.trimEnd()}\n----`);
    }
  }
  for (const { name } of failures) print(`FAILED   ${name}: run it alone with  ${aloneLine(steps, name)}`);
  print(failures.length === 0 ? `all ${String(steps.length)} steps passed in ${seconds} s` : `${seconds} s`);
  return failures.length === 0;
}

/** @param {string} line */
function printLine(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {readonly Step[]} steps @param {string} name */
function aloneLine(steps, name) {
  const step = steps.find((each) => each.name === name);
  return step?.alone ?? `${step?.command.join(' ') ?? name}`;
}

/** @param {Step} step @param {StepResult} result @param {(line: string) => void} print */
function report(step, result, print) {
  print(`${result.ok ? 'ok      ' : 'failed  '} ${step.name} ${result.seconds.toFixed(1)} s`);
  if (!result.ok && step.show !== true) print(result.output.trimEnd());
}

/** @param {Step} step @returns {Promise<StepResult>} */
function runStep(step) {
  return new Promise((resolve) => {
    const began = performance.now();
    const [program = '', ...parameters] = step.command;
    /** @type {Buffer[]} */
    const chunks = [];
    const child = spawn(program === 'node' ? process.execPath : program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A pipe is no terminal: without the hint a shown step would lose its colours.
      env: step.show === true && process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env,
    });
    /** @param {boolean} ok @param {string} [problem] */
    const end = (ok, problem) => {
      const whole = Buffer.concat(chunks).toString('utf8') + (problem ?? '');
      const output = step.show === true ? whole.split('\n').slice(-REPEATED_MAX_LINES).join('\n') : whole;
      resolve({ name: step.name, ok, seconds: (performance.now() - began) / 1000, output });
    };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (/** @type {Buffer} */ chunk) => {
        chunks.push(chunk);
        if (step.show === true) process.stdout.write(chunk);
      });
    child.on('error', (error) => {
      end(false, error.message);
    });
    child.on('close', (code) => {
      end(code === 0);
    });
  });
}
