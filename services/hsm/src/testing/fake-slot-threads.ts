/** Slot threads without threads: they answer when the test says so. */
import type { SlotThread, SlotThreadEvents, StartSlotThread } from '../host/slot-thread.js';
import { packResults, unpackCommands, type CommandRecord } from '../wire/slot-batch.js';

export interface FakeSlotThread extends SlotThread {
  readonly events: SlotThreadEvents;
  readonly batches: { readonly generation: number; readonly commands: readonly CommandRecord[] }[];
  readonly binds: { readonly generation: number; readonly tenant: string }[];
  evictions: number;
  terminated: boolean;
  /** Answers the oldest batch, each command with its own payload. */
  answer(status?: number): void;
  /** Reports the last bind as done, or refused. */
  bound(status?: number): void;
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
  const thread: FakeSlotThread = {
    number,
    events,
    batches: [],
    binds: [],
    evictions: 0,
    terminated: false,
    post: (batch) => {
      const { generation, items } = unpackCommands(batch);
      thread.batches.push({ generation, commands: items });
    },
    bind: (generation, tenant) => {
      thread.binds.push({ generation, tenant });
    },
    evict: () => {
      thread.evictions += 1;
      events.evicted();
    },
    terminate: () => {
      if (thread.terminated) return;
      thread.terminated = true;
      events.ended('terminated');
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
      events.bound(bind.generation, status, '');
    },
  };
  return thread;
}
