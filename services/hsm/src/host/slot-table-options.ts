/** What a slot table is made of, and what it tells. */
import type { TenantId } from '@strongroom/core/ids.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { LaneRules } from './lane-rules.js';
import type { SlotQueueLimits } from './slot-queue.js';
import type { StartSlotThread } from './slot-thread.js';

export interface SlotTableEvents {
  bound(): void;
  evicted(): void;
  crashed(tenant: TenantId, reason: string): void;
  batch(size: number): void;
  /** A conditional test failed inside a slot. */
  deviceError(): void;
}

export interface SlotTableOptions {
  readonly slotsMax: number;
  readonly rules: LaneRules;
  readonly queue: SlotQueueLimits;
  readonly monotonic: Monotonic;
  readonly startThread: StartSlotThread;
  /** A number that no binding of this node has had since it started; ascending. */
  readonly newGeneration: () => number;
  readonly events: SlotTableEvents;
}
