/**
 * Tenants whose operations crashed slots twice: their new work is refused for a while, so that one poisonous request
 * cannot keep slots down.
 */
import type { Monotonic } from '@strongroom/core/time.js';

const FIRST_MS = 250;
const MAX_MS = 8000;
/** Without a crash for this long, the next one starts at the first step again. */
const FORGET_MS = 30_000;
const TENANTS_MAX = 4096;

interface Penalty {
  readonly until: number;
  readonly stepMs: number;
}

export class TenantBackoff {
  readonly #monotonic: Monotonic;
  readonly #penalties = new Map<string, Penalty>();

  constructor(monotonic: Monotonic) {
    this.#monotonic = monotonic;
  }

  crashed(tenant: string): void {
    const now = this.#monotonic.now();
    const before = this.#penalties.get(tenant);
    // Operations that crashed together are one event.
    if (before !== undefined && now < before.until) return;
    const stepMs =
      before === undefined || now - before.until > FORGET_MS ? FIRST_MS : Math.min(before.stepMs * 2, MAX_MS);
    this.#penalties.delete(tenant);
    if (this.#penalties.size >= TENANTS_MAX) this.#forgetOldest();
    this.#penalties.set(tenant, { until: now + stepMs, stepMs });
  }

  blocked(tenant: string): boolean {
    if (this.#penalties.size === 0) return false;
    const penalty = this.#penalties.get(tenant);
    return penalty !== undefined && this.#monotonic.now() < penalty.until;
  }

  #forgetOldest(): void {
    for (const oldest of this.#penalties.keys()) {
      this.#penalties.delete(oldest);
      return;
    }
  }
}
