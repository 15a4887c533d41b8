/** Keeps one writer alive: requests in order, each with an end, and a restart with backoff when the writer is lost. */
import { must } from '@strongroom/core/assert.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import type { StoreLog } from '../store-log.js';
import type { SpawnWriter, WriterData, WriterPort } from './writer-port.js';
import type { WriterReply, WriterRequest } from './writer-messages.js';

/** The writer ended, or stopped answering, while it held a request: whether that was committed is not known. */
export class WriterLostError extends Error {
  override readonly name = 'WriterLostError';
}

/** A request that takes longer means a disk that hangs. Far above the busy timeout. */
const REPLY_TIMEOUT_MS = 30_000;
const RESTART_DELAY_MIN_MS = 50;
const RESTART_DELAY_MAX_MS = 5000;

interface Waiting {
  readonly resolve: (reply: WriterReply) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
}

/**
 * `starting` has hope: a first start, or the first restart of a writer that worked. `lost` waits for a start to succeed
 * again.
 */
export type LinkState = 'starting' | 'ready' | 'lost' | 'closed';

export interface WriterLinkOptions {
  readonly spawn: SpawnWriter;
  readonly data: WriterData;
  readonly monotonic: Monotonic;
  readonly log: StoreLog;
  /** Called at every change of state, with the newest change in the file when it becomes ready. */
  readonly onState: (state: LinkState, changeSeq: number) => void;
}

export class WriterLink {
  readonly #options: WriterLinkOptions;
  #state: LinkState = 'starting';
  #port: WriterPort | undefined;
  #waiting: Waiting[] = [];
  #restartDelayMs = RESTART_DELAY_MIN_MS;
  #restart: Timer | undefined;
  #onEnded: (() => void) | undefined;
  /** Why the last start failed, for the first caller. */
  #reason: Error | undefined;

  constructor(options: WriterLinkOptions) {
    this.#options = options;
    this.#spawn();
  }

  get state(): LinkState {
    return this.#state;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  /**
   * Sends a request to a ready writer. Replies come in the order of requests. @throws WriterLostError (as a rejection).
   */
  request(request: WriterRequest, transfer: readonly ArrayBuffer[] = []): Promise<WriterReply> {
    const port = this.#state === 'ready' ? this.#port : undefined;
    if (port === undefined) return Promise.reject(new WriterLostError('the writer is not running'));
    return new Promise((resolve, reject) => {
      const timer = this.#options.monotonic.after(REPLY_TIMEOUT_MS, () => {
        this.#giveUp(port);
      });
      this.#waiting.push({ resolve, reject, timer });
      port.post(request, transfer);
    });
  }

  /** Asks the writer to checkpoint and end; resolves when it has, or after `timeoutMs` of waiting. Never rejects. */
  async close(timeoutMs: number): Promise<void> {
    const port = this.#port;
    const wasReady = this.#state === 'ready';
    this.#restart?.cancel();
    if (port === undefined) {
      this.#setState('closed');
      return;
    }
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve;
    });
    if (wasReady) this.request({ kind: 'close' }).catch(() => undefined);
    this.#setState('closed');
    if (!wasReady) port.terminate();
    const timer = this.#options.monotonic.after(timeoutMs, () => {
      this.#options.log.error({}, 'the store writer does not end; it is cut off');
      port.terminate();
      this.#onEnded?.();
    });
    await ended;
    timer.cancel();
  }

  #spawn(): void {
    const port: WriterPort = this.#options.spawn(this.#options.data, {
      reply: (reply) => {
        if (this.#port === port) this.#reply(reply);
      },
      down: (reason) => {
        this.#down(reason);
      },
    });
    this.#port = port;
  }

  #reply(reply: WriterReply): void {
    if (reply.kind === 'ready') {
      this.#reason = undefined;
      this.#setState('ready', reply.changeSeq);
      return;
    }
    this.#restartDelayMs = RESTART_DELAY_MIN_MS;
    const waiting = must(this.#waiting.shift(), 'a reply answers a request');
    waiting.timer.cancel();
    waiting.resolve(reply);
  }

  #down(reason: Error | undefined): void {
    this.#port = undefined;
    if (this.#state === 'closed') {
      this.#loseWaiting('the store is closed');
      this.#onEnded?.();
      return;
    }
    const worked = this.#state === 'ready';
    this.#reason = reason;
    this.#options.log.error({ err: reason, restartInMs: this.#restartDelayMs }, 'the store writer ended');
    this.#setState(worked ? 'starting' : 'lost');
    this.#loseWaiting('the store writer ended');
    this.#restart = this.#options.monotonic.after(this.#restartDelayMs, () => {
      this.#spawn();
    });
    this.#restartDelayMs = Math.min(this.#restartDelayMs * 2, RESTART_DELAY_MAX_MS);
  }

  /**
   * The writer hangs in a native call, which terminate() cannot interrupt: its callers are freed now, the restart waits
   * for its end.
   */
  #giveUp(port: WriterPort): void {
    if (this.#port !== port) return;
    this.#options.log.error({ timeoutMs: REPLY_TIMEOUT_MS }, 'the store writer does not answer');
    if (this.#state !== 'closed') this.#setState('lost');
    this.#loseWaiting('the store writer does not answer');
    // What it may still say answers nobody.
    this.#port = undefined;
    port.terminate();
  }

  #loseWaiting(message: string): void {
    const lost = this.#waiting;
    this.#waiting = [];
    for (const { reject, timer } of lost) {
      timer.cancel();
      reject(new WriterLostError(message));
    }
  }

  #setState(state: LinkState, changeSeq = 0): void {
    this.#state = state;
    this.#options.onState(state, changeSeq);
  }
}
