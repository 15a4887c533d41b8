/**
 * How often one tenant may take a slot: a token bucket per tenant, so that many tenants do not thrash each other out.
 */
import type { TenantId } from '@strongroom/core/ids.js';

const BURST = 16;
const REFILL_PER_SECOND = 8;
/** Buckets at hand; a tenant beyond them starts with a full one. */
const TENANTS_MAX = 10_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class BindLimiter {
  readonly #buckets = new Map<TenantId, Bucket>();

  /** True, and one bind counted, when this tenant may bind now. */
  take(tenant: TenantId, nowMs: number): boolean {
    const known = this.#buckets.get(tenant);
    const bucket = known ?? { tokens: BURST, atMs: nowMs };
    bucket.tokens = Math.min(BURST, bucket.tokens + ((nowMs - bucket.atMs) * REFILL_PER_SECOND) / 1000);
    bucket.atMs = nowMs;
    // Map order is age of use: the oldest bucket is the fullest.
    this.#buckets.delete(tenant);
    this.#buckets.set(tenant, bucket);
    if (this.#buckets.size > TENANTS_MAX) {
      const oldest = this.#buckets.keys().next();
      if (oldest.done !== true) this.#buckets.delete(oldest.value);
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
