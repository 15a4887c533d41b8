/**
 * How a service process lives under a supervisor (`strongroom up`) or alone. The supervisor hands the child a pipe; the
 * child writes one line
 * of JSON into it when it serves, and ends when the pipe closes, so that no child outlives a supervisor that was
 * killed.
 */
import { Socket } from 'node:net';

/** What a service tells its supervisor once it serves. Addresses are `host:port`. */
export interface ReadyMessage {
  readonly event: 'ready';
  readonly addresses: Readonly<Record<string, string>>;
}

export interface LifecycleOptions {
  /** The file descriptor of the supervisor's pipe; undefined when the process runs alone. */
  readonly supervisorFd: number | undefined;
  /** Stops taking work, finishes what it has, releases everything. Called once. */
  readonly stop: (reason: string) => Promise<void>;
  readonly log: (message: string) => void;
}

/**
 * Installs SIGTERM, SIGINT and pipe-closed handling. Returns the function that reports readiness. The process exits 0
 * after `stop`, 1 if it fails.
 */
export function superviseProcess(options: LifecycleOptions): (message: ReadyMessage) => void {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    options.stop(reason).then(
      () => process.exit(0),
      (error: unknown) => {
        options.log(`stopping failed: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
  const fd = options.supervisorFd;
  if (fd === undefined) return () => undefined;
  // A socket, not a file stream: a read of a file stream would block a thread of the pool, and with it the end of the
  // process.
  const pipe = new Socket({ fd, readable: true, writable: true });
  pipe.on('data', () => undefined);
  pipe.on('end', () => {
    stop('supervisor gone');
  });
  pipe.on('error', () => {
    stop('supervisor gone');
  });
  return (message) => {
    pipe.write(`${JSON.stringify(message)}\n`);
  };
}
