/**
 * Derives audit_events from segments, behind the commits. Restartable at any point: rows are written with the progress
 * in one transaction, and rows that exist stay. In the background it takes a fifth of the time, and next to nothing
 * while the process is busy: then the index lags and requests do not. Whoever reads the index asks it to catch up.
 */
import { PackedFormatError } from '@strongroom/core/packed.js';
import { delay, type Monotonic } from '@strongroom/core/time.js';
import { INDEX_BATCH_MAX_ROWS } from '../limits.js';
import type { AuditSegmentRow, IndexedEvent } from '../schema.js';
import type { StoreLog } from '../store-log.js';
import type { Store, StoreReads } from '../store.js';
import { unpackEvents } from './chain.js';
import { indexedSequenceSetting, parseIndexedSequence } from './indexed-sequence.js';

/** What an event says of itself. */
export type DecodedEvent = Omit<IndexedEvent, 'front_end' | 'sequence'>;

export interface AuditIndexerOptions {
  readonly store: Pick<Store, 'writeAuditIndex'> & {
    readonly reads: Pick<StoreReads, 'auditFrontEnds' | 'auditSegments' | 'setting'>;
  };
  /**
   * One row for each account that an event concerns; none for internal work. Throwing skips the event, with a line in
   * the log.
   */
  readonly decode: (event: Uint8Array) => readonly DecodedEvent[];
  /** Whether the process has something better to do just now. Default: never. */
  readonly busy?: () => boolean;
  readonly monotonic: Monotonic;
  readonly log: StoreLog;
}

/** Small, because decoding runs in the caller's thread between two of its turns. */
const SEGMENTS_PER_READ = 2;
const IDLE_MS = 1000;
/** After a batch that took t, wait 4 t, or 40 t. */
const REST_FACTOR = 4;
const REST_FACTOR_BUSY = 40;
const REST_MIN_MS = 1;

export class AuditIndexer {
  readonly #options: AuditIndexerOptions;
  #loop: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  #hurried = 0;
  /** The pass that somebody waits for, and the one after it. Neither rejects unheard. */
  #pass: Promise<void> | undefined;
  #nextPass: Promise<void> | undefined;

  constructor(options: AuditIndexerOptions) {
    this.#options = options;
  }

  /** Indexes now and then, until stop(). */
  start(): void {
    if (this.#loop !== undefined) return;
    const stop = new AbortController();
    this.#loop = { stop, ended: this.#run(stop.signal) };
  }

  /** Resolves when the batch in progress is written. */
  async stop(): Promise<void> {
    const loop = this.#loop;
    this.#loop = undefined;
    loop?.stop.abort();
    await loop?.ended;
  }

  /**
   * Indexes what is committed now without a rest in between, for at most `timeoutMs`; where that is not enough it
   * returns all the same, and the newest events are missing in the index. Whoever asks while one pass runs shares the
   * next: there is never more than one, however many ask.
   */
  catchUp(timeoutMs: number): Promise<void> {
    this.#nextPass ??= (this.#pass ?? Promise.resolve()).then(() => {
      this.#nextPass = undefined;
      const pass = this.#hurriedPass(timeoutMs);
      // Its failure is the answer of those who wait for it, and nothing to those who come after it.
      this.#pass = pass.catch(() => undefined);
      return pass;
    });
    return this.#nextPass;
  }

  async #hurriedPass(timeoutMs: number): Promise<void> {
    const stop = new AbortController();
    const timer = this.#options.monotonic.after(timeoutMs, () => {
      stop.abort();
    });
    this.#hurried += 1;
    try {
      await this.runOnce(stop.signal);
    } finally {
      this.#hurried -= 1;
      timer.cancel();
    }
  }

  /**
   * Indexes everything that is committed now. @returns how many rows were offered.
   * @throws StoreUnavailableError when the store cannot write; what was done stays done.
   */
  async runOnce(signal?: AbortSignal): Promise<number> {
    let rows = 0;
    for (const frontEnd of await this.#options.store.reads.auditFrontEnds())
      rows += await this.#index(frontEnd, signal);
    return rows;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { monotonic, log } = this.#options;
    while (!signal.aborted) {
      try {
        await this.runOnce(signal);
      } catch (error) {
        log.warn({ err: error }, 'the audit index was not written; it will be tried again');
      }
      await delay(monotonic, IDLE_MS, signal);
    }
  }

  async #index(frontEnd: string, signal: AbortSignal | undefined): Promise<number> {
    const { store, monotonic, busy } = this.#options;
    let after = parseIndexedSequence(await store.reads.setting(indexedSequenceSetting(frontEnd)));
    let rows = 0;
    while (signal?.aborted !== true) {
      const startedAt = monotonic.now();
      const page = await store.reads.auditSegments(frontEnd, after, SEGMENTS_PER_READ);
      const last = page.at(-1);
      if (last === undefined) break;
      rows += await this.#indexPage(frontEnd, after, page);
      after = last.sequence;
      const restMs = (monotonic.now() - startedAt) * (busy?.() === true ? REST_FACTOR_BUSY : REST_FACTOR);
      if (this.#hurried === 0) await delay(monotonic, Math.max(REST_MIN_MS, restMs), signal);
    }
    return rows;
  }

  /**
   * Writes the rows of a page in batches. Progress names only whole segments; a crash in between repeats some rows,
   * which changes nothing.
   */
  async #indexPage(frontEnd: string, after: number, page: readonly AuditSegmentRow[]): Promise<number> {
    const { store } = this.#options;
    let batch: IndexedEvent[] = [];
    let sequence = after;
    let rows = 0;
    for (const segment of page) {
      for (const row of this.#rowsOf(segment)) {
        if (batch.length === INDEX_BATCH_MAX_ROWS) {
          await store.writeAuditIndex(batch, { frontEnd, sequence });
          batch = [];
        }
        batch.push(row);
        rows += 1;
      }
      sequence = segment.sequence;
    }
    await store.writeAuditIndex(batch, { frontEnd, sequence });
    return rows;
  }

  #rowsOf(segment: AuditSegmentRow): IndexedEvent[] {
    const where = { frontEnd: segment.front_end, sequence: segment.sequence };
    const rows: IndexedEvent[] = [];
    try {
      for (const event of unpackEvents(segment.events)) {
        for (const decoded of this.#decode(event, where)) {
          rows.push({ ...decoded, front_end: segment.front_end, sequence: segment.sequence });
        }
      }
    } catch (error) {
      if (!(error instanceof PackedFormatError)) throw error;
      this.#options.log.error({ ...where, err: error }, 'an audit segment is damaged; its events are not indexed');
    }
    return rows;
  }

  #decode(event: Uint8Array, where: object): readonly DecodedEvent[] {
    try {
      return this.#options.decode(event);
    } catch (error) {
      this.#options.log.warn({ ...where, err: error }, 'an audit event cannot be decoded; it is not indexed');
      return [];
    }
  }
}
