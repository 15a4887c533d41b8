/** Closed-loop load without retries: every failure is kept, because the claim is that there is none. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadReport {
  readonly succeeded: number;
  readonly failures: readonly string[];
}

export class Load {
  readonly #lanes: Promise<void>[] = [];
  readonly #failures: string[] = [];
  #succeeded = 0;
  #stopped = false;

  /** @param action called again and again by each lane with the number of the call */
  static start(lanes: number, action: (call: number) => Promise<void>): Load {
    const load = new Load();
    for (let lane = 0; lane < lanes; lane += 1) load.#lanes.push(load.#run(lane, lanes, action));
    return load;
  }

  get succeeded(): number {
    return this.#succeeded;
  }

  async stop(): Promise<LoadReport> {
    this.#stopped = true;
    await Promise.all(this.#lanes);
    return { succeeded: this.#succeeded, failures: this.#failures };
  }

  /** Waits until `count` further calls have succeeded, so that a fault surely fell into running load. */
  async progress(count: number, timeoutMs = 60_000): Promise<void> {
    const goal = this.#succeeded + count;
    const end = performance.now() + timeoutMs;
    while (this.#succeeded < goal) {
      if (performance.now() > end) throw new Error(`no progress: ${this.#failures.slice(-3).join('; ')}`);
      await sleep(20);
    }
  }

  async #run(lane: number, lanes: number, action: (call: number) => Promise<void>): Promise<void> {
    for (let call = lane; !this.#stopped; call += lanes) {
      try {
        await action(call);
        this.#succeeded += 1;
      } catch (error) {
        this.#failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
        await sleep(50);
      }
    }
  }
}
