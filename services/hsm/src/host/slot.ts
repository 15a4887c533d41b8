/** One tenant in one lane: its binding to a thread, and what waits for it. */
import { HSM_STATUS } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { packCommands, unpackResults, type CommandRecord } from '../wire/slot-batch.js';
import { refuse, type SlotJob } from './slot-job.js';
import { SlotQueue, type SlotQueueLimits } from './slot-queue.js';
import type { SlotThread } from './slot-thread.js';

const BATCH_MAX_COMMANDS = 32;
const BATCH_MAX_BYTES = 256 * 1024;
const U32_MAX = 0xffff_ffff;
/** Use counts this long ago weigh half. */
const USE_HALF_LIFE_MS = 10_000;

/** `waiting` for a thread; `leaving` for the end of what is in it (rebinding.ts); `gone` is the end. */
export type SlotState = 'waiting' | 'binding' | 'bound' | 'leaving' | 'gone';

export interface SlotLimits {
  readonly queue: SlotQueueLimits;
  readonly inThreadMax: number;
}

export class Slot {
  readonly tenant: TenantId;
  /** What the next bind presents; a front end may have presented a wrong one. Empty: none is known that is good. */
  slotToken: Uint8Array;
  /** Of the present binding; 0 before the first. */
  generation = 0;
  readonly queue: SlotQueue;
  readonly inThread = new Map<number, SlotJob>();
  state: SlotState = 'waiting';
  boundAtMs = 0;
  /** When the thread last answered, or was given something after being idle: what the watchdog reads. */
  progressAtMs: number;
  readonly #inThreadMax: number;
  #uses = 0;
  #usedAtMs: number;
  #nextId = 1;

  constructor(tenant: TenantId, slotToken: Uint8Array, limits: SlotLimits, nowMs: number) {
    this.tenant = tenant;
    this.slotToken = slotToken;
    this.queue = new SlotQueue(limits.queue);
    this.#inThreadMax = limits.inThreadMax;
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
    while (this.state === 'bound' && this.inThread.size < this.#inThreadMax && this.queue.length > 0) {
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

  /** Ends what waits in the queue and is late or no longer wanted. */
  dropUnwanted(nowMs: number): void {
    if (this.queue.length === 0) return;
    const unwanted = this.queue.takeOut((job) => job.cancelled || nowMs >= job.deadlineAtMs);
    for (const job of unwanted) refuse(job, job.cancelled ? 'CANCELLED' : 'DEADLINE_EXCEEDED');
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
    while (batch.length < BATCH_MAX_COMMANDS && this.inThread.size < this.#inThreadMax && bytes < BATCH_MAX_BYTES) {
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
