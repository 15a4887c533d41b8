/** Monotonic time that passes only when the test moves it. */
import type { Monotonic, Timer } from '@strongroom/core/time.js';

interface Planned {
  readonly action: () => void;
  readonly periodMs: number | undefined;
  atMs: number;
}

export class ManualMonotonic implements Monotonic {
  #nowMs = 0;
  readonly #planned = new Set<Planned>();
  #turn: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): Timer {
    return this.#plan({ action, periodMs: undefined, atMs: this.#nowMs + delayMs });
  }

  every(periodMs: number, action: () => void): Timer {
    return this.#plan({ action, periodMs, atMs: this.#nowMs + periodMs });
  }

  nextTurn(action: () => void): void {
    this.#turn.push(action);
  }

  /** Ends the present turn of the event loop, and those that it plans. */
  turn(): void {
    while (this.#turn.length > 0) {
      const actions = this.#turn;
      this.#turn = [];
      for (const action of actions) action();
    }
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#planned].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#nowMs = due.atMs;
      if (due.periodMs === undefined) this.#planned.delete(due);
      else due.atMs += due.periodMs;
      due.action();
      this.turn();
    }
    this.#nowMs = untilMs;
  }

  #plan(planned: Planned): Timer {
    this.#planned.add(planned);
    return { cancel: () => this.#planned.delete(planned) };
  }
}
