/** Commands of one turn of the event loop, from every stream, leave as one batch per slot. */
import type { Monotonic } from '@strongroom/core/time.js';
import type { Slot } from './slot.js';

export class PumpPlan {
  readonly #monotonic: Monotonic;
  readonly #pump: (slot: Slot) => void;
  readonly #slots = new Set<Slot>();
  #planned = false;

  /** @param pump called for each slot that is still bound when the turn has ended. */
  constructor(monotonic: Monotonic, pump: (slot: Slot) => void) {
    this.#monotonic = monotonic;
    this.#pump = pump;
  }

  /** A slot that is not bound yet is pumped when it is. */
  add(slot: Slot): void {
    if (slot.state !== 'bound') return;
    this.#slots.add(slot);
    if (this.#planned) return;
    this.#planned = true;
    this.#monotonic.nextTurn(() => {
      this.#planned = false;
      const slots = [...this.#slots];
      this.#slots.clear();
      for (const each of slots) if (each.state === 'bound') this.#pump(each);
    });
  }

  remove(slot: Slot): void {
    this.#slots.delete(slot);
  }
}
