/** One at a time, in order, with a bound: ceremonies must not interleave. */
import { HsmError } from '@strongroom/core/errors.js';

const WAITING_MAX = 16;

export class Serial {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @throws HsmError QUEUE_FULL when too many wait already. */
  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAX) return Promise.reject(new HsmError('QUEUE_FULL', 'too many ceremonies at once'));
    this.#waiting += 1;
    const result = this.#last.then(task, task).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}
