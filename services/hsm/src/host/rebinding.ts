/**
 * How a slot takes another token of its tenant: what is in its thread ends under the present binding, then the thread
 * is bound again. A command that came with a token runs under a binding of that token and of no other: what it seals is
 * then sealed under the slot key that its sender means. One that came without runs under any.
 */
import { EMPTY_BYTES, equalBytes } from '@strongroom/core/bytes.js';
import type { BoundEntry } from './slot-entry.js';
import { refuse, type SlotJob } from './slot-job.js';

export interface RebindingHooks {
  /** Binds the slot anew, under a new generation. */
  readonly bind: (bound: BoundEntry) => void;
  /** Takes the thread from the slot, which is zeroized. */
  readonly giveUp: (bound: BoundEntry) => void;
  /** As if it had just come. */
  readonly submit: (job: SlotJob) => void;
}

/** True where the job brings another token than the slot's. */
export function bringsAnother(job: SlotJob, slotToken: Uint8Array): boolean {
  return job.slotToken.length > 0 && !equalBytes(job.slotToken, slotToken);
}

export class Rebinding {
  readonly #hooks: RebindingHooks;

  constructor(hooks: RebindingHooks) {
    this.#hooks = hooks;
  }

  /** A front end presents another token. */
  present(bound: BoundEntry, slotToken: Uint8Array): void {
    bound.slot.slotToken = new Uint8Array(slotToken);
    this.#leave(bound);
  }

  /** Whatever the slot was bound with is not to be used any longer. */
  expel(bound: BoundEntry): void {
    bound.slot.slotToken = EMPTY_BYTES;
    // A key on its way to the thread cannot be overtaken by its eviction: the table expels again when it is there.
    if (bound.slot.state !== 'binding') this.#leave(bound);
  }

  /** Goes on, once nothing is in the thread. False while something is, and for a slot that does not leave. */
  go(bound: BoundEntry): boolean {
    const { slot } = bound;
    if (slot.state !== 'leaving' || slot.inThread.size > 0) return false;
    if (slot.slotToken.length > 0) {
      this.#hooks.bind(bound);
      return true;
    }
    const jobs = slot.takeAll();
    this.#hooks.giveUp(bound);
    for (const job of jobs) {
      if (job.slotToken.length === 0) refuse(job, 'NEED_SLOT_TOKEN');
      else this.#hooks.submit(job);
    }
    return true;
  }

  #leave(bound: BoundEntry): void {
    bound.slot.state = 'leaving';
    this.go(bound);
  }
}
