/**
 * Tenant → slot → thread. Threads start on demand up to a cap; then the least used idle slot is evicted. Every queue is
 * bounded and every wait ends: by an answer, a deadline, the end of a thread, or the watchdog.
 */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HSM_STATUS, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Timer } from '@strongroom/core/time.js';
import { BindLimiter } from './bind-limiter.js';
import { CrashBackoff } from './crash-backoff.js';
import { Slot } from './slot.js';
import { chooseVictim, endEntry, isStuck, type BoundEntry, type SlotEntry } from './slot-entry.js';
import { refuse, type SlotJob } from './slot-job.js';
import type { SlotTableOptions } from './slot-table-options.js';

const REBINDS_MAX = 1000;
const WATCHDOG_PERIOD_MS = 1000;

export class SlotTable {
  readonly #options: SlotTableOptions;
  readonly #entries = new Set<SlotEntry>();
  readonly #slots = new Map<TenantId, BoundEntry>();
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

  /**
   * Zeroizes and ends every slot; whatever waits is answered NOT_OPERATIONAL. Resolves when no thread of now is left.
   */
  async zeroize(): Promise<void> {
    this.#serving = false;
    for (const { slot } of this.#slots.values()) {
      slot.state = 'gone';
      for (const job of slot.takeAll()) refuse(job, 'NOT_OPERATIONAL');
    }
    this.#slots.clear();
    // Out of the table at once: work that comes after a recovery must not get a thread that is ending.
    const entries = [...this.#entries];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => endEntry(entry, this.#options.monotonic)));
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
  #freeEntry(nowMs: number): SlotEntry | undefined {
    let starting: SlotEntry | undefined;
    for (const entry of this.#entries) {
      if (entry.slot !== undefined) continue;
      if (entry.ready) return entry;
      starting = entry;
    }
    if (starting !== undefined) return starting;
    if (this.#entries.size < this.#options.slotsMax) return this.#start();
    return this.#evictVictim(nowMs);
  }

  #evictVictim(nowMs: number): SlotEntry | undefined {
    const victim = chooseVictim(this.#slots.values(), nowMs);
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

  #bind(entry: SlotEntry, slot: Slot): void {
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

  #start(): SlotEntry {
    const entry: Partial<SlotEntry> = {
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
    }) as SlotEntry;
    this.#entries.add(whole);
    return whole;
  }

  #onReady(entry: SlotEntry): void {
    entry.ready = true;
    if (entry.slot !== undefined) this.#bind(entry, entry.slot);
  }

  #onBound(entry: SlotEntry, generation: number, status: number, detail: string): void {
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

  #onResults(entry: SlotEntry, batch: ArrayBuffer): void {
    const slot = entry.slot;
    if (slot === undefined) return;
    const { sane, deviceError } = slot.settleResults(batch, this.#options.monotonic.now());
    if (!sane) entry.thread.terminate();
    if (deviceError) this.#options.events.deviceError();
    else if (slot.queue.length > 0) this.#pump(slot, entry);
  }

  #onEnded(entry: SlotEntry, reason: string): void {
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

  #pump(slot: Slot, entry: SlotEntry): void {
    for (const size of slot.pump(entry.thread, this.#options.monotonic.now())) this.#options.events.batch(size);
  }

  #watch(): void {
    const nowMs = this.#options.monotonic.now();
    for (const entry of this.#entries) if (isStuck(entry, nowMs)) entry.thread.terminate();
  }
}
