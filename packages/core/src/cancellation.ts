/**
 * Work that nobody waits for any more. What an AbortSignal offers, of which one serves as well, at a price that every
 * request can pay: an AbortController costs a gRPC call 10 % of its time, half of it for the stack trace of a reason
 * that nobody reads.
 */

export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The end that cancels. Listeners are called once, in the order in which they came; they must not throw. */
export class Cancellation implements CancelSignal {
  readonly #listeners = new Set<() => void>();
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** As of an AbortSignal: a listener that comes after the cancellation is never called. */
  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** A second call does nothing. */
  cancel(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}
