/** Waits for the signal that ends a long-running command. */
import { EXIT } from './cli-error.js';

/** Resolves at the first SIGTERM, SIGINT or SIGHUP. A second ctrl-C ends this process at once; its children see the pipe close. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked && signal === 'SIGINT') process.exit(EXIT.INTERRUPTED);
      asked = true;
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

/** For commands that only need to clean up: a signal becomes an exit, which runs the 'exit' listeners. */
export function endOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(EXIT.INTERRUPTED));
}
