/**
 * One lane of a node: tenant → slot → thread. Threads start on demand up to a cap; then the least used idle slot is
 * evicted, or tenants wait in their order where the lane lets them. Every queue is bounded and every wait ends: by an
 * answer, a deadline, a cancellation, the end of a thread, or the watchdog. One file because it is one state machine.
 */
import { must } from '@strongroom/core/assert.js';
import { HSM_STATUS, hsmStatusOf, type HsmStatus } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Timer } from '@strongroom/core/time.js';
import { BindLimiter } from './bind-limiter.js';
import { CrashBackoff } from './crash-backoff.js';
import { LaneThreads } from './lane-threads.js';
import { PumpPlan } from './pump-plan.js';
import { bringsAnother, Rebinding } from './rebinding.js';
import { Slot } from './slot.js';
import { chooseVictim, mayGiveUp, type BoundEntry, type SlotEntry } from './slot-entry.js';
import { refuse, type SlotJob } from './slot-job.js';
import type { SlotTableOptions } from './slot-table-options.js';
import { WaitingLine } from './waiting-line.js';

const WATCHDOG_PERIOD_MS = 1000;

export class SlotTable {
  readonly #options: SlotTableOptions;
  readonly #threads: LaneThreads;
  readonly #slots = new Map<TenantId, BoundEntry>();
  readonly #line: WaitingLine;
  readonly #limiter = new BindLimiter();
  readonly #backoff = new CrashBackoff();
  readonly #plan: PumpPlan;
  readonly #rebinding = new Rebinding({
    bind: ({ slot, entry }) => {
      this.#bindAnew(slot, entry);
    },
    giveUp: ({ slot, entry }) => {
      this.#giveUp(slot, entry);
    },
    submit: (job) => {
      this.submit(job);
    },
  });
  readonly #watchdog: Timer;
  #serving = false;

  constructor(options: SlotTableOptions) {
    this.#options = options;
    this.#line = new WaitingLine(options.rules.tenantsWaitingMax, options.monotonic, (nowMs) => {
      this.#serveLine(nowMs);
    });
    this.#plan = new PumpPlan(options.monotonic, (slot) => {
      this.#pump(slot, must(this.#slots.get(slot.tenant), 'a bound slot has its entry').entry);
    });
    this.#threads = new LaneThreads({
      threadsMax: options.slotsMax,
      rules: options.rules,
      monotonic: options.monotonic,
      startThread: options.startThread,
      events: {
        ready: (entry) => {
          if (entry.slot !== undefined) this.#bind(entry, entry.slot);
        },
        bound: (entry, generation, status, detail) => {
          this.#onBound(entry, generation, status, detail);
        },
        results: (entry, batch) => {
          this.#onResults(entry, batch);
        },
        ended: (entry, reason) => {
          this.#onEnded(entry, reason);
        },
      },
    });
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

  /** Threads that have not ended, whatever they do. */
  get threads(): number {
    return this.#threads.count;
  }

  /** Tenants that wait for a thread. */
  get tenantsWaiting(): number {
    return this.#line.length;
  }

  /** Commands waiting or in a thread. */
  get waiting(): number {
    let sum = 0;
    for (const { slot } of this.#slots.values()) sum += slot.waiting;
    for (const slot of this.#line) sum += slot.waiting;
    return sum;
  }

  /** Takes work from here on, and starts the first thread ahead of its tenant. */
  serve(): void {
    this.#serving = true;
    this.#threads.keepSpare();
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
    const known = this.#slots.get(job.tenant)?.slot ?? this.#line.get(job.tenant);
    const slot = known === undefined ? this.#open(job, nowMs) : this.#withToken(known, job, nowMs);
    if (typeof slot === 'string') {
      refuse(job, slot);
      return;
    }
    slot.touch(nowMs);
    if (!slot.queue.push(job)) {
      refuse(job, 'QUEUE_FULL');
      return;
    }
    this.#plan.add(slot);
  }

  /** Zeroizes every slot as soon as nothing is in it: front ends have to present their tokens again. */
  expelAll(): void {
    for (const bound of [...this.#slots.values()]) this.#rebinding.expel(bound);
  }

  /** Zeroizes and ends every slot; whatever waits is answered NOT_OPERATIONAL. Resolves when every thread was told. */
  async zeroize(): Promise<void> {
    this.#serving = false;
    for (const slot of [...this.#line, ...[...this.#slots.values()].map((bound) => bound.slot)]) {
      this.#unbind(slot);
      for (const job of slot.takeAll()) refuse(job, 'NOT_OPERATIONAL');
    }
    await this.#threads.endAll();
  }

  async close(): Promise<void> {
    this.#watchdog.cancel();
    await this.zeroize();
  }

  /** The slot, to be bound again first where the job brings another token of the tenant. */
  #withToken(slot: Slot, job: SlotJob, nowMs: number): Slot | HsmStatus {
    const bound = this.#slots.get(job.tenant);
    // Before it is bound it is not known whether the first token is any good; #onBound goes on with the others.
    const settled = slot.state === 'bound' || slot.slotToken.length === 0;
    if (bound === undefined || !settled || !bringsAnother(job, slot.slotToken)) return slot;
    if (!this.#limiter.take(job.tenant, nowMs)) return 'NO_FREE_SLOT';
    this.#rebinding.present(bound, job.slotToken);
    return slot;
  }

  #open(job: SlotJob, nowMs: number): Slot | HsmStatus {
    if (job.slotToken.length === 0) return 'NEED_SLOT_TOKEN';
    if (this.#backoff.isBackingOff(job.tenant, nowMs)) return 'NO_FREE_SLOT';
    // Where tenants take turns, nobody binds faster than turns pass.
    const takesTurns = this.#options.rules.tenantsWaitingMax > 0;
    if (!takesTurns && !this.#limiter.take(job.tenant, nowMs)) return 'NO_FREE_SLOT';
    const entry = this.#line.length === 0 ? this.#freeEntry(nowMs) : undefined;
    if (entry === undefined && !takesTurns) return 'NO_FREE_SLOT';
    const slot = new Slot(
      job.tenant,
      new Uint8Array(job.slotToken),
      { queue: this.#options.queue, inThreadMax: this.#options.rules.inThreadMax },
      nowMs,
    );
    if (entry === undefined) {
      return this.#line.enter(slot) ? slot : 'NO_FREE_SLOT';
    }
    this.#seat(slot, entry);
    if (this.#serving) this.#threads.keepSpare();
    return slot;
  }

  /** A thread that nobody has, a new one, or the victim's. */
  #freeEntry(nowMs: number): SlotEntry | undefined {
    const free = this.#threads.free();
    if (free !== undefined) return free;
    const victim = chooseVictim(this.#slots.values(), nowMs);
    if (victim === undefined) return undefined;
    this.#giveUp(victim.slot, victim.entry);
    return this.#threads.free();
  }

  #seat(slot: Slot, entry: SlotEntry): void {
    entry.slot = slot;
    this.#slots.set(slot.tenant, { slot, entry });
    this.#bindAnew(slot, entry);
  }

  #bindAnew(slot: Slot, entry: SlotEntry): void {
    slot.state = 'binding';
    slot.generation = this.#options.newGeneration();
    if (entry.ready) this.#bind(entry, slot);
  }

  #bind(entry: SlotEntry, slot: Slot): void {
    entry.binds += 1;
    slot.progressAtMs = this.#options.monotonic.now();
    entry.thread.bind(slot.generation, slot.tenant, slot.slotToken);
  }

  /** Takes the thread from a slot that has nothing in it; the thread is free then. */
  #giveUp(slot: Slot, entry: SlotEntry): void {
    this.#unbind(slot);
    this.#options.events.evicted();
    this.#threads.vacate(entry, slot.generation);
  }

  /** Gives threads to those who wait, in their order. */
  #serveLine(nowMs: number): void {
    for (let slot = this.#line.first(); slot !== undefined; slot = this.#line.first()) {
      const entry = this.#freeEntry(nowMs);
      if (entry === undefined) return;
      this.#line.leave(slot);
      this.#seat(slot, entry);
    }
  }

  #onBound(entry: SlotEntry, generation: number, status: number, detail: string): void {
    const slot = entry.slot;
    if (slot?.generation !== generation || slot.state !== 'binding') return;
    if (status === HSM_STATUS.OK.code) {
      slot.state = 'bound';
      slot.boundAtMs = this.#options.monotonic.now();
      this.#options.events.bound();
      const others = slot.queue.takeOut((job) => bringsAnother(job, slot.slotToken));
      if (slot.slotToken.length === 0) this.#rebinding.expel({ slot, entry });
      else this.#pump(slot, entry);
      for (const job of others) this.submit(job);
      return;
    }
    this.#unbind(slot);
    entry.slot = undefined;
    for (const job of slot.takeAll()) {
      // Another sender may have a better token; it is not punished for this one.
      if (bringsAnother(job, slot.slotToken)) this.submit(job);
      else
        refuse(job, job.slotToken.length === 0 ? 'NEED_SLOT_TOKEN' : (hsmStatusOf(status) ?? 'DEVICE_ERROR'), detail);
    }
    this.#serveLine(this.#options.monotonic.now());
  }

  #onResults(entry: SlotEntry, batch: ArrayBuffer): void {
    const slot = entry.slot;
    if (slot === undefined) return;
    const nowMs = this.#options.monotonic.now();
    const { sane, deviceError } = slot.settleResults(batch, nowMs);
    if (!sane) this.#threads.terminate(entry);
    if (deviceError) this.#options.events.deviceError();
    else if (sane && this.#rebinding.go({ slot, entry })) return;
    else if (this.#line.length > 0 && sane && mayGiveUp(slot, nowMs)) this.#takeTurns(slot, entry, nowMs);
    else if (slot.queue.length > 0) this.#pump(slot, entry);
  }

  /** Others wait: they come first now, and what this slot still has to do goes to the end of the line. */
  #takeTurns(slot: Slot, entry: SlotEntry, nowMs: number): void {
    this.#giveUp(slot, entry);
    slot.dropUnwanted(nowMs);
    if (slot.queue.length > 0) {
      slot.state = 'waiting';
      this.#line.enterAgain(slot);
    }
    this.#serveLine(nowMs);
  }

  #onEnded(entry: SlotEntry, reason: string): void {
    this.#lose(entry, reason);
    // Not at once: a thread that cannot start must not be started in a loop. The line is served by its own clock.
    this.#options.monotonic.after(
      WATCHDOG_PERIOD_MS,
      () => {
        if (this.#serving) this.#threads.keepSpare();
      },
      { ref: false },
    );
  }

  /** The thread is of no use any more: what its slot had is answered, and its tenant waits before it gets another. */
  #lose(entry: SlotEntry, reason: string): void {
    const slot = entry.slot;
    entry.slot = undefined;
    if (slot === undefined || slot.state === 'gone') return;
    this.#unbind(slot);
    this.#backoff.crashed(slot.tenant, this.#options.monotonic.now());
    this.#options.events.crashed(slot.tenant, reason);
    for (const job of slot.takeAll()) refuse(job, 'SLOT_CRASHED');
  }

  #unbind(slot: Slot): void {
    slot.state = 'gone';
    this.#plan.remove(slot);
    this.#line.leave(slot);
    if (this.#slots.get(slot.tenant)?.slot === slot) this.#slots.delete(slot.tenant);
  }

  #pump(slot: Slot, entry: SlotEntry): void {
    for (const size of slot.pump(entry.thread, this.#options.monotonic.now())) this.#options.events.batch(size);
  }

  #watch(): void {
    const nowMs = this.#options.monotonic.now();
    for (const { slot } of this.#slots.values()) slot.dropUnwanted(nowMs);
    for (const entry of this.#threads.stuck(nowMs)) {
      this.#lose(entry, 'the thread did not answer');
      this.#threads.terminate(entry);
    }
    for (const entry of this.#threads.idle(nowMs)) {
      if (entry.slot !== undefined) this.#unbind(entry.slot);
      void this.#threads.end(entry);
    }
  }
}
