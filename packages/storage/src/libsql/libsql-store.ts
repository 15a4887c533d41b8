/** The store in a libsql file: group commit through one writer thread, reads in the calling thread. */
import { assert, must } from '@strongroom/core/assert.js';
import type { Clock, Monotonic } from '@strongroom/core/time.js';
import { INDEX_BATCH_MAX_ROWS, QUEUE_MAX_BYTES, QUEUE_MAX_UNITS } from '../limits.js';
import type { IndexedEvent } from '../schema.js';
import type { StoreLog } from '../store-log.js';
import {
  type Change,
  type CommitOutcome,
  type CommitUnit,
  type IndexProgress,
  type Store,
  StoreBusyError,
  type StoreReads,
  StoreUnavailableError,
} from '../store.js';
import { CommitQueue, type Group, type QueueLimits } from './commit-queue.js';
import type { LibsqlReads } from './libsql-reads.js';
import { type LinkState, WriterLink } from './writer-link.js';
import type { Refusal, WriterReply } from './writer-messages.js';
import type { SpawnWriter } from './writer-port.js';

/** How long close() waits for queued commits, and again for the writer's checkpoint. */
const CLOSE_TIMEOUT_MS = 10_000;

export interface LibsqlStoreOptions {
  readonly file: string;
  readonly frontEndId: string;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly log: StoreLog;
  readonly reads: LibsqlReads;
  readonly spawn: SpawnWriter;
  readonly queueLimits?: QueueLimits;
}

export class LibsqlStore implements Store {
  readonly frontEndId: string;
  readonly #options: LibsqlStoreOptions;
  readonly #queue: CommitQueue;
  readonly #link: WriterLink;
  /** Undefined until the writer was ready for the first time. */
  #knownSeq: number | undefined;
  #listener: ((changes: readonly Change[]) => void) | undefined;
  /** A group is at the writer, or about to be sent. */
  #busy = false;
  #accepting = true;
  /** The last group could not be committed. */
  #failing = false;
  #closing: Promise<void> | undefined;
  /** Called at each change that may end a wait: started(), idle. */
  #onProgress: (() => void) | undefined;

  constructor(options: LibsqlStoreOptions) {
    this.#options = options;
    this.frontEndId = options.frontEndId;
    this.#queue = new CommitQueue(options.queueLimits ?? { maxUnits: QUEUE_MAX_UNITS, maxBytes: QUEUE_MAX_BYTES });
    this.#link = new WriterLink({
      spawn: options.spawn,
      data: { file: options.file, frontEndId: options.frontEndId },
      monotonic: options.monotonic,
      log: options.log,
      onState: (state, changeSeq) => {
        this.#linkChanged(state, changeSeq);
      },
    });
  }

  get reads(): StoreReads {
    return this.#options.reads;
  }

  get changeSeq(): number {
    return this.#knownSeq ?? 0;
  }

  /** Units that wait for their group, for metrics. */
  get queueLength(): number {
    return this.#queue.length;
  }

  /** Resolves when the writer is ready for the first time. @throws StoreUnavailableError when it cannot start. */
  async started(): Promise<void> {
    await this.#until(() => this.#link.state !== 'starting');
    if (this.#link.state !== 'ready') {
      throw new StoreUnavailableError('The store writer could not start.', { cause: this.#link.reason });
    }
  }

  commit(unit: CommitUnit): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      if (!this.#accepting || this.#link.state === 'lost') {
        throw new StoreUnavailableError(this.#accepting ? 'The store writer is lost.' : 'The store is closed.');
      }
      if (!this.#queue.offer(unit, resolve, reject)) throw new StoreBusyError('The queue of the store is full.');
      if (!this.#busy) this.#sendNextTurn();
    });
  }

  onChanges(listener: (changes: readonly Change[]) => void): void {
    this.#listener = listener;
  }

  async writeAuditIndex(events: readonly IndexedEvent[], progress: IndexProgress): Promise<void> {
    assert(events.length <= INDEX_BATCH_MAX_ROWS, 'a batch of the audit index is too large');
    const reply = await this.#link.request({ kind: 'index', events, progress }).catch((error: unknown) => {
      throw new StoreUnavailableError('The audit index could not be written.', { cause: error, kept: 'unknown' });
    });
    if (reply.kind === 'failed') throw new StoreUnavailableError(`The audit index was not written: ${reply.message}.`);
  }

  close(): Promise<void> {
    this.#accepting = false;
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    const timer = this.#options.monotonic.after(CLOSE_TIMEOUT_MS, () => {
      this.#rejectQueued('The store was closed before its queue was written.');
    });
    await this.#until(() => !this.#busy && this.#queue.length === 0);
    timer.cancel();
    this.#options.reads.close();
    await this.#link.close(CLOSE_TIMEOUT_MS);
  }

  /** The end of the turn gathers what its I/O events brought, so that a burst is one group. */
  #sendNextTurn(): void {
    if (this.#link.state !== 'ready') return;
    this.#busy = true;
    this.#options.monotonic.nextTurn(() => {
      this.#busy = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#busy || this.#queue.length === 0 || this.#link.state !== 'ready') {
      this.#onProgress?.();
      return;
    }
    this.#busy = true;
    const group = this.#queue.take();
    const request = {
      kind: 'group',
      events: group.events,
      eventCount: group.eventCount,
      units: group.units,
      createdAt: Math.floor(this.#options.clock.now()),
      knownSeq: must(this.#knownSeq, 'a ready writer has told its change sequence'),
    } as const;
    this.#link.request(request, [group.events.buffer]).then(
      (reply) => {
        this.#settle(group, reply);
      },
      (error: unknown) => {
        this.#failed(group, new StoreUnavailableError('The store writer was lost.', { cause: error, kept: 'unknown' }));
      },
    );
  }

  #settle(group: Group, reply: WriterReply): void {
    if (reply.kind !== 'committed') {
      const message = reply.kind === 'failed' ? reply.message : `unexpected reply ${reply.kind}`;
      this.#logFailing(message);
      this.#failed(group, new StoreUnavailableError(`The store could not commit: ${message}.`));
      return;
    }
    assert(reply.refusals.length === group.units.length, 'every writing unit has its answer');
    this.#logWorking();
    try {
      this.#deliver(reply.changes);
    } catch (error) {
      this.#options.log.error({ err: error }, 'the listener of the change feed failed');
      this.#failed(group, new StoreUnavailableError('The changes were not taken.', { cause: error, kept: 'unknown' }));
      return;
    }
    // The next group goes out before this one's callers run, so that the writer is not idle meanwhile.
    this.#busy = false;
    const changeSeq = this.#knownSeq ?? 0;
    this.#send();
    resolveAll(group, reply.refusals, changeSeq);
  }

  #deliver(changes: readonly Change[]): void {
    const last = changes.at(-1);
    if (last === undefined) return;
    this.#listener?.(changes);
    this.#knownSeq = last.seq;
  }

  /** Two lines per outage, however many groups fail in it. */
  #logFailing(reason: string): void {
    if (!this.#failing) this.#options.log.error({ reason }, 'the store cannot commit; answers are withheld');
    this.#failing = true;
  }

  #logWorking(): void {
    if (this.#failing) this.#options.log.info({}, 'the store commits again');
    this.#failing = false;
  }

  #failed(group: Group, error: StoreUnavailableError): void {
    for (const { reject } of group.pending) reject(error);
    this.#busy = false;
    this.#send();
  }

  #linkChanged(state: LinkState, changeSeq: number): void {
    // After a restart the known sequence stays: what others changed meanwhile arrives with the next group.
    if (state === 'ready') this.#knownSeq ??= changeSeq;
    if (state === 'lost') this.#rejectQueued('The store writer is lost.');
    // The constructor's own link is not assigned yet when a spawn fails at once; everything below looks at it later.
    queueMicrotask(() => {
      if (!this.#busy) this.#send();
      this.#onProgress?.();
    });
  }

  #rejectQueued(message: string): void {
    for (const { reject } of this.#queue.takeAll()) reject(new StoreUnavailableError(message));
    this.#onProgress?.();
  }

  /** One wait at a time: started() ends before the store is handed out, the other is close(). */
  #until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onProgress = () => {
        if (!condition()) return;
        this.#onProgress = undefined;
        resolve();
      };
    });
  }
}

function resolveAll(group: Group, refusals: readonly Refusal[], changeSeq: number): void {
  const committed: CommitOutcome = { kind: 'committed', changeSeq };
  let writing = 0;
  for (const { resolve, reject, writing: writes } of group.pending) {
    const refusal = writes === undefined ? null : (refusals[writing++] ?? null);
    if (refusal === null) resolve(committed);
    else if (refusal.kind === 'conflict') resolve(refusal);
    else reject(new Error(`a write is not valid: ${refusal.message}`));
  }
}
