/** The product as users start it, `strongroom up --ephemeral`, with its data on disk, and what it says about itself. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createClient } from '@strongroom/client/client.js';
import { sleep } from './children.js';
import { cpuBetween, cpuSum, processCpu } from './cpu.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/**
 * @typedef {{
 *   readonly region: string,
 *   readonly kms: { readonly grpc: string, readonly http: string, readonly metrics: string, readonly caFile: string },
 *   readonly hsm: readonly { readonly pid: number }[], readonly pids: { readonly kms: number },
 *   readonly tenants: readonly {
 *     readonly accessKeyId: string, readonly secretAccessKey: string, readonly token: string,
 *   }[],
 * }} Ready
 * @typedef {{ readonly ok: number, readonly failed: number }} Outcomes operations since the start
 */

/** A folder on the disk that holds the checkout: /tmp is in memory on many machines. */
export function workFolder() {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'bench-'));
}

export class Product {
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  /** @type {Ready} */
  ready;

  /** @param {import('node:child_process').ChildProcess} child @param {Ready} ready */
  constructor(child, ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** @param {string} folder the data goes below it */
  static async start(folder) {
    const readyFile = join(folder, 'ready.json');
    const up = [join(ROOT, 'bin', 'strongroom.js'), 'up', '--ephemeral', '--ready-file', readyFile];
    const environment = Object.entries(process.env).filter(([name]) => !/^(AWS_|STRONGROOM_|NODE_OPTIONS$)/.test(name));
    const child = spawn(process.execPath, up, {
      cwd: folder,
      env: { ...Object.fromEntries(environment), TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const end = performance.now() + READY_TIMEOUT_MS;
    while (!existsSync(readyFile)) {
      if (child.exitCode !== null) throw new Error('strongroom up ended; is everything built? npm run build');
      if (performance.now() > end) {
        child.kill('SIGTERM');
        throw new Error('strongroom up does not become ready');
      }
      await sleep(50);
    }
    return new Product(child, /** @type {Ready} */ (JSON.parse(readFileSync(readyFile, 'utf8'))));
  }

  get tenant() {
    const first = this.ready.tenants[0];
    if (first === undefined) throw new Error('the ready file names no tenant');
    return first;
  }

  /** @returns {Promise<string>} the id of a new symmetric key */
  async createKey() {
    const ca = readFileSync(this.ready.kms.caFile, 'utf8');
    const kms = createClient({ address: this.ready.kms.grpc, ca, token: this.tenant.token });
    try {
      const { keyMetadata } = await kms.createKey({ description: 'bench' });
      if (keyMetadata?.keyId === undefined) throw new Error('CreateKey answers no key');
      return keyMetadata.keyId;
    } finally {
      kms.close();
    }
  }

  /**
   * What the product itself says about one operation: h2load counts a gRPC error as success. @param {string} operation
   * @returns {Promise<Outcomes>}
   */
  async outcomes(operation) {
    const response = await fetch(this.ready.kms.metrics);
    let ok = 0;
    let failed = 0;
    for (const line of (await response.text()).split('\n')) {
      if (!line.startsWith('strongroom_kms_operations_total{')) continue;
      if (!line.includes(`operation="${operation}"`)) continue;
      const value = Number(line.slice(line.lastIndexOf(' ') + 1));
      if (line.includes('outcome="ok"')) ok += value;
      else failed += value;
    }
    return { ok, failed };
  }

  /** @returns {() => { kms: import('./cpu.js').ProcessCpu, hsm: import('./cpu.js').ProcessCpu }} CPU since this call */
  measure() {
    const { pids, hsm } = this.ready;
    const kmsBefore = processCpu(pids.kms);
    const hsmBefore = hsm.map((node) => processCpu(node.pid));
    return () => ({
      kms: cpuBetween(processCpu(pids.kms), kmsBefore),
      hsm: cpuSum(hsm.map((node, n) => cpuBetween(processCpu(node.pid), hsmBefore[n] ?? processCpu(node.pid)))),
    });
  }

  async stop() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const end = performance.now() + STOP_TIMEOUT_MS;
    while (child.exitCode === null && child.signalCode === null && performance.now() < end) await sleep(50);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
}
