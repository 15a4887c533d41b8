/** Both lanes of a node over fake threads: the test is every tenant, every thread, and time. */
import { must } from '@strongroom/core/assert.js';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import { parseTenantId, type TenantId } from '@strongroom/core/ids.js';
import { SLOW_LANE_BIT, type Lane } from '@strongroom/proto/slot-protocol.js';
import type { SlotJob } from '../host/slot-job.js';
import { SlotLanes } from '../host/slot-lanes.js';
import { FakeSlotThreads, type FakeSlotThread } from './fake-slot-threads.js';
import { ManualMonotonic } from './manual-monotonic.js';

/** A job of the rig; `name` is what it is called in {@link LaneRig.done}. */
export interface RigJob extends SlotJob {
  readonly name: string;
  /** Undefined until it is settled. */
  status: string | undefined;
  generation: number;
}

const COMMAND = 3;

export class LaneRig {
  readonly time = new ManualMonotonic();
  readonly threads = { fast: new FakeSlotThreads(), slow: new FakeSlotThreads() };
  readonly lanes: SlotLanes;
  /** Names of jobs in the order in which they were settled. */
  readonly done: string[] = [];
  readonly crashes: string[] = [];
  #number = 0;

  constructor(slowThreadsMax: number, slotsMax = 4) {
    this.lanes = new SlotLanes({
      slotsMax,
      slowThreadsMax,
      queue: { maxCommands: 100, maxBytes: 10_000 },
      monotonic: this.time,
      startThread: (lane) => this.threads[lane].start,
      events: (lane) => ({
        bound: () => undefined,
        evicted: () => undefined,
        crashed: (tenant) => this.crashes.push(`${lane} ${tenant}`),
        batch: () => undefined,
        deviceError: () => undefined,
      }),
    });
    this.lanes.serve();
  }

  tenant(number: number): TenantId {
    return must(parseTenantId(String(number).padStart(12, '0')), 'a tenant');
  }

  submit(lane: Lane, tenant: number, change: Partial<SlotJob> & { readonly name?: string } = {}): RigJob {
    this.#number += 1;
    const job: RigJob = {
      name: String(this.#number),
      tenant: this.tenant(tenant),
      command: lane === 'slow' ? COMMAND | SLOW_LANE_BIT : COMMAND,
      payload: new Uint8Array([tenant]),
      slotToken: new Uint8Array([1, 2, 3]),
      deadlineAtMs: this.time.now() + 300_000,
      cancelled: false,
      status: undefined,
      generation: 0,
      settle: ({ status, generation }) => {
        if (job.status !== undefined) throw new Error('a job is settled once');
        job.status = must(hsmStatusOf(status), 'a status of the table');
        job.generation = generation;
        this.done.push(job.name);
      },
      ...change,
    };
    this.lanes.submit(job);
    return job;
  }

  slow(tenant: number, change: Partial<SlotJob> & { readonly name?: string } = {}): RigJob {
    return this.submit('slow', tenant, change);
  }

  fast(tenant: number, change: Partial<SlotJob> & { readonly name?: string } = {}): RigJob {
    return this.submit('fast', tenant, change);
  }

  /** The living slow threads, oldest first. */
  get slowThreads(): readonly FakeSlotThread[] {
    return this.threads.slow.alive;
  }

  /** Starts the threads that are wanted, binds what waits, and ends the turn. */
  settleBinds(): void {
    for (const each of [...this.threads.fast.alive, ...this.threads.slow.alive]) {
      each.start();
      each.finishBind();
    }
    this.time.turn();
  }

  /** The slow command that each living thread works on takes its time and is answered; those that follow are bound. */
  finishSlow(tookMs: number): void {
    this.settleBinds();
    this.time.advance(tookMs);
    for (const each of this.slowThreads) if (each.batches.length > 0) each.answer();
    this.settleBinds();
  }

  answerFast(): void {
    this.settleBinds();
    for (const each of this.threads.fast.alive) while (each.batches.length > 0) each.answer();
  }
}
