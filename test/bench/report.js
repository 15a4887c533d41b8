/** The bench's screen: the machine, one row per subject and concurrency, the ratios beside their targets. */
import { CPU_PARTS, percent } from './rows.js';

/** @type {Readonly<Record<import('./subjects.js').SubjectName, string>>} */
const TITLES = {
  grpcEcho: 'grpc-js unary echo',
  grpcEncrypt: 'unary Encrypt',
  batchEncrypt: 'batch-stream Encrypt',
  jsonEcho: 'node:http JSON echo',
  jsonEncrypt: 'AWS-JSON Encrypt',
};
const COLUMNS = [
  'in flight',
  'ops/s',
  'p50 ms',
  'p99 ms',
  'main',
  'writer',
  'rest',
  'hsm host',
  'slot',
  'rest',
  'gen',
  'busy',
  'waits',
  'gen',
  'others',
];

/** @param {import('./machine.js').Machine} machine */
export function machineText(machine) {
  return [
    `${machine.processor}, ${String(machine.cores)} cores, ${String(machine.memoryGiB)} GiB, Linux ${machine.kernel}, load ${machine.load.toFixed(1)}`,
    `Node ${machine.node}, OpenSSL ${machine.openssl}, data on ${machine.fileSystem}, fdatasync p50 ${String(machine.fdatasyncP50Us)} us`,
  ].join('\n');
}

/** @param {readonly import('./rows.js').Row[]} rows */
export function rowsText(rows) {
  const lines = rows.map((row) => [
    TITLES[row.subject],
    cells(row),
    row.invalid === undefined ? '' : `INVALID: ${row.invalid}`,
  ]);
  const head = line('', COLUMNS);
  return [
    `${' '.repeat(60)}CPU us per operation: front end (3), HSM (3), generator; shares of a core`,
    head,
    ...lines.map(([title, values, note]) =>
      `${line(String(title), /** @type {string[]} */ (values))}  ${String(note)}`.trimEnd(),
    ),
  ].join('\n');
}

/** @param {import('./rows.js').Row} row */
function cells(row) {
  return [
    String(row.inFlight),
    row.opsPerSecond.toFixed(0),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
    ...CPU_PARTS.map((part) => (row.cpuUs[part] === 0 ? '-' : row.cpuUs[part].toFixed(1))),
    percent(row.busy),
    percent(row.waited),
    percent(row.generatorBusy),
    percent(row.others),
  ];
}

/** @param {string} title @param {readonly string[]} values */
function line(title, values) {
  return `${title.padEnd(22)}${values.map((value) => value.padStart(9)).join('')}`;
}

/** @param {readonly import('./ratios.js').Ratio[]} ratios */
export function ratiosText(ratios) {
  return ratios
    .map((ratio) => {
      const bound = ratio.measure === 'p50' ? '<=' : '>=';
      const verdict = `${ratio.met ? 'met' : 'MISSED'}${ratio.valid ? '' : ' (on INVALID rows)'}`;
      const byCpu = ratio.byCpu === undefined ? '' : `   (main threads' CPU: ${ratio.byCpu.toFixed(2)})`;
      const numbers = `${ratio.value.toFixed(2).padStart(7)}   target ${bound} ${ratio.target.toFixed(2)}`;
      return `${ratio.text.padEnd(60)}${numbers}   ${verdict}${byCpu}`;
    })
    .join('\n');
}

/**
 * One line.
 *
 * @param {{
 *   readonly machine: import('./machine.js').Machine, readonly rows: readonly import('./rows.js').Row[],
 *   readonly ratios: readonly import('./ratios.js').Ratio[],
 * }} parts
 */
export function jsonLine({ machine, rows, ratios }) {
  return JSON.stringify({
    ratios: Object.fromEntries(
      ratios.map(({ name, value, target, met, valid, byCpu }) => [
        name,
        { value: round(value), target, met, valid, byCpu: byCpu === undefined ? undefined : round(byCpu) },
      ]),
    ),
    machine,
    rows,
  });
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000;
}
