/** One slot thread in the table: whether it is stuck, how it is ended, and which of several is the victim. */
import type { Monotonic } from '@strongroom/core/time.js';
import type { Slot } from './slot.js';
import type { SlotThread } from './slot-thread.js';

/** A slot bound less long than this is no victim. */
const VICTIM_MIN_AGE_MS = 50;
/** A thread that neither starts, binds nor answers for this long is ended. */
const STUCK_MS = 30_000;
/** How long a zeroization waits for the slots' own word before their threads are ended anyway. */
const EVICT_GRACE_MS = 500;

/** A thread with what the table knows of it. */
export interface SlotEntry {
  readonly thread: SlotThread;
  ready: boolean;
  binds: number;
  startedAtMs: number;
  slot: Slot | undefined;
  onEvicted: (() => void) | undefined;
}

export interface BoundEntry {
  readonly slot: Slot;
  readonly entry: SlotEntry;
}

/** The least used idle slot; undefined when none may be evicted now. */
export function chooseVictim(candidates: Iterable<BoundEntry>, nowMs: number): BoundEntry | undefined {
  let victim: BoundEntry | undefined;
  let lowest = Infinity;
  for (const candidate of candidates) {
    const { slot } = candidate;
    if (slot.state !== 'bound' || slot.waiting > 0 || nowMs - slot.boundAtMs < VICTIM_MIN_AGE_MS) continue;
    const score = slot.score(nowMs);
    if (score < lowest) {
      lowest = score;
      victim = candidate;
    }
  }
  return victim;
}

/** True for a thread that is wanted and has neither started, bound nor answered for too long. */
export function isStuck({ ready, startedAtMs, slot }: SlotEntry, nowMs: number): boolean {
  if (!ready) return nowMs - startedAtMs > STUCK_MS;
  if (slot === undefined) return false;
  return (slot.state === 'binding' || slot.inThread.size > 0) && nowMs - slot.progressAtMs > STUCK_MS;
}

/** Zeroizes and terminates one thread. Resolves when it has been told to end. */
export function endEntry(entry: SlotEntry, monotonic: Monotonic): Promise<void> {
  entry.slot = undefined;
  return new Promise((resolve) => {
    const terminate = (): void => {
      timer.cancel();
      entry.onEvicted = undefined;
      entry.thread.terminate();
      resolve();
    };
    const timer = monotonic.after(EVICT_GRACE_MS, terminate);
    entry.onEvicted = terminate;
    entry.thread.evict();
  });
}
