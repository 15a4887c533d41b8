/** Runs h2load, a C client that costs a few microseconds per request, so that the server is what is measured. */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endedChildrenCpuNs } from './cpu.js';

const run = promisify(execFile);
export const INSTALL_LINE = 'needs h2load; on Debian: apt-get install -y --no-install-recommends nghttp2-client';
const OUTPUT_MAX_BYTES = 4 * 1024 * 1024;
const RUN_TIMEOUT_MS = 120_000;

/**
 * @typedef {{ readonly connections: number, readonly streams: number }} Concurrency
 * @typedef {{
 *   readonly url: string, readonly http1: boolean, readonly bodyFile: string,
 *   readonly headers: () => Readonly<Record<string, string>>,
 * }} Target `headers` is called for each run, as a signature is valid for five minutes
 * @typedef {{
 *   readonly ops: number, readonly seconds: number, readonly p50Ms: number, readonly p99Ms: number,
 *   readonly generatorCpuNs: number,
 * }} LoadResult
 */

/** @returns {Promise<boolean>} */
export async function hasH2load() {
  try {
    await run('h2load', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Sends exactly `requests` requests. @param {Target} target @param {Concurrency} concurrency @param {number} requests
 * @param {string} folder for the log of latencies @param {number} [rate] requests per second of each connection, where
 * they are not to follow each other at once @returns {Promise<LoadResult>}
 */
export async function h2load(target, { connections, streams }, requests, folder, rate) {
  const log = join(folder, 'h2load.log');
  rmSync(log, { force: true });
  const flags = [`-n${String(requests)}`, `-c${String(connections)}`, `-m${String(streams)}`, `--log-file=${log}`];
  if (target.http1) flags.push('--h1');
  if (rate !== undefined) flags.push(`--rps=${String(rate)}`);
  const headers = Object.entries(target.headers()).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const cpuBefore = endedChildrenCpuNs();
  const { stdout } = await run('h2load', [...flags, ...headers, '-d', target.bodyFile, target.url], {
    maxBuffer: OUTPUT_MAX_BYTES,
    timeout: RUN_TIMEOUT_MS,
  });
  const generatorCpuNs = endedChildrenCpuNs() - cpuBefore;
  const counts = /(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/.exec(stdout);
  const status = /status codes: (\d+) 2xx/.exec(stdout);
  if (counts === null || Number(counts[1]) !== requests || Number(status?.[1]) !== requests) {
    throw new Error(`h2load: not all of ${String(requests)} requests succeeded:\n${stdout}`);
  }
  const finished = /finished in ([\d.]+)(us|ms|s)/.exec(stdout);
  const seconds = Number(finished?.[1]) * (finished?.[2] === 's' ? 1 : finished?.[2] === 'ms' ? 1e-3 : 1e-6);
  return { ops: requests, seconds, ...latencies(log), generatorCpuNs };
}

/** Each line of the log: start in microseconds, HTTP status, duration in microseconds. @param {string} log */
function latencies(log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const durations = Float64Array.from(lines, (line) => Number(line.slice(line.lastIndexOf('\t') + 1)) / 1000).sort();
  rmSync(log);
  return { p50Ms: quantile(durations, 0.5), p99Ms: quantile(durations, 0.99) };
}

/** @param {ArrayLike<number>} sorted @param {number} at between 0 and 1 */
export function quantile(sorted, at) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}
