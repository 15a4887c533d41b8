/**
 * Time under a test's control. Nothing happens until the test says so: {@link FakeTime.advance} runs the timers that
 * fall due in their order, each
 * at its own instant, and ties in the order in which they were set; work for the next turn runs before time moves on.
 */
import type { Clock, Monotonic, RealTime, Timer } from '@strongroom/core/time.js';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly periodMs: number | undefined;
  readonly action: () => void;
}

export interface FakeTimeOptions {
  /** Epoch milliseconds at which the test begins. */
  readonly startMs?: number;
}

/** 2026-01-01T00:00:00Z: a date that looks like one in failure messages. */
const DEFAULT_START_MS = Date.UTC(2026, 0, 1);
/** A test that needs more has a timer that re-arms itself without end. */
const STEPS_MAX = 1_000_000;

export class FakeTime {
  readonly monotonic: Monotonic;
  readonly realTime: RealTime;
  /** Civil time: real time plus what {@link moveClock} added. */
  readonly clock: Clock;
  readonly #startMs: number;
  #elapsedMs = 0;
  #clockOffsetMs = 0;
  #order = 0;
  #timers: Pending[] = [];
  #turn: (() => void)[] = [];

  constructor(options: FakeTimeOptions = {}) {
    this.#startMs = options.startMs ?? DEFAULT_START_MS;
    this.realTime = { now: () => this.#startMs + this.#elapsedMs };
    this.clock = { now: () => this.#startMs + this.#elapsedMs + this.#clockOffsetMs };
    this.monotonic = {
      now: () => this.#elapsedMs,
      after: (delayMs, action) => this.#arm(delayMs, undefined, action),
      every: (periodMs, action) => this.#arm(periodMs, periodMs, action),
      nextTurn: (action) => {
        this.#turn.push(action);
      },
    };
  }

  /** How many timers are armed: zero where a component has cleaned up after itself. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Moves civil time alone, as `strongroom clock advance` does. */
  moveClock(byMs: number): void {
    if (byMs < 0) throw new RangeError('civil time never goes back');
    this.#clockOffsetMs += byMs;
  }

  /** Runs what waits for the next turn of the event loop, and what that asks for in turn. */
  runTurn(): void {
    for (let steps = 0; this.#turn.length > 0; steps += 1) {
      if (steps > STEPS_MAX) throw new Error('the event loop never becomes idle');
      const actions = this.#turn;
      this.#turn = [];
      for (const action of actions) action();
    }
  }

  /** Lets `byMs` of time pass without yielding to promises. */
  advance(byMs: number): void {
    const endMs = this.#elapsedMs + byMs;
    this.runTurn();
    for (let steps = 0; this.#step(endMs); steps += 1) {
      if (steps > STEPS_MAX) throw new Error('timers re-arm themselves without end');
    }
    this.#elapsedMs = endMs;
  }

  /**
   * Lets `byMs` pass and settles promises after each timer, so that async code between two timers runs where it would.
   */
  async advanceAsync(byMs: number): Promise<void> {
    const endMs = this.#elapsedMs + byMs;
    this.runTurn();
    await settle();
    for (let steps = 0; this.#step(endMs); steps += 1) {
      if (steps > STEPS_MAX) throw new Error('timers re-arm themselves without end');
      await settle();
    }
    this.#elapsedMs = endMs;
    this.runTurn();
    await settle();
  }

  #step(endMs: number): boolean {
    let next: Pending | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) {
        next = timer;
      }
    }
    if (next === undefined) return false;
    this.#remove(next);
    this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
    next.action();
    this.runTurn();
    return true;
  }

  #arm(delayMs: number, periodMs: number | undefined, action: () => void): Timer {
    let cancelled = false;
    let pending: Pending | undefined;
    const schedule = (fromMs: number): void => {
      this.#order += 1;
      // A period of zero would never let time pass; the real timers use at least one millisecond, too.
      const dueMs = fromMs + Math.max(periodMs === undefined ? 0 : 1, delayMs);
      pending = {
        dueMs,
        order: this.#order,
        periodMs,
        action: () => {
          if (periodMs !== undefined) schedule(dueMs);
          if (!cancelled) action();
        },
      };
      this.#timers.push(pending);
    };
    schedule(this.#elapsedMs);
    return {
      cancel: () => {
        cancelled = true;
        if (pending !== undefined) this.#remove(pending);
      },
    };
  }

  #remove(timer: Pending): void {
    this.#timers = this.#timers.filter((each) => each !== timer);
  }
}

/** Enough rounds of the microtask queue for chains of awaits between two timers. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
