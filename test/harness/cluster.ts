/**
 * Starts the product as users do, `strongroom up`, and waits for its ready file. Everything a suite does to the cluster
 * goes through here, so that every process and folder is gone afterwards, whatever the test did.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isAlive, kill, startTime, waitFor, waitForExit } from './processes.js';
import { readReadyFile, type Ready } from './ready-file.js';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const LOG_MAX_CHARACTERS = 256 * 1024;

export interface ClusterOptions {
  /** Further flags of `strongroom up`. */
  readonly flags?: readonly string[];
  /** Keeps data from an earlier start; without it the cluster is ephemeral. */
  readonly dataDir?: string;
  /** Default: in a temporary folder. */
  readonly readyFile?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export class Cluster implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #readyFile: string;
  readonly #ephemeral: boolean;
  readonly #logs: string[] = [];
  #dataDir: string | undefined;
  #logCharacters = 0;
  /** Start times by pid: a number that the system has given to another process meanwhile is not ours to kill. */
  readonly #known = new Map<number, string>();

  private constructor(child: ChildProcess, folder: string, readyFile: string, ephemeral: boolean) {
    this.#child = child;
    this.#folder = folder;
    this.#readyFile = readyFile;
    this.#ephemeral = ephemeral;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#keepLog(chunk.toString('utf8'));
      });
    }
  }

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-test-'));
    const readyFile = options.readyFile ?? join(folder, 'ready.json');
    rmSync(readyFile, { force: true });
    const where = options.dataDir === undefined ? ['--ephemeral'] : ['--data-dir', options.dataDir, ...freePorts()];
    const up = [join(ROOT, 'bin', 'strongroom.js'), 'up', ...where, '--ready-file', readyFile];
    const child = spawn(process.execPath, [...up, ...(options.flags ?? [])], {
      cwd: folder,
      env: { ...cleanEnvironment(), ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const cluster = new Cluster(child, folder, readyFile, options.dataDir === undefined);
    try {
      await cluster.#untilReady();
    } catch (error) {
      const logs = cluster.logs();
      await cluster.destroy();
      throw new Error(`strongroom up did not become ready:\n${logs.slice(-8000)}`, { cause: error });
    }
    return cluster;
  }

  /** The ready file as it is now: pids change when processes are restarted. */
  get ready(): Ready {
    return this.#refresh();
  }

  #refresh(): Ready {
    const ready = readReadyFile(this.#readyFile);
    if (this.#ephemeral) this.#dataDir = dirname(dirname(ready.kms.caFile));
    for (const pid of [ready.pids.supervisor, ready.pids.kms, ...ready.hsm.map((node) => node.pid)]) {
      const started = startTime(pid);
      if (started !== undefined) this.#known.set(pid, started);
    }
    return ready;
  }

  get readyFile(): string {
    return this.#readyFile;
  }

  /** Output of the supervisor and its children, the latest 256 Ki characters. */
  logs(): string {
    return this.#logs.join('');
  }

  /** SIGTERM, as ctrl-C does. @returns the exit code of the supervisor */
  async stop(): Promise<number | null> {
    this.#remember();
    kill(this.#pid, 'SIGTERM');
    try {
      await this.#ended(STOP_TIMEOUT_MS);
    } finally {
      await this.destroy();
    }
    return this.#child.exitCode;
  }

  /** kill -9 of every process of the cluster; the data folder stays. */
  async killAll(): Promise<void> {
    this.#remember();
    if (this.#running()) kill(this.#pid);
    const ours = [...this.#known].filter(([pid, started]) => startTime(pid) === started).map(([pid]) => pid);
    for (const pid of ours) kill(pid);
    await this.#ended(STOP_TIMEOUT_MS);
    for (const pid of ours) await waitForExit(pid, STOP_TIMEOUT_MS);
  }

  /** Ends whatever is left and removes the temporary folder. Never throws for what is gone already. */
  async destroy(): Promise<void> {
    this.#remember();
    await this.killAll();
    rmSync(this.#folder, { recursive: true, force: true });
    // A supervisor that was killed could not remove its temporary folder.
    if (this.#dataDir !== undefined) rmSync(this.#dataDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }

  get #pid(): number {
    return this.#child.pid ?? -1;
  }

  #remember(): void {
    try {
      this.#refresh();
    } catch {
      // No ready file (yet, or any more): then the children end with the supervisor's pipe.
    }
  }

  async #untilReady(): Promise<void> {
    await waitFor('the ready file', READY_TIMEOUT_MS, () => {
      if (!this.#running()) return false;
      return existsSync(this.#readyFile) ? true : undefined;
    });
    if (!this.#running()) throw new Error(`strongroom up ended with ${String(this.#child.exitCode)}`);
    this.#refresh();
  }

  #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && isAlive(this.#pid);
  }

  async #ended(timeoutMs: number): Promise<void> {
    // Not by its pid: the exit code is there only when node has collected the child.
    await waitFor('the supervisor ends', timeoutMs, () =>
      this.#child.exitCode === null && this.#child.signalCode === null ? undefined : true,
    );
  }

  #keepLog(text: string): void {
    this.#logs.push(text);
    this.#logCharacters += text.length;
    while (this.#logCharacters > LOG_MAX_CHARACTERS && this.#logs.length > 1) {
      this.#logCharacters -= this.#logs.shift()?.length ?? 0;
    }
  }
}

/** A cluster with a data folder of its own would take the documented ports; tests take free ones. */
function freePorts(): readonly string[] {
  return ['--http-port', '0', '--grpc-port', '0', '--admin-port', '0', '--metrics-port', '0'];
}

/** The tester's own AWS credentials and Strongroom settings must not leak into a test. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|STRONGROOM_|NODE_OPTIONS$|VITEST)/.test(name));
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
