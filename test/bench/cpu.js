/**
 * CPU time by process and thread, from schedstat of each thread in proc(5): nanoseconds on a core, and nanoseconds
 * runnable but waiting for one. The second number tells a server that was idle from one that others kept from working.
 */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Nanoseconds. `main` is the thread that serves the network, `workers` are worker_threads (named like the process),
 * `rest` is V8's helpers, libuv's pool and native threads.
 *
 * @typedef {{ main: number, mainWaited: number, workers: number, rest: number }} ProcessCpu
 */

/** @param {number} pid @returns {ProcessCpu} zeros for a process that has ended */
export function processCpu(pid) {
  const cpu = { main: 0, mainWaited: 0, workers: 0, rest: 0 };
  const folder = `/proc/${String(pid)}/task`;
  for (const tid of list(folder)) {
    const [ran = 0, waited = 0] = read(`${folder}/${tid}/schedstat`).split(' ').map(Number);
    if (Number(tid) === pid) {
      cpu.main += ran;
      cpu.mainWaited += waited;
    } else if (read(`${folder}/${tid}/comm`).startsWith('strongroom')) cpu.workers += ran;
    else cpu.rest += ran;
  }
  return cpu;
}

/** @param {ProcessCpu} after @param {ProcessCpu} before @returns {ProcessCpu} */
export function cpuBetween(after, before) {
  return {
    main: after.main - before.main,
    mainWaited: after.mainWaited - before.mainWaited,
    workers: after.workers - before.workers,
    rest: after.rest - before.rest,
  };
}

/** @param {readonly ProcessCpu[]} parts @returns {ProcessCpu} */
export function cpuSum(parts) {
  const sum = { main: 0, mainWaited: 0, workers: 0, rest: 0 };
  for (const part of parts) {
    sum.main += part.main;
    sum.mainWaited += part.mainWaited;
    sum.workers += part.workers;
    sum.rest += part.rest;
  }
  return sum;
}

/** Ticks of 10 ms are what proc(5) counts in on Linux, whatever the kernel's own tick is. */
const TICK_NS = 10_000_000;

/** CPU nanoseconds of the children of this process that have ended, as h2load has when its figures are out. */
export function endedChildrenCpuNs() {
  const stat = readFileSync(`/proc/${String(process.pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_NS;
}

/** CPU nanoseconds of everything on this machine, this bench included: user, nice, system, irq, softirq, steal. */
export function machineCpuNs() {
  const [, user, nice, system, , , irq, softirq, steal] = read('/proc/stat').split(/\s+/, 9);
  return [user, nice, system, irq, softirq, steal].reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_NS;
}

/** @param {ProcessCpu} cpu */
export function cpuTotalNs({ main, workers, rest }) {
  return main + workers + rest;
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A thread may end between the listing and the reading. @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
