/**
 * `npm run bench -- --algorithms`: each algorithm through the gRPC door and in the bare engine, in turn; and what a
 * tenant that makes RSA_4096 keys does to its neighbour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@strongroom/client/client.js';
import { encodeRequest } from '@strongroom/proto/kms-codec.js';
import { ALGORITHMS, ENCRYPT } from './algorithm-table.js';
import { Child } from './children.js';
import { h2load } from './h2load.js';
import { measureNeighbour } from './neighbour.js';
import { grpcTarget, KMS_PATH } from './requests.js';
import { median } from './rows.js';

/**
 * @typedef {import('./algorithm-table.js').Algorithm} Algorithm
 * @typedef {import('./product.js').Product} Product
 * @typedef {{ readonly rounds: number, readonly seconds: number, readonly print: (text: string) => void }} Settings
 * @typedef {{ readonly title: string, readonly door: number, readonly bare: number, readonly ratio: number,
 *   readonly slotCpuUs: number, readonly p50Ms: number }} AlgorithmRow operations per second; the median of rounds
 */

/** A slow thread queues 64 commands of a tenant: more in flight would be refused. */
const CONCURRENCY = {
  fast: { connections: 4, streams: 16 },
  slow: { connections: 2, streams: 8 },
  generation: { connections: 2, streams: 1 },
};
const FIRST_REQUESTS = { fast: 512, slow: 32, generation: 4 };
const SIGN_TARGET = 0.6;
/** An RSA_4096 key may take ten seconds to make. */
const PREPARE_DEADLINE_MS = 60_000;

/** @param {Product} product @param {string} folder @param {Settings} settings */
export async function benchAlgorithms(product, folder, { rounds, seconds, print }) {
  const bare = new Child('bare-engine.js');
  await bare.ask();
  /** @type {AlgorithmRow[]} */
  const rows = [];
  print(`\n${line('', ['door ops/s', 'bare ops/s', 'ratio', 'slot us', 'p50 ms'])}`);
  for (const algorithm of ALGORITHMS) {
    const row = await measureAlgorithm(product, folder, algorithm, bare, rounds, seconds);
    rows.push(row);
    print(rowText(row));
  }
  const of = (/** @type {string} */ title) => rows.find((row) => row.title === title)?.door ?? Number.NaN;
  const sign = of('Sign ECC_NIST_P256 ECDSA_SHA_256') / of(ENCRYPT.title);
  print(`\nSign P-256 RAW ÷ Encrypt, 64 in flight: ${sign.toFixed(2)}, target at least ${String(SIGN_TARGET)}`);
  const neighbour = await measureNeighbour(product, folder, rounds, seconds);
  const { ratio, target, aloneMs, besideMs, rate, keysMade } = neighbour;
  print(
    [
      `Encrypt p99 beside RSA_4096 generation ÷ alone: ${ratio.toFixed(2)}, target at most ${String(target)}`,
      `(${aloneMs.toFixed(1)} and ${besideMs.toFixed(1)} ms at ${String(rate)} per second;`,
      `${String(keysMade)} keys made meanwhile)`,
    ].join(' '),
  );
  return { rows, sign, neighbour };
}

/**
 * @param {Product} product @param {string} folder @param {Algorithm} algorithm @param {Child} bare
 * @param {number} rounds @param {number} seconds @returns {Promise<AlgorithmRow>}
 */
async function measureAlgorithm(product, folder, algorithm, bare, rounds, seconds) {
  const { lane } = algorithm;
  const inFlight = CONCURRENCY[lane].connections * CONCURRENCY[lane].streams;
  const target = await targetOf(product, folder, algorithm);
  let requests = FIRST_REQUESTS[lane];
  const doorRun = async () => {
    const before = await product.outcomes(algorithm.operation);
    const measured = product.measure();
    const load = await h2load(target, CONCURRENCY[lane], requests, folder);
    const { hsm } = measured();
    const after = await product.outcomes(algorithm.operation);
    const ok = after.ok - before.ok;
    if (ok !== requests) throw new Error(`${algorithm.title}: of ${String(requests)} ${String(ok)} succeeded`);
    const perSecond = load.ops / load.seconds;
    requests = Math.max(1, Math.round((perSecond * seconds) / inFlight)) * inFlight;
    return { perSecond, slotCpuUs: (hsm.workers + hsm.rest) / 1000 / load.ops, p50Ms: load.p50Ms };
  };
  await doorRun();
  /** @type {{ perSecond: number, slotCpuUs: number, p50Ms: number, bare: number }[]} */
  const runs = [];
  for (let round = 0; round < rounds; round += 1) {
    const door = await doorRun();
    const work = { work: algorithm.bare, seconds };
    const own = /** @type {{ ops: number, seconds: number }} */ (await bare.ask(work));
    runs.push({ ...door, bare: own.ops / own.seconds });
  }
  /** @param {(run: typeof runs[number]) => number} value */
  const middle = (value) => median(runs.map(value));
  return {
    title: algorithm.title,
    door: middle((run) => run.perSecond),
    bare: middle((run) => run.bare),
    ratio: middle((run) => run.perSecond / run.bare),
    slotCpuUs: middle((run) => run.slotCpuUs),
    p50Ms: middle((run) => run.p50Ms),
  };
}

/** @param {Product} product @param {string} folder @param {Algorithm} algorithm */
async function targetOf(product, folder, { operation, createKey, request }) {
  const { kms } = product.ready;
  const client = createClient({
    address: kms.grpc,
    ca: readFileSync(kms.caFile, 'utf8'),
    token: product.tenant.token,
    deadlineMs: PREPARE_DEADLINE_MS,
  });
  try {
    const { keyMetadata } = await client.createKey(createKey);
    const message = encodeRequest(operation, await request(client, keyMetadata?.keyId ?? ''));
    const body = Buffer.alloc(5 + message.length);
    body.writeUInt32BE(message.length, 1);
    body.set(message, 5);
    const file = join(folder, `${operation}.bin`);
    writeFileSync(file, body);
    return grpcTarget(`https://${kms.grpc}${KMS_PATH}/${operation}`, file, product.tenant.token);
  } finally {
    client.close();
  }
}

/** @param {AlgorithmRow} row */
function rowText({ title, door, bare, ratio, slotCpuUs, p50Ms }) {
  return line(title, [door.toFixed(0), bare.toFixed(0), ratio.toFixed(3), slotCpuUs.toFixed(0), p50Ms.toFixed(1)]);
}

/** @param {string} title @param {readonly string[]} values */
function line(title, values) {
  return `${title.padEnd(52)}${values.map((value) => value.padStart(12)).join('')}`;
}
