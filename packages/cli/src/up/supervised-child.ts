/**
 * One child that is kept alive: started, started again after a crash with backoff, given up after too many, stopped
 * within a bound.
 */
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import type { ProcessIdentity } from '../processes.js';
import type { Launch, LaunchedProcess, LaunchSpec } from './launch.js';
import { RestartPolicy } from './restart-policy.js';

/** `restarting`: it died and waits for its backoff. `down`: given up. `stopped`: as asked. */
export type ChildState = 'starting' | 'serving' | 'restarting' | 'down' | 'stopped';

export interface ChildEvents {
  /** The state or the process id has changed. */
  readonly onChange: (child: SupervisedChild) => void;
  /** For the user: why it ended and what happens next. */
  readonly onNotice: (message: string) => void;
}

export interface ChildSources {
  readonly launch: Launch;
  readonly monotonic: Monotonic;
}

/** A child that says nothing for so long will never serve: it is killed, which counts as a crash. */
export const READY_DEADLINE_MS = 20_000;

export class SupervisedChild {
  readonly spec: LaunchSpec;
  readonly #events: ChildEvents;
  readonly #sources: ChildSources;
  readonly #policy = new RestartPolicy();
  #state: ChildState = 'stopped';
  #process: LaunchedProcess | undefined;
  #identity: ProcessIdentity = { pid: 0, startTime: '' };
  #addresses: Readonly<Record<string, string>> = {};
  #timer: Timer | undefined;
  #stopping: (() => void) | undefined;

  constructor(spec: LaunchSpec, events: ChildEvents, sources: ChildSources) {
    this.spec = spec;
    this.#events = events;
    this.#sources = sources;
  }

  get state(): ChildState {
    return this.#state;
  }

  /** Of the present process, or of the last one. */
  get identity(): ProcessIdentity {
    return this.#identity;
  }

  /** What the child said it listens on, the last time it served. */
  get addresses(): Readonly<Record<string, string>> {
    return this.#addresses;
  }

  /** Crashes within the last minute. */
  get crashes(): number {
    return this.#policy.crashes;
  }

  start(): void {
    const attempt = { over: false };
    try {
      this.#process = this.#sources.launch(this.spec, {
        onLine: (line) => {
          if (!attempt.over) this.#onLine(line);
        },
        onExit: (reason) => {
          attempt.over = true;
          this.#onExit(reason);
        },
      });
    } catch (error) {
      // No process, no log file, no descriptor left: as a crash it is tried again.
      this.#onExit(`could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (this.#process === undefined) return; // onExit has been called, or will be
    this.#identity = this.#process.identity;
    this.#timer = this.#sources.monotonic.after(READY_DEADLINE_MS, () => {
      this.#events.onNotice(`${this.spec.name} does not become ready; killing it`);
      this.#process?.signal('SIGKILL');
    });
    this.#become('starting');
  }

  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when the process has ended; at once when there is none. */
  stop(graceMs: number): Promise<void> {
    this.#timer?.cancel();
    const running = this.#process;
    if (running === undefined) {
      if (this.#state !== 'down') this.#become('stopped');
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const previous = this.#stopping;
      this.#stopping = () => {
        previous?.();
        resolve();
      };
      if (previous !== undefined) return;
      this.#timer = this.#sources.monotonic.after(graceMs, () => {
        this.#events.onNotice(`${this.spec.name} did not stop in ${String(graceMs)} ms; killing it`);
        running.signal('SIGKILL');
      });
      running.signal('SIGTERM');
    });
  }

  #onLine(line: string): void {
    const addresses = parseReady(line);
    if (addresses === undefined || this.#state !== 'starting' || this.#stopping !== undefined) return;
    this.#timer?.cancel();
    this.#addresses = addresses;
    this.#become('serving');
  }

  #onExit(reason: string): void {
    this.#timer?.cancel();
    this.#process = undefined;
    const stopped = this.#stopping;
    if (stopped !== undefined) {
      this.#become('stopped');
      stopped();
      return;
    }
    const decision = this.#policy.onCrash(this.#sources.monotonic.now());
    if (decision.kind === 'down') {
      this.#events.onNotice(
        `${this.spec.name} ${reason}: ${String(this.#policy.crashes)} crashes in a minute, it stays down ` +
          `(see ${this.spec.logFile})`,
      );
      this.#become('down');
      return;
    }
    this.#events.onNotice(`${this.spec.name} ${reason}; starting it again in ${String(decision.afterMs)} ms`);
    this.#timer = this.#sources.monotonic.after(decision.afterMs, () => {
      this.start();
    });
    this.#become('restarting');
  }

  #become(state: ChildState): void {
    this.#state = state;
    this.#events.onChange(this);
  }
}

/** The addresses in a child's ready message; undefined for any other line. */
export function parseReady(line: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { event, addresses } = value as { event?: unknown; addresses?: unknown };
  if (event !== 'ready' || typeof addresses !== 'object' || addresses === null) return undefined;
  const entries = Object.entries(addresses).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}
