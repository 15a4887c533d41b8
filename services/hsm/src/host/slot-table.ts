/**
 * Tenant → slot → thread. Threads start on demand up to a cap; then the least used idle slot is evicted. Every queue is bounded and every wait
 * ends: by an answer, a deadline, the end of a thread, or the watchdog.
 */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HSM_STATUS, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import { BindLimiter } from './bind-limiter.js';
import { CrashBackoff } from './crash-backoff.js';
import { Slot } from './slot.js';
import { refuse, type SlotJob } from './slot-job.js';
import type { SlotQueueLimits } from './slot-queue.js';
import type { SlotThread, StartSlotThread } from './slot-thread.js';

/** A slot bound less long than this is no victim. */
const VICTIM_MIN_AGE_MS = 50;
const REBINDS_MAX = 1000;
const WATCHDOG_PERIOD_MS = 1000;
/** A thread that neither starts, binds nor answers for this long is ended. */
const STUCK_MS = 30_000;
/** How long a zeroization waits for the slots' own word before their threads are ended anyway. */
const EVICT_GRACE_MS = 500;

export interface SlotTableEvents {
  bound(): void;
  evicted(): void;
  crashed(tenant: TenantId, reason: string): void;
  batch(size: number): void;
  /** A conditional test failed inside a slot. */
  deviceError(): void;
}

export interface SlotTableOptions {
  readonly slotsMax: number;
  readonly queue: SlotQueueLimits;
  readonly monotonic: Monotonic;
  readonly startThread: StartSlotThread;
  readonly events: SlotTableEvents;
}

interface Entry {
  readonly thread: SlotThread;
  ready: boolean;
  binds: number;
  startedAtMs: number;
  slot: Slot | undefined;
  onEvicted: (() => void) | undefined;
}

export class SlotTable {
  readonly #options: SlotTableOptions;
  readonly #entries = new Set<Entry>();
  readonly #slots = new Map<TenantId, { readonly slot: Slot; readonly entry: Entry }>();
  readonly #limiter = new BindLimiter();
  readonly #backoff = new CrashBackoff();
  readonly #dirty = new Set<Slot>();
  readonly #watchdog: Timer;
  #flushPlanned = false;
  #nextGeneration = 1;
  #serving = false;

  constructor(options: SlotTableOptions) {
    this.#options = options;
    this.#watchdog = options.monotonic.every(
      WATCHDOG_PERIOD_MS,
      () => {
        this.#watch();
      },
      { ref: false },
    );
  }

  get slotsBound(): number {
    return this.#slots.size;
  }

  get slotsMax(): number {
    return this.#options.slotsMax;
  }

  /** Commands waiting or in a thread. */
  get waiting(): number {
    let sum = 0;
    for (const { slot } of this.#slots.values()) sum += slot.waiting;
    return sum;
  }

  /** Takes work from here on, and starts the first thread ahead of its tenant. */
  serve(): void {
    this.#serving = true;
    this.#keepSpare();
  }

  /** Takes no new work; what waits goes on. */
  refuseNew(): void {
    this.#serving = false;
  }

  /** Answers the job in time, whatever happens. */
  submit(job: SlotJob): void {
    if (!this.#serving) {
      refuse(job, 'NOT_OPERATIONAL');
      return;
    }
    const nowMs = this.#options.monotonic.now();
    const bound = this.#slots.get(job.tenant)?.slot;
    const slot = bound ?? this.#open(job, nowMs);
    if (typeof slot === 'string') {
      refuse(job, slot);
      return;
    }
    slot.touch(nowMs);
    if (!slot.queue.push(job)) {
      refuse(job, 'QUEUE_FULL');
      return;
    }
    this.#plan(slot);
  }

  /** Zeroizes and ends every slot; whatever waits is answered NOT_OPERATIONAL. Resolves when no thread of now is left. */
  async zeroize(): Promise<void> {
    this.#serving = false;
    for (const { slot } of this.#slots.values()) {
      slot.state = 'gone';
      for (const job of slot.takeAll()) refuse(job, 'NOT_OPERATIONAL');
    }
    this.#slots.clear();
    await Promise.all([...this.#entries].map((entry) => this.#end(entry)));
  }

  async close(): Promise<void> {
    this.#watchdog.cancel();
    await this.zeroize();
  }

  #open(job: SlotJob, nowMs: number): Slot | HsmStatus {
    if (job.slotToken.length === 0) return 'NEED_SLOT_TOKEN';
    if (this.#backoff.isBackingOff(job.tenant, nowMs)) return 'NO_FREE_SLOT';
    if (!this.#limiter.take(job.tenant, nowMs)) return 'NO_FREE_SLOT';
    const entry = this.#freeEntry(nowMs);
    if (entry === undefined) return 'NO_FREE_SLOT';
    const generation = this.#nextGeneration;
    this.#nextGeneration += 1;
    const slot = new Slot(job.tenant, new Uint8Array(job.slotToken), generation, this.#options.queue, nowMs);
    entry.slot = slot;
    this.#slots.set(job.tenant, { slot, entry });
    if (entry.ready) this.#bind(entry, slot);
    this.#keepSpare();
    return slot;
  }

  /** A spare thread, a new one, or the victim's. */
  #freeEntry(nowMs: number): Entry | undefined {
    let starting: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.slot !== undefined) continue;
      if (entry.ready) return entry;
      starting = entry;
    }
    if (starting !== undefined) return starting;
    if (this.#entries.size < this.#options.slotsMax) return this.#start();
    return this.#evictVictim(nowMs);
  }

  #evictVictim(nowMs: number): Entry | undefined {
    let victim: { readonly slot: Slot; readonly entry: Entry } | undefined;
    let lowest = Infinity;
    for (const candidate of this.#slots.values()) {
      const { slot } = candidate;
      if (slot.state !== 'bound' || slot.waiting > 0 || nowMs - slot.boundAtMs < VICTIM_MIN_AGE_MS) continue;
      const score = slot.score(nowMs);
      if (score < lowest) {
        lowest = score;
        victim = candidate;
      }
    }
    if (victim === undefined) return undefined;
    const { slot, entry } = victim;
    this.#unbind(slot);
    this.#options.events.evicted();
    entry.slot = undefined;
    entry.thread.evict();
    if (entry.binds < REBINDS_MAX) return entry;
    this.#entries.delete(entry);
    entry.thread.terminate();
    return this.#start();
  }

  #bind(entry: Entry, slot: Slot): void {
    entry.binds += 1;
    slot.progressAtMs = this.#options.monotonic.now();
    entry.thread.bind(slot.generation, slot.tenant, slot.slotToken);
  }

  /** One unbound thread ahead of demand: a bind then takes less than a millisecond instead of thirty. */
  #keepSpare(): void {
    if (!this.#serving || this.#entries.size >= this.#options.slotsMax) return;
    for (const entry of this.#entries) if (entry.slot === undefined) return;
    this.#start();
  }

  #start(): Entry {
    const entry: Partial<Entry> = {
      ready: false,
      binds: 0,
      startedAtMs: this.#options.monotonic.now(),
      slot: undefined,
      onEvicted: undefined,
    };
    const whole = Object.assign(entry, {
      thread: this.#options.startThread({
        ready: () => {
          this.#onReady(whole);
        },
        bound: (generation, status, detail) => {
          this.#onBound(whole, generation, status, detail);
        },
        results: (batch) => {
          this.#onResults(whole, batch);
        },
        evicted: () => whole.onEvicted?.(),
        ended: (reason) => {
          this.#onEnded(whole, reason);
        },
      }),
    }) as Entry;
    this.#entries.add(whole);
    return whole;
  }

  #onReady(entry: Entry): void {
    entry.ready = true;
    if (entry.slot !== undefined) this.#bind(entry, entry.slot);
  }

  #onBound(entry: Entry, generation: number, status: number, detail: string): void {
    const slot = entry.slot;
    if (slot?.generation !== generation || slot.state !== 'binding') return;
    if (status === HSM_STATUS.OK.code) {
      slot.state = 'bound';
      slot.boundAtMs = this.#options.monotonic.now();
      this.#options.events.bound();
      this.#pump(slot, entry);
      return;
    }
    this.#unbind(slot);
    entry.slot = undefined;
    for (const job of slot.takeAll()) {
      // Another sender may have a better token; it is not punished for this one.
      const hasAnother = job.slotToken.length > 0 && !equalBytes(job.slotToken, slot.slotToken);
      if (hasAnother) this.submit(job);
      else
        refuse(job, job.slotToken.length === 0 ? 'NEED_SLOT_TOKEN' : (hsmStatusOf(status) ?? 'DEVICE_ERROR'), detail);
    }
  }

  #onResults(entry: Entry, batch: ArrayBuffer): void {
    const slot = entry.slot;
    if (slot === undefined) return;
    const { sane, deviceError } = slot.settleResults(batch, this.#options.monotonic.now());
    if (!sane) entry.thread.terminate();
    if (deviceError) this.#options.events.deviceError();
    else if (slot.queue.length > 0) this.#pump(slot, entry);
  }

  #onEnded(entry: Entry, reason: string): void {
    this.#entries.delete(entry);
    entry.onEvicted?.();
    const slot = entry.slot;
    entry.slot = undefined;
    if (slot !== undefined && slot.state !== 'gone') {
      this.#unbind(slot);
      this.#backoff.crashed(slot.tenant, this.#options.monotonic.now());
      this.#options.events.crashed(slot.tenant, reason);
      for (const job of slot.takeAll()) refuse(job, 'SLOT_CRASHED');
    }
    // Not at once: a thread that cannot start must not be started in a loop.
    this.#options.monotonic.after(
      WATCHDOG_PERIOD_MS,
      () => {
        this.#keepSpare();
      },
      { ref: false },
    );
  }

  #unbind(slot: Slot): void {
    slot.state = 'gone';
    this.#dirty.delete(slot);
    if (this.#slots.get(slot.tenant)?.slot === slot) this.#slots.delete(slot.tenant);
  }

  /** Commands of one turn of the event loop, from every stream, leave as one batch per slot. */
  #plan(slot: Slot): void {
    if (slot.state !== 'bound') return;
    this.#dirty.add(slot);
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    this.#options.monotonic.nextTurn(() => {
      this.#flushPlanned = false;
      const slots = [...this.#dirty];
      this.#dirty.clear();
      for (const each of slots) {
        if (each.state === 'bound')
          this.#pump(each, must(this.#slots.get(each.tenant), 'a bound slot has its entry').entry);
      }
    });
  }

  #pump(slot: Slot, entry: Entry): void {
    for (const size of slot.pump(entry.thread, this.#options.monotonic.now())) this.#options.events.batch(size);
  }

  #watch(): void {
    const nowMs = this.#options.monotonic.now();
    for (const entry of this.#entries) {
      const { slot } = entry;
      const since = entry.ready ? slot?.progressAtMs : entry.startedAtMs;
      const waits = !entry.ready || (slot !== undefined && (slot.state === 'binding' || slot.inThread.size > 0));
      if (waits && since !== undefined && nowMs - since > STUCK_MS) entry.thread.terminate();
    }
  }

  /** Zeroizes and terminates one thread. Resolves when it has ended. */
  #end(entry: Entry): Promise<void> {
    entry.slot = undefined;
    return new Promise((resolve) => {
      const terminate = (): void => {
        timer.cancel();
        entry.onEvicted = undefined;
        entry.thread.terminate();
        this.#entries.delete(entry);
        resolve();
      };
      const timer = this.#options.monotonic.after(EVICT_GRACE_MS, terminate);
      entry.onEvicted = terminate;
      entry.thread.evict();
    });
  }
}
