/** The two lanes of a node: every tenant may have a slot in each. */
import type { Monotonic } from '@strongroom/core/time.js';
import { laneOf, type Lane } from '@strongroom/proto/slot-protocol.js';
import { FAST_LANE, SLOW_LANE, SLOW_QUEUE } from './lane-rules.js';
import type { SlotJob } from './slot-job.js';
import type { SlotQueueLimits } from './slot-queue.js';
import type { SlotTableEvents, SlotTableOptions } from './slot-table-options.js';
import { SlotTable } from './slot-table.js';
import type { StartSlotThread } from './slot-thread.js';

export interface SlotLanesOptions {
  readonly slotsMax: number;
  readonly slowThreadsMax: number;
  /** Of a fast slot. */
  readonly queue: SlotQueueLimits;
  readonly monotonic: Monotonic;
  readonly startThread: (lane: Lane) => StartSlotThread;
  readonly events: (lane: Lane) => SlotTableEvents;
}

export class SlotLanes {
  readonly fast: SlotTable;
  readonly slow: SlotTable;

  constructor({ slotsMax, slowThreadsMax, queue, monotonic, startThread, events }: SlotLanesOptions) {
    let generation = 0;
    const newGeneration = (): number => (generation += 1);
    const table = (lane: Lane, options: Pick<SlotTableOptions, 'slotsMax' | 'rules' | 'queue'>): SlotTable =>
      new SlotTable({ ...options, monotonic, newGeneration, startThread: startThread(lane), events: events(lane) });
    this.fast = table('fast', { slotsMax, rules: FAST_LANE, queue });
    this.slow = table('slow', { slotsMax: slowThreadsMax, rules: SLOW_LANE, queue: SLOW_QUEUE });
  }

  /** Threads that have not ended. */
  get threads(): number {
    return this.fast.threads + this.slow.threads;
  }

  /** Commands waiting or in a thread. */
  get waiting(): number {
    return this.fast.waiting + this.slow.waiting;
  }

  submit(job: SlotJob): void {
    (laneOf(job.command) === 'fast' ? this.fast : this.slow).submit(job);
  }

  serve(): void {
    this.fast.serve();
    this.slow.serve();
  }

  refuseNew(): void {
    this.fast.refuseNew();
    this.slow.refuseNew();
  }

  /** Domain keys are gone: what was unwrapped with them goes too. */
  expelAll(): void {
    this.fast.expelAll();
    this.slow.expelAll();
  }

  async zeroize(): Promise<void> {
    await Promise.all([this.fast.zeroize(), this.slow.zeroize()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.fast.close(), this.slow.close()]);
  }
}
