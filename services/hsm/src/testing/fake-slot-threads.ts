/** Slot threads without threads: they answer when the test says so. */
import type { SlotThread, SlotThreadEvents, StartSlotThread } from '../host/slot-thread.js';
import { packResults, unpackCommands, type CommandRecord } from '../wire/slot-batch.js';

export interface FakeSlotThread extends SlotThread {
  readonly events: SlotThreadEvents;
  readonly batches: { readonly generation: number; readonly commands: readonly CommandRecord[] }[];
  readonly binds: { readonly generation: number; readonly tenant: string }[];
  /** The generations that were to be evicted. */
  readonly evictions: number[];
  terminated: boolean;
  /** Answers the oldest batch, each command with its own payload. */
  answer(status?: number): void;
  /** Reports the last bind as done, or refused. */
  bound(status?: number): void;
  /** Reports once that it has started. */
  start(): void;
  /** Reports the last bind as done, if that was not reported yet. */
  finishBind(): void;
  /** Ends only when the test calls `end`, as a thread in native code does. */
  stubborn: boolean;
  end(reason: string): void;
}

export class FakeSlotThreads {
  readonly threads: FakeSlotThread[] = [];

  readonly start: StartSlotThread = (events) => {
    const thread = makeThread(this.threads.length + 1, events);
    this.threads.push(thread);
    return thread;
  };

  /** Those that have not ended. */
  get alive(): readonly FakeSlotThread[] {
    return this.threads.filter((thread) => !thread.terminated);
  }
}

function makeThread(number: number, events: SlotThreadEvents): FakeSlotThread {
  let started = false;
  let bindsReported = 0;
  let ended = false;
  const thread: FakeSlotThread = {
    number,
    events,
    batches: [],
    binds: [],
    evictions: [],
    terminated: false,
    stubborn: false,
    post: (batch) => {
      const { generation, items } = unpackCommands(batch);
      thread.batches.push({ generation, commands: items });
    },
    bind: (generation, tenant) => {
      thread.binds.push({ generation, tenant });
    },
    evict: (generation) => {
      thread.evictions.push(generation);
      events.evicted();
    },
    terminate: () => {
      thread.terminated = true;
      if (!thread.stubborn) thread.end('terminated');
    },
    answer: (status = 0) => {
      const batch = thread.batches.shift();
      if (batch === undefined) throw new Error('nothing to answer');
      const results = batch.commands.map(({ id, payload }) => ({ id, status, payload, detail: '' }));
      events.results(packResults(batch.generation, results));
    },
    bound: (status = 0) => {
      const bind = thread.binds.at(-1);
      if (bind === undefined) throw new Error('nothing was bound');
      bindsReported = thread.binds.length;
      events.bound(bind.generation, status, '');
    },
    start: () => {
      if (started) return;
      started = true;
      events.ready();
    },
    finishBind: () => {
      if (thread.binds.length > bindsReported) thread.bound();
    },
    end: (reason) => {
      if (ended) return;
      ended = true;
      thread.terminated = true;
      events.ended(reason);
    },
  };
  return thread;
}
