/**
 * A tenant whose slot crashed waits before it gets another one here: longer each time, forgotten after a quiet minute.
 */
import type { TenantId } from '@strongroom/core/ids.js';

const FIRST_MS = 100;
const LONGEST_MS = 10_000;
const QUIET_MS = 60_000;

interface Record {
  readonly crashes: number;
  readonly untilMs: number;
}

export class CrashBackoff {
  readonly #records = new Map<TenantId, Record>();

  crashed(tenant: TenantId, nowMs: number): void {
    for (const [name, record] of this.#records) if (nowMs - record.untilMs > QUIET_MS) this.#records.delete(name);
    const crashes = (this.#records.get(tenant)?.crashes ?? 0) + 1;
    this.#records.set(tenant, { crashes, untilMs: nowMs + Math.min(LONGEST_MS, FIRST_MS * 2 ** (crashes - 1)) });
  }

  isBackingOff(tenant: TenantId, nowMs: number): boolean {
    const record = this.#records.get(tenant);
    return record !== undefined && nowMs < record.untilMs;
  }
}
