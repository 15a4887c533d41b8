/**
 * `npm run bench:start`: how long from `npm start` to the first successful Encrypt (median of five), and what an idle
 * installation keeps in memory (sum of Pss of supervisor, front end and three nodes after 30 s).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@strongroom/client/client.js';

const ROUNDS = 5;
const IDLE_MS = 30_000;
const READY_MAX_MS = 60_000;

/** @typedef {import('../harness/ready-file.js').Ready} ReadyFile */

/** @param {string} file @returns {Promise<ReadyFile>} */
async function ready(file) {
  for (const began = performance.now(); performance.now() - began < READY_MAX_MS; await delay(10)) {
    if (existsSync(file)) return /** @type {ReadyFile} */ (JSON.parse(readFileSync(file, 'utf8')));
  }
  throw new Error('the installation was not ready in time');
}

/** @param {ReadyFile} installation */
async function encryptOnce({ kms, tenants }) {
  const client = createClient({
    address: kms.grpc,
    ca: readFileSync(kms.caFile, 'utf8'),
    token: tenants[0]?.token ?? '',
  });
  const { keyMetadata } = await client.createKey({});
  await client.encrypt({ keyId: keyMetadata?.keyId ?? '', plaintext: Buffer.from('x') });
  client.close();
}

/** Proportional set size in MiB. @param {number} pid */
function pssMiB(pid) {
  const [, kib] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

const folder = mkdtempSync(join(tmpdir(), 'strongroom-start-'));
/** @type {number[]} */
const startMs = [];
let idleMiB = 0;
for (let round = 1; round <= ROUNDS; round += 1) {
  const file = join(folder, `ready-${String(round)}.json`);
  const began = performance.now();
  const child = spawn('npm', ['start', '--', '--ephemeral', '--ready-file', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const installation = await ready(file);
  await encryptOnce(installation);
  startMs.push(Math.round(performance.now() - began));
  if (round === ROUNDS) {
    await delay(IDLE_MS);
    const { pids, hsm } = installation;
    idleMiB = [pids.supervisor, pids.kms, ...hsm.map(({ pid }) => pid)].reduce((sum, pid) => sum + pssMiB(pid), 0);
  }
  process.kill(installation.pids.supervisor, 'SIGTERM');
  await ended;
}
rmSync(folder, { recursive: true });
const median = startMs.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)];
process.stdout.write(`start to the first Encrypt, ms: ${startMs.join(', ')}; median ${String(median)}, target 5000\n`);
process.stdout.write(`Pss when idle: ${idleMiB.toFixed(0)} MiB, target 450\n`);
