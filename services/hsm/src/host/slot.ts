/** The binding of one tenant to one thread, with what waits for it. */
import { HSM_STATUS } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { packCommands, unpackResults, type CommandRecord } from '../wire/slot-batch.js';
import { refuse, type SlotJob } from './slot-job.js';
import { SlotQueue, type SlotQueueLimits } from './slot-queue.js';
import type { SlotThread } from './slot-thread.js';

/**
 * Commands given to a thread and not yet answered. Short, so that CANCEL, deadlines and fairness act in the host's
 * queue.
 */
const IN_THREAD_MAX = 64;
const BATCH_MAX_COMMANDS = 32;
const BATCH_MAX_BYTES = 256 * 1024;
const U32_MAX = 0xffff_ffff;
/** Use counts this long ago weigh half. */
const USE_HALF_LIFE_MS = 10_000;

export type SlotState = 'binding' | 'bound' | 'gone';

export class Slot {
  readonly tenant: TenantId;
  /** What the bind presents; a front end may have presented a wrong one. */
  readonly slotToken: Uint8Array;
  readonly generation: number;
  readonly queue: SlotQueue;
  readonly inThread = new Map<number, SlotJob>();
  state: SlotState = 'binding';
  boundAtMs = 0;
  /** When the thread last answered, or was given something after being idle: what the watchdog reads. */
  progressAtMs: number;
  #uses = 0;
  #usedAtMs: number;
  #nextId = 1;

  constructor(tenant: TenantId, slotToken: Uint8Array, generation: number, limits: SlotQueueLimits, nowMs: number) {
    this.tenant = tenant;
    this.slotToken = slotToken;
    this.generation = generation;
    this.queue = new SlotQueue(limits);
    this.progressAtMs = nowMs;
    this.#usedAtMs = nowMs;
  }

  get waiting(): number {
    return this.queue.length + this.inThread.size;
  }

  /** Counts one use; frequency fades with time, so the score is frequency and recency in one. */
  touch(nowMs: number): void {
    this.#uses = this.score(nowMs) + 1;
    this.#usedAtMs = nowMs;
  }

  score(nowMs: number): number {
    return this.#uses * 2 ** ((this.#usedAtMs - nowMs) / USE_HALF_LIFE_MS);
  }

  /** Gives the thread what it may have. Returns the sizes of the batches sent. Expired and cancelled work ends here. */
  pump(thread: SlotThread, nowMs: number): readonly number[] {
    const sizes: number[] = [];
    while (this.state === 'bound' && this.inThread.size < IN_THREAD_MAX && this.queue.length > 0) {
      const batch = this.#takeBatch(nowMs);
      if (batch.length === 0) continue;
      if (this.inThread.size === batch.length) this.progressAtMs = nowMs;
      thread.post(packCommands(this.generation, batch));
      sizes.push(batch.length);
    }
    return sizes;
  }

  /** Settles what a result batch answers. Not `sane` when the thread answered something that it was not asked. */
  settleResults(buffer: ArrayBuffer, nowMs: number): { readonly sane: boolean; readonly deviceError: boolean } {
    this.progressAtMs = nowMs;
    let deviceError = false;
    for (const { id, status, payload, detail } of unpackResults(buffer).items) {
      const job = this.inThread.get(id);
      if (job === undefined) return { sane: false, deviceError };
      this.inThread.delete(id);
      deviceError ||= status === HSM_STATUS.DEVICE_ERROR.code;
      job.settle({ status, payload, generation: this.generation, detail });
    }
    return { sane: true, deviceError };
  }

  /** Everything that waits, taken out. */
  takeAll(): readonly SlotJob[] {
    const jobs = [...this.inThread.values(), ...this.queue.drain()];
    this.inThread.clear();
    return jobs;
  }

  #takeBatch(nowMs: number): readonly CommandRecord[] {
    const batch: CommandRecord[] = [];
    let bytes = 0;
    while (batch.length < BATCH_MAX_COMMANDS && this.inThread.size < IN_THREAD_MAX && bytes < BATCH_MAX_BYTES) {
      const job = this.queue.shift();
      if (job === undefined) break;
      if (job.cancelled) refuse(job, 'CANCELLED');
      else if (nowMs >= job.deadlineAtMs) refuse(job, 'DEADLINE_EXCEEDED');
      else {
        const id = this.#newId();
        this.inThread.set(id, job);
        const remainingMs = Math.min(U32_MAX, Math.ceil(job.deadlineAtMs - nowMs));
        batch.push({ id, command: job.command, remainingMs, payload: job.payload });
        bytes += job.payload.length;
      }
    }
    return batch;
  }

  #newId(): number {
    const id = this.#nextId;
    this.#nextId = id === U32_MAX ? 1 : id + 1;
    return id;
  }
}
