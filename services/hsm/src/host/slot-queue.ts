/** First in, first out, bounded in commands and bytes: a full queue answers at once and never grows. */
import type { SlotJob } from './slot-job.js';

export interface SlotQueueLimits {
  readonly maxCommands: number;
  readonly maxBytes: number;
  /** From this depth on, jobs keep a copy of their bytes instead of the frame around them. Default 64. */
  readonly copyFromDepth?: number;
}

const COPY_FROM_DEPTH = 64;

export class SlotQueue {
  readonly #limits: SlotQueueLimits;
  readonly #copyFromDepth: number;
  #jobs: SlotJob[] = [];
  #head = 0;
  #bytes = 0;

  constructor(limits: SlotQueueLimits) {
    this.#limits = limits;
    this.#copyFromDepth = limits.copyFromDepth ?? COPY_FROM_DEPTH;
  }

  get length(): number {
    return this.#jobs.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False when the queue is full. */
  push(job: SlotJob): boolean {
    if (this.length >= this.#limits.maxCommands) return false;
    if (this.#bytes + job.payload.length > this.#limits.maxBytes) return false;
    if (this.length >= this.#copyFromDepth) {
      job.payload = new Uint8Array(job.payload);
      job.slotToken = new Uint8Array(job.slotToken);
    }
    this.#bytes += job.payload.length;
    this.#jobs.push(job);
    return true;
  }

  shift(): SlotJob | undefined {
    const job = this.#jobs[this.#head];
    if (job === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= job.payload.length;
    if (this.#head === this.#jobs.length || this.#head >= 1024) {
      this.#jobs = this.#jobs.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  /** Takes those out that are no longer wanted; the others keep their order. */
  takeOut(isUnwanted: (job: SlotJob) => boolean): readonly SlotJob[] {
    const unwanted: SlotJob[] = [];
    const wanted: SlotJob[] = [];
    for (const job of this.drain()) (isUnwanted(job) ? unwanted : wanted).push(job);
    this.#jobs = wanted;
    for (const { payload } of wanted) this.#bytes += payload.length;
    return unwanted;
  }

  /** Takes everything out. */
  drain(): readonly SlotJob[] {
    const jobs = this.#jobs.slice(this.#head);
    this.#jobs = [];
    this.#head = 0;
    this.#bytes = 0;
    return jobs;
  }
}
