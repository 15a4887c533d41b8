/** Monotonic time that passes only when a test says so. */
import type { Monotonic, Timer } from '@strongroom/core/time.js';

interface Due {
  at: number;
  readonly order: number;
  readonly periodMs: number | undefined;
  readonly action: () => void;
}

export class FakeMonotonic implements Monotonic {
  #now: number;
  #order = 0;
  #timers: Due[] = [];
  #turn: (() => void)[] = [];

  constructor(startMs = 1000) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Timer {
    return this.#add(delayMs, undefined, action);
  }

  every(periodMs: number, action: () => void): Timer {
    return this.#add(periodMs, periodMs, action);
  }

  nextTurn(action: () => void): void {
    this.#turn.push(action);
  }

  /** Runs what waits for the end of the turn, and what that asks for in turn. */
  endTurn(): void {
    while (this.#turn.length > 0) {
      const actions = this.#turn;
      this.#turn = [];
      for (const action of actions) action();
    }
  }

  /** Lets time pass, firing each timer at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    this.endTurn();
    for (let due = this.#next(until); due !== undefined; due = this.#next(until)) {
      this.#now = Math.max(this.#now, due.at);
      if (due.periodMs === undefined) this.#drop(due);
      else due.at += due.periodMs;
      due.action();
      this.endTurn();
    }
    this.#now = until;
  }

  /**
   * Time passes while nothing runs, as when the process is stopped: a periodic timer then fires once, not for every
   * missed period.
   */
  stall(ms: number): void {
    this.#now += ms;
    for (const due of this.#timers) {
      if (due.periodMs !== undefined && due.at < this.#now) due.at = this.#now;
    }
    this.advance(0);
  }

  /** Advances in small steps with a turn of the real event loop in between, for code that awaits promises. */
  async advanceAsync(ms: number, stepMs = 10): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.advance(Math.min(stepMs, ms - passed));
      await new Promise<void>((resolve) => {
        process.nextTick(resolve);
      });
    }
  }

  #add(delayMs: number, periodMs: number | undefined, action: () => void): Timer {
    const due: Due = { at: this.#now + delayMs, order: this.#order++, periodMs, action };
    this.#timers.push(due);
    return {
      cancel: () => {
        this.#drop(due);
      },
    };
  }

  #drop(due: Due): void {
    this.#timers = this.#timers.filter((timer) => timer !== due);
  }

  #next(until: number): Due | undefined {
    let next: Due | undefined;
    for (const due of this.#timers) {
      if (due.at > until) continue;
      if (next === undefined || due.at < next.at || (due.at === next.at && due.order < next.order)) next = due;
    }
    return next;
  }
}
