/**
 * How the two lanes of a node differ. Both are slot tables: a tenant's slow thread is a slot of its own, with its own
 * generation, queue and arena, so that eviction, zeroization, crashes and the watchdog work by the same code.
 */
import type { SlotQueueLimits } from './slot-queue.js';

export interface LaneRules {
  /**
   * Commands given to a thread and not yet answered. Few, so that CANCEL, deadlines and fairness act in the host's
   * queue.
   */
  readonly inThreadMax: number;
  /** A thread that neither starts, binds nor answers for this long is ended. */
  readonly stuckMs: number;
  /** One unbound thread is kept ahead of demand: a bind then takes less than a millisecond instead of thirty. */
  readonly keepsSpare: boolean;
  /** A thread that was idle for this long is ended; Infinity: never. */
  readonly idleMaxMs: number;
  /**
   * Tenants that may wait, in their order, while every thread is busy. 0: they are refused with NO_FREE_SLOT. Where
   * tenants may wait, whoever holds a thread gives it up after a command.
   */
  readonly tenantsWaitingMax: number;
}

export const FAST_LANE: LaneRules = {
  inThreadMax: 64,
  stuckMs: 30_000,
  keepsSpare: true,
  idleMaxMs: Infinity,
  tenantsWaitingMax: 0,
};

export const SLOW_LANE: LaneRules = {
  inThreadMax: 1,
  // RSA-4096 key generation, with the machine under load and this thread behind everything else.
  stuckMs: 120_000,
  keepsSpare: false,
  // Idle memory stays what it is without a slow lane.
  idleMaxMs: 30_000,
  tenantsWaitingMax: 256,
};

/** Per tenant. Jobs wait for seconds here, so that each keeps a copy of its bytes instead of the frame around them. */
export const SLOW_QUEUE: SlotQueueLimits = { maxCommands: 64, maxBytes: 512 * 1024, copyFromDepth: 0 };
