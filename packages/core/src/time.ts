/**
 * The three times. Everything in Strongroom takes them as parameters; only this file asks the operating system. Civil
 * time can be moved forward by `strongroom clock advance`; real time and monotonic time cannot.
 */

/** Civil time: rotation, deletion, expiry, grants, event times. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The machine's time of day: SigV4 dates and certificates, where the other side has a clock of its own. */
export interface RealTime {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** A timer that can be called off. */
export interface Timer {
  cancel(): void;
}

/** Time that only passes: deadlines, timers, backoff, heartbeats, rate limits. */
export interface Monotonic {
  /** Milliseconds since an arbitrary origin, with fractions. */
  now(): number;
  /** Runs `action` once after `delayMs`. `ref: false` does not keep the process alive. */
  after(delayMs: number, action: () => void, options?: { readonly ref: boolean }): Timer;
  /** Runs `action` every `periodMs` until cancelled. */
  every(periodMs: number, action: () => void, options?: { readonly ref: boolean }): Timer;
  /** Runs `action` when the present turn of the event loop has ended. */
  nextTurn(action: () => void): void;
}

export const systemRealTime: RealTime = { now: () => Date.now() };

export const systemMonotonic: Monotonic = {
  now: () => performance.now(),
  after(delayMs, action, options) {
    const handle = setTimeout(action, delayMs);
    if (options?.ref === false) handle.unref();
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  },
  every(periodMs, action, options) {
    const handle = setInterval(action, periodMs);
    if (options?.ref === false) handle.unref();
    return {
      cancel: () => {
        clearInterval(handle);
      },
    };
  },
  nextTurn(action) {
    setImmediate(action);
  },
};

/** Civil time as real time plus an offset that only grows. */
export class OffsetClock implements Clock {
  readonly #realTime: RealTime;
  #offsetMs = 0;

  constructor(realTime: RealTime) {
    this.#realTime = realTime;
  }

  now(): number {
    return this.#realTime.now() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * Adopts an offset learned from the store or a link frame. An older, smaller one is ignored: civil time never goes
   * back.
   */
  adopt(offsetMs: number): void {
    if (offsetMs > this.#offsetMs) this.#offsetMs = offsetMs;
  }
}

/** Resolves after `delayMs` of monotonic time, or at once when `signal` aborts. */
export function delay(monotonic: Monotonic, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const timer = monotonic.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = (): void => {
      timer.cancel();
      resolve();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
