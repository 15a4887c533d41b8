/** From runs to rows: medians over the rounds, CPU per operation, and whether a row may be believed. */

/**
 * @typedef {import('./subjects.js').Run} Run
 * @typedef {import('./subjects.js').SubjectName} SubjectName
 * @typedef {{
 *   readonly subject: SubjectName, readonly inFlight: number, readonly opsPerSecond: number, readonly p50Ms: number,
 *   readonly p99Ms: number, readonly cpuUs: Readonly<Record<CpuPart, number>>, readonly busy: number,
 * readonly waited: number, readonly generatorBusy: number, readonly others: number, readonly invalid: string |
 * undefined,
 * }} Row `busy`, `waited`, `generatorBusy` and `others` are shares of one core: the server's main thread ran, wanted to
 * run; the generator ran; programs that are none of this ran
 * @typedef {'main' | 'writer' | 'rest' | 'hsmHost' | 'hsmSlot' | 'hsmRest' | 'generator'} CpuPart
 */

/** @type {readonly CpuPart[]} */
export const CPU_PARTS = ['main', 'writer', 'rest', 'hsmHost', 'hsmSlot', 'hsmRest', 'generator'];
const SERVER_BUSY_MIN = 0.9;
const GENERATOR_BUSY_MAX = 0.5;
const OTHERS_MAX = 0.2;

/** @param {SubjectName} subject @param {number} inFlight @param {readonly Run[]} runs @returns {Row} */
export function rowOf(subject, inFlight, runs) {
  /** @param {(run: Run) => number} value */
  const middle = (value) => median(runs.map(value));
  /** @param {(run: Run) => number | undefined} ns */
  const cpuUs = (ns) => middle((run) => (ns(run) ?? 0) / 1000 / run.ops);
  const busy = middle((run) => run.server.main / 1e9 / run.seconds);
  const waited = middle((run) => run.server.mainWaited / 1e9 / run.seconds);
  const generatorBusy = middle((run) => run.generatorCpuNs / 1e9 / run.seconds);
  const others = middle((run) => run.others);
  return {
    subject,
    inFlight,
    opsPerSecond: middle((run) => run.ops / run.seconds),
    p50Ms: middle((run) => run.p50Ms),
    p99Ms: middle((run) => run.p99Ms),
    cpuUs: {
      main: cpuUs((run) => run.server.main),
      writer: cpuUs((run) => run.server.workers),
      rest: cpuUs((run) => run.server.rest),
      hsmHost: cpuUs((run) => run.hsm?.main),
      hsmSlot: cpuUs((run) => run.hsm?.workers),
      hsmRest: cpuUs((run) => run.hsm?.rest),
      generator: cpuUs((run) => run.generatorCpuNs),
    },
    busy,
    waited,
    generatorBusy,
    others,
    invalid: inFlight === 1 ? whyDisturbed(others) : whyInvalid(busy, waited, generatorBusy),
  };
}

/**
 * With one request in flight nobody is saturated and only latencies are compared: they say something while no other
 * work is in the way. @param {number} others
 */
function whyDisturbed(others) {
  return others <= OTHERS_MAX ? undefined : `other programs used ${percent(others)} of a core`;
}

/**
 * All other rows say what a server can do only if the server was what limited them. @param {number} busy
 * @param {number} waited @param {number} generatorBusy
 */
function whyInvalid(busy, waited, generatorBusy) {
  if (generatorBusy > GENERATOR_BUSY_MAX) return `the generator used ${percent(generatorBusy)} of a core`;
  if (busy >= SERVER_BUSY_MIN) return undefined;
  const wanted = `the server's main thread used ${percent(busy)} of a core`;
  return busy + waited >= SERVER_BUSY_MIN
    ? `${wanted} and waited ${percent(waited)} for one: the machine has too few, or other work`
    : `${wanted}: something else limited it`;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[(sorted.length >> 1) - 1] ?? Number.NaN)) / 2;
}

/** @param {number} share */
export function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}
