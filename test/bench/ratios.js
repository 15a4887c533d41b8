/** The five figures that the project promises, each as a ratio of two rows of the same run, beside its target. */
import { median } from './rows.js';

/**
 * @typedef {import('./subjects.js').SubjectName} SubjectName
 * @typedef {import('./subjects.js').Run} Run
 * @typedef {import('./rows.js').Row} Row
 * @typedef {{
 *   readonly name: string, readonly text: string, readonly of: SubjectName, readonly to: SubjectName,
 *   readonly ofInFlight: number, readonly toInFlight: number, readonly measure: 'throughput' | 'p50',
 *   readonly target: number,
 * }} RatioRule
 * @typedef {RatioRule & {
 *   readonly value: number, readonly met: boolean, readonly valid: boolean, readonly byCpu: number | undefined,
 * }} Ratio `byCpu` is what the throughput ratio would be if both main threads were saturated and nothing else mattered
 */

/** @type {Pick<RatioRule, 'of' | 'to' | 'measure'>} */
const UNARY = { of: 'grpcEncrypt', to: 'grpcEcho', measure: 'throughput' };

/** @type {readonly RatioRule[]} */
export const RATIO_RULES = [
  {
    name: 'unaryEncrypt1',
    text: 'Encrypt p50 ÷ echo p50, one in flight',
    of: 'grpcEncrypt',
    to: 'grpcEcho',
    ofInFlight: 1,
    toInFlight: 1,
    measure: 'p50',
    target: 2.5,
  },
  {
    name: 'unaryEncrypt64',
    text: 'unary Encrypt ÷ unary echo, 64 in flight',
    ...UNARY,
    ofInFlight: 64,
    toInFlight: 64,
    target: 0.45,
  },
  {
    name: 'unaryEncrypt256',
    text: 'unary Encrypt ÷ unary echo, 256 in flight',
    ...UNARY,
    ofInFlight: 256,
    toInFlight: 256,
    target: 0.55,
  },
  {
    name: 'batchStreamEncrypt',
    text: 'batch-stream Encrypt ÷ unary echo, 64 in flight',
    of: 'batchEncrypt',
    to: 'grpcEcho',
    ofInFlight: 64,
    toInFlight: 64,
    measure: 'throughput',
    target: 2.5,
  },
  {
    name: 'awsJsonEncrypt',
    text: 'AWS-JSON Encrypt ÷ node:http JSON echo, 64 in flight',
    of: 'jsonEncrypt',
    to: 'jsonEcho',
    ofInFlight: 64,
    toInFlight: 64,
    measure: 'throughput',
    target: 0.45,
  },
  {
    name: 'batchStreamEncrypt256',
    text: 'batch-stream Encrypt ÷ unary echo, 256 in flight',
    of: 'batchEncrypt',
    to: 'grpcEcho',
    ofInFlight: 256,
    toInFlight: 256,
    measure: 'throughput',
    target: 2.5,
  },
  {
    name: 'batchStreamEncrypt1024',
    text: 'batch-stream Encrypt, 1024 in flight ÷ unary echo, 256',
    of: 'batchEncrypt',
    to: 'grpcEcho',
    ofInFlight: 1024,
    toInFlight: 256,
    measure: 'throughput',
    target: 2.5,
  },
];

/**
 * The median over the rounds of each round's own ratio: what disturbs the machine disturbs both sides of a round alike.
 * @param {RatioRule} rule
 * @param {(subject: SubjectName, inFlight: number) => { readonly runs: readonly Run[], readonly row: Row }} find
 * @returns {Ratio}
 */
export function ratioOf(rule, find) {
  const of = find(rule.of, rule.ofInFlight);
  const to = find(rule.to, rule.toInFlight);
  const measure = rule.measure === 'p50' ? (/** @type {Run} */ run) => run.p50Ms : rate;
  const value = median(of.runs.map((run, round) => measure(run) / measure(to.runs[round] ?? run)));
  const met = rule.measure === 'p50' ? value <= rule.target : value >= rule.target;
  const valid = of.row.invalid === undefined && to.row.invalid === undefined;
  const byCpu = rule.measure === 'p50' ? undefined : to.row.cpuUs.main / of.row.cpuUs.main;
  return { ...rule, value, met, valid, byCpu };
}

/** @param {Run} run */
function rate(run) {
  return run.ops / run.seconds;
}
