/**
 * A slot in a worker thread. The host makes the port over which the root worker hands it slot keys, and forwards both
 * ends unread.
 */
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import type { Lane } from '@strongroom/proto/slot-protocol.js';
import type { EngineChoice } from '../engine-choice.js';
import type { RootNotice } from '../wire/root-messages.js';
import type { EvictMessage, SlotNotice, SlotWorkerData } from '../wire/slot-messages.js';
import type { SlotThread, SlotThreadEvents, StartSlotThread } from './slot-thread.js';

/** Starts the worker file; given by the composition root. */
export type StartSlotWorker = (data: SlotWorkerData, transfer: readonly MessagePort[]) => Worker;

export interface WorkerSlotThreadsOptions {
  readonly engine: EngineChoice;
  readonly startWorker: StartSlotWorker;
  readonly notifyRoot: (notice: RootNotice, transfer?: readonly MessagePort[]) => void;
}

/** The threads of both lanes are numbered together: a number means one thread to the root worker. */
export function workerSlotThreads(options: WorkerSlotThreadsOptions): (lane: Lane) => StartSlotThread {
  let nextNumber = 1;
  return (lane) => (events) => {
    const number = nextNumber;
    nextNumber += 1;
    return startThread(options, lane, number, events);
  };
}

function startThread(
  options: WorkerSlotThreadsOptions,
  lane: Lane,
  number: number,
  events: SlotThreadEvents,
): SlotThread {
  const { port1: rootPort, port2: slotPort } = new MessageChannel();
  const worker = options.startWorker({ engine: options.engine, lane, keyPort: slotPort }, [slotPort]);
  options.notifyRoot({ kind: 'attach', worker: number, port: rootPort }, [rootPort]);
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    options.notifyRoot({ kind: 'detach', worker: number });
    events.ended(reason);
  };
  worker.on('message', (message: ArrayBuffer | SlotNotice) => {
    if (ended) return;
    if (message instanceof ArrayBuffer) events.results(message);
    else dispatch(message, events);
  });
  // An out-of-memory error comes 75 ms before 'exit'; nothing of this thread is used after it.
  worker.on('error', (error) => {
    end(`slot worker failed: ${error.message}`);
  });
  worker.on('exit', (code) => {
    end(`slot worker ended with code ${String(code)}`);
  });
  return {
    number,
    post: (batch) => {
      worker.postMessage(batch, [batch]);
    },
    bind: (generation, tenant, slotToken) => {
      options.notifyRoot({ kind: 'bind', worker: number, generation, tenant, slotToken });
    },
    evict: (generation) => {
      const message: EvictMessage = { kind: 'evict', generation };
      worker.postMessage(message);
    },
    terminate: () => {
      void worker.terminate();
    },
  };
}

function dispatch(notice: SlotNotice, events: SlotThreadEvents): void {
  switch (notice.kind) {
    case 'ready':
      events.ready();
      break;
    case 'bound':
      events.bound(notice.generation, notice.status, notice.detail);
      break;
    case 'evicted':
      events.evicted();
      break;
  }
}
