/** The threads of one lane: started on demand up to a cap, retired, ended; and which of them stand still. */
import type { Monotonic } from '@strongroom/core/time.js';
import type { LaneRules } from './lane-rules.js';
import type { SlotEntry } from './slot-entry.js';
import type { StartSlotThread } from './slot-thread.js';

const REBINDS_MAX = 1000;
/** How long the end of a thread waits for the slot's own word that it is zeroized. */
const EVICT_GRACE_MS = 500;
/** Later than any binding. */
const EVERY_GENERATION = 0xffff_ffff;

/** What threads tell, each with the entry that it is about. */
export interface LaneThreadEvents {
  ready(entry: SlotEntry): void;
  bound(entry: SlotEntry, generation: number, status: number, detail: string): void;
  results(entry: SlotEntry, batch: ArrayBuffer): void;
  ended(entry: SlotEntry, reason: string): void;
}

export interface LaneThreadsOptions {
  readonly threadsMax: number;
  readonly rules: LaneRules;
  readonly monotonic: Monotonic;
  readonly startThread: StartSlotThread;
  readonly events: LaneThreadEvents;
}

export class LaneThreads {
  readonly #options: LaneThreadsOptions;
  readonly #entries = new Set<SlotEntry>();

  constructor(options: LaneThreadsOptions) {
    this.#options = options;
  }

  /** Those that have not ended. */
  get count(): number {
    return this.#entries.size;
  }

  /** A thread without a tenant: ready, starting, or started now. Undefined when the cap is reached. */
  free(): SlotEntry | undefined {
    let starting: SlotEntry | undefined;
    for (const entry of this.#entries) {
      if (entry.slot !== undefined || entry.ending) continue;
      if (entry.ready) return entry;
      starting = entry;
    }
    if (starting !== undefined) return starting;
    return this.#entries.size < this.#options.threadsMax ? this.#start() : undefined;
  }

  keepSpare(): void {
    if (this.#options.rules.keepsSpare) this.free();
  }

  /** Zeroizes a thread for its next tenant, or ends it when it has had enough of them. */
  vacate(entry: SlotEntry, generation: number): void {
    entry.slot = undefined;
    entry.thread.evict(generation);
    if (entry.binds < REBINDS_MAX) return;
    this.#entries.delete(entry);
    entry.thread.terminate();
  }

  /** Ends a thread that does not do what it should. `ended` follows as soon as native code lets it. */
  terminate(entry: SlotEntry): void {
    entry.ending = true;
    entry.thread.terminate();
  }

  /** Zeroizes and ends one thread. Resolves when it has been told to end. */
  end(entry: SlotEntry): Promise<void> {
    entry.slot = undefined;
    entry.ending = true;
    return new Promise((resolve) => {
      const terminate = (): void => {
        timer.cancel();
        entry.onEvicted = undefined;
        entry.thread.terminate();
        resolve();
      };
      const timer = this.#options.monotonic.after(EVICT_GRACE_MS, terminate);
      entry.onEvicted = terminate;
      entry.thread.evict(EVERY_GENERATION);
    });
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#entries].map((entry) => this.end(entry)));
  }

  /** Those that are wanted and have neither started, bound nor answered for too long. */
  stuck(nowMs: number): readonly SlotEntry[] {
    const { stuckMs } = this.#options.rules;
    return [...this.#entries].filter(({ ready, startedAtMs, slot, ending }) => {
      if (ending) return false;
      if (!ready) return nowMs - startedAtMs > stuckMs;
      if (slot === undefined) return false;
      return (slot.state === 'binding' || slot.inThread.size > 0) && nowMs - slot.progressAtMs > stuckMs;
    });
  }

  /** Those that did nothing for longer than their lane allows. */
  idle(nowMs: number): readonly SlotEntry[] {
    const { idleMaxMs } = this.#options.rules;
    return [...this.#entries].filter(({ ready, startedAtMs, slot, ending }) => {
      if (ending || !ready) return false;
      if (slot === undefined) return nowMs - startedAtMs > idleMaxMs;
      return slot.state === 'bound' && slot.waiting === 0 && nowMs - slot.progressAtMs > idleMaxMs;
    });
  }

  #start(): SlotEntry {
    const { events, monotonic, startThread } = this.#options;
    const entry: Omit<SlotEntry, 'thread'> = {
      startedAtMs: monotonic.now(),
      ready: false,
      binds: 0,
      slot: undefined,
      ending: false,
      onEvicted: undefined,
    };
    const whole: SlotEntry = Object.assign(entry, {
      thread: startThread({
        ready: () => {
          whole.ready = true;
          events.ready(whole);
        },
        bound: (generation, status, detail) => {
          events.bound(whole, generation, status, detail);
        },
        results: (batch) => {
          events.results(whole, batch);
        },
        evicted: () => whole.onEvicted?.(),
        ended: (reason) => {
          this.#entries.delete(whole);
          whole.onEvicted?.();
          events.ended(whole, reason);
        },
      }),
    });
    this.#entries.add(whole);
    return whole;
  }
}
