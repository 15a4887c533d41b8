/**
 * The host's side of the root worker: calls with answers, notices without, a bound on what waits, and an end to every
 * wait.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { HsmError } from '@strongroom/core/errors.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import type { RootAnswer, RootCall, RootNotice, RootOperation, RootOperations } from '../wire/root-messages.js';

/** Slot tokens to make and ceremonies: rare. More than this at once is refused. */
const PENDING_MAX = 1024;
/** Self-tests and a token of 256 members take a second at worst. */
const ANSWER_TIMEOUT_MS = 15_000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
}

export class RootClient {
  readonly #worker: Worker;
  readonly #monotonic: Monotonic;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #ended: string | undefined;

  /** @param onEnd told once if the worker ends by itself: the node cannot go on without it. */
  constructor(worker: Worker, monotonic: Monotonic, onEnd: (reason: string) => void) {
    this.#worker = worker;
    this.#monotonic = monotonic;
    worker.on('message', (answer: RootAnswer) => {
      this.#settle(answer);
    });
    worker.on('error', (error) => {
      this.#end(`root worker failed: ${error.message}`, onEnd);
    });
    worker.on('exit', (code) => {
      this.#end(`root worker ended with code ${String(code)}`, onEnd);
    });
  }

  /**
   * @throws HsmError as the boundary says; QUEUE_FULL; DEVICE_ERROR when the worker does not answer; Error for a bug
   * inside.
   */
  call<Name extends RootOperation>(
    operation: Name,
    request: RootOperations[Name]['request'],
  ): Promise<RootOperations[Name]['reply']> {
    if (this.#ended !== undefined) return Promise.reject(new HsmError('DEVICE_ERROR', this.#ended));
    if (this.#pending.size >= PENDING_MAX) return Promise.reject(new HsmError('QUEUE_FULL'));
    const id = this.#nextId;
    this.#nextId += 1;
    const message: RootCall = { kind: 'call', id, operation, request };
    return new Promise((resolve, reject) => {
      const timer = this.#monotonic.after(ANSWER_TIMEOUT_MS, () => {
        this.#pending.delete(id);
        reject(new HsmError('DEVICE_ERROR', `root worker did not answer ${operation}`));
      });
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      this.#worker.postMessage(message);
    });
  }

  notify(notice: RootNotice, transfer: readonly MessagePort[] = []): void {
    if (this.#ended === undefined) this.#worker.postMessage(notice, transfer);
  }

  async close(): Promise<void> {
    this.#end('node is stopping', () => undefined);
    await this.#worker.terminate();
  }

  #settle(answer: RootAnswer): void {
    const pending = this.#pending.get(answer.id);
    if (pending === undefined) return;
    this.#pending.delete(answer.id);
    pending.timer.cancel();
    if (answer.ok) pending.resolve(answer.value);
    else if (answer.status !== undefined) pending.reject(new HsmError(answer.status, answer.message));
    else pending.reject(new Error(answer.message));
  }

  #end(reason: string, onEnd: (reason: string) => void): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    for (const pending of this.#pending.values()) {
      pending.timer.cancel();
      pending.reject(new HsmError('DEVICE_ERROR', reason));
    }
    this.#pending.clear();
    onEnd(reason);
  }
}
