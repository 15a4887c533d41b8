/** The bench's own processes: each tells its port or its figures on the IPC channel, and ends with the bench. */
import { fork } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ANSWER_TIMEOUT_MS = 120_000;

/** @type {Set<Child>} */
const running = new Set();

/** Ends whatever was started, also when only half of it came up. */
export function endChildren() {
  for (const child of running) child.end();
}

export class Child {
  /** @type {import('node:child_process').ChildProcess} */
  #child;

  /** @param {string} file beside this one */
  constructor(file) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [], serialization: 'advanced' });
    running.add(this);
    this.#child.on('exit', () => running.delete(this));
  }

  get pid() {
    return this.#child.pid ?? -1;
  }

  /**
   * The next message, after sending `question` where there is one. @template T @param {object} [question]
   * @returns {Promise<T>}
   */
  ask(question) {
    return new Promise((resolve, reject) => {
      const ended = () => {
        clearTimeout(timer);
        reject(new Error('a process of the bench ended before it answered'));
      };
      const timer = setTimeout(() => {
        reject(new Error('a process of the bench does not answer'));
      }, ANSWER_TIMEOUT_MS);
      this.#child.once('exit', ended);
      this.#child.once('message', (message) => {
        clearTimeout(timer);
        this.#child.off('exit', ended);
        resolve(/** @type {T} */ (message));
      });
      if (question !== undefined) this.#child.send(question);
    });
  }

  end() {
    if (this.#child.connected) this.#child.disconnect();
  }
}

/** @param {number} ms */
export function sleep(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Ctrl-C must not leave a cluster behind. @param {() => void} end */
export function onInterrupt(end) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
}
