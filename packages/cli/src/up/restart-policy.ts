/**
 * When a child that died comes back: soon at first, slower each time, and not at all after five crashes within a
 * minute.
 */
export const CRASHES_MAX = 5;
export const CRASH_WINDOW_MS = 60_000;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 5000;

export type RestartDecision = { readonly kind: 'restart'; readonly afterMs: number } | { readonly kind: 'down' };

export class RestartPolicy {
  #crashesMs: number[] = [];

  /** Crashes within the window. */
  get crashes(): number {
    return this.#crashesMs.length;
  }

  /** @param nowMs monotonic milliseconds. */
  onCrash(nowMs: number): RestartDecision {
    this.#crashesMs = this.#crashesMs.filter((atMs) => nowMs - atMs < CRASH_WINDOW_MS);
    this.#crashesMs.push(nowMs);
    if (this.#crashesMs.length >= CRASHES_MAX) return { kind: 'down' };
    const afterMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.#crashesMs.length - 1));
    return { kind: 'restart', afterMs };
  }
}
