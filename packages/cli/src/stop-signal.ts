/** Waits for the signal that ends a long-running command. */
import { EXIT } from './cli-error.js';

/**
 * Aborts at the first SIGTERM, SIGINT or SIGHUP. A second ctrl-C ends this process at once; its children see the pipe
 * close.
 */
export function stopSignal(): AbortSignal {
  const asked = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked.signal.aborted && signal === 'SIGINT') process.exit(EXIT.INTERRUPTED);
    asked.abort();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal);
  return asked.signal;
}

/** For commands that only need to clean up: a signal becomes an exit, which runs the 'exit' listeners. */
export function endOnSignal(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(EXIT.INTERRUPTED));
}
