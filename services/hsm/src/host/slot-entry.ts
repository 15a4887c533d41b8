/** One slot thread as its lane sees it, and which of several is the victim. */
import type { Slot } from './slot.js';
import type { SlotThread } from './slot-thread.js';

/** A slot bound less long than this gives its thread to nobody. */
const HELD_MIN_MS = 50;

/** A thread with what is known of it. */
export interface SlotEntry {
  readonly thread: SlotThread;
  readonly startedAtMs: number;
  ready: boolean;
  binds: number;
  slot: Slot | undefined;
  /** Was told to end, and takes a place until it has: native code cannot be interrupted. */
  ending: boolean;
  onEvicted: (() => void) | undefined;
}

export interface BoundEntry {
  readonly slot: Slot;
  readonly entry: SlotEntry;
}

/** Nothing of it is in the thread, and it had the thread for a while. */
export function mayGiveUp(slot: Slot, nowMs: number): boolean {
  return slot.state === 'bound' && slot.inThread.size === 0 && nowMs - slot.boundAtMs >= HELD_MIN_MS;
}

/** The least used idle slot; undefined when none may be evicted now. */
export function chooseVictim(candidates: Iterable<BoundEntry>, nowMs: number): BoundEntry | undefined {
  let victim: BoundEntry | undefined;
  let lowest = Infinity;
  for (const candidate of candidates) {
    const { slot } = candidate;
    if (slot.waiting > 0 || !mayGiveUp(slot, nowMs)) continue;
    const score = slot.score(nowMs);
    if (score < lowest) {
      lowest = score;
      victim = candidate;
    }
  }
  return victim;
}
