/** Tenants that wait for a thread of a lane: first come, first served; bounded; looked after until nobody waits. */
import type { TenantId } from '@strongroom/core/ids.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { Slot } from './slot.js';

/** How often those who wait are looked after, if no thread becomes free before. */
const PERIOD_MS = 50;

export class WaitingLine {
  readonly #max: number;
  readonly #monotonic: Monotonic;
  readonly #onDue: (nowMs: number) => void;
  /** In the order of arrival. */
  readonly #slots = new Map<TenantId, Slot>();
  #planned = false;

  /** @param onDue may seat somebody; called every 50 ms while anybody waits. */
  constructor(tenantsMax: number, monotonic: Monotonic, onDue: (nowMs: number) => void) {
    this.#max = tenantsMax;
    this.#monotonic = monotonic;
    this.#onDue = onDue;
  }

  get length(): number {
    return this.#slots.size;
  }

  get(tenant: TenantId): Slot | undefined {
    return this.#slots.get(tenant);
  }

  first(): Slot | undefined {
    for (const slot of this.#slots.values()) return slot;
    return undefined;
  }

  [Symbol.iterator](): IterableIterator<Slot> {
    return this.#slots.values();
  }

  /** False when too many wait. */
  enter(slot: Slot): boolean {
    if (this.#slots.size >= this.#max) return false;
    this.enterAgain(slot);
    return true;
  }

  /** For who had a thread until now: always has a place at the end, so the line may be longer by as many as threads. */
  enterAgain(slot: Slot): void {
    this.#slots.set(slot.tenant, slot);
    this.#plan();
  }

  leave(slot: Slot): void {
    if (this.#slots.get(slot.tenant) === slot) this.#slots.delete(slot.tenant);
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.#monotonic.after(
      PERIOD_MS,
      () => {
        this.#planned = false;
        this.#tend();
      },
      { ref: false },
    );
  }

  #tend(): void {
    const nowMs = this.#monotonic.now();
    for (const slot of this.#slots.values()) {
      slot.dropUnwanted(nowMs);
      if (slot.waiting > 0) continue;
      slot.state = 'gone';
      this.#slots.delete(slot.tenant);
    }
    this.#onDue(nowMs);
    if (this.#slots.size > 0) this.#plan();
  }
}
