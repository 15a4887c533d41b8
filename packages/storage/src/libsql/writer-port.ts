/** How the store reaches its writer. Injected, so that tests can cut the thread off at any moment. */
import { Worker } from 'node:worker_threads';
import type { WriterReply, WriterRequest } from './writer-messages.js';

/** What the thread is started with. */
export interface WriterData {
  readonly file: string;
  readonly frontEndId: string;
}

export interface WriterListener {
  reply(reply: WriterReply): void;
  /** The writer is gone, for whatever reason, and will say nothing more. Called exactly once. */
  down(reason: Error | undefined): void;
}

export interface WriterPort {
  post(request: WriterRequest, transfer: readonly ArrayBuffer[]): void;
  /** Ends the writer at once; `down` follows. */
  terminate(): void;
}

export type SpawnWriter = (data: WriterData, listener: WriterListener) => WriterPort;

/** Groups are at most a few MiB; the heap holds one of them, statements and SQLite's rows. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/** Starts the writer as a worker thread. */
export const spawnWriterThread: SpawnWriter = (data, listener) => {
  const worker = new Worker(workerEntry(), {
    workerData: data,
    execArgv: [],
    resourceLimits: RESOURCE_LIMITS,
    name: 'store-writer',
  });
  let cause: Error | undefined;
  worker.on('message', (reply: WriterReply) => {
    listener.reply(reply);
  });
  worker.on('error', (error) => {
    cause = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => {
    listener.down(cause);
  });
  return {
    post: (request, transfer) => {
      worker.postMessage(request, transfer);
    },
    terminate: () => {
      void worker.terminate();
    },
  };
};

/**
 * A worker thread cannot load TypeScript: where this file runs as a source (unit tests), its compiled twin is started.
 */
function workerEntry(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? '../../dist/libsql/writer-worker.js' : './writer-worker.js', here);
}
