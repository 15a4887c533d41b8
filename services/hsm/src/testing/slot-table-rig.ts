/** One lane of a node over fake threads: the test is every tenant, every thread, and time. */
import { expect } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { hsmStatusOf } from '@strongroom/core/errors.js';
import { parseTenantId, type TenantId } from '@strongroom/core/ids.js';
import { FAST_LANE } from '../host/lane-rules.js';
import type { SlotJob, SlotOutcome } from '../host/slot-job.js';
import { SlotTable } from '../host/slot-table.js';
import { FakeSlotThreads, type FakeSlotThread } from './fake-slot-threads.js';
import { ManualMonotonic } from './manual-monotonic.js';

export interface TestJob extends SlotJob {
  outcome: SlotOutcome | undefined;
}

export interface RigOptions {
  readonly slotsMax?: number;
  readonly maxCommands?: number;
  readonly maxBytes?: number;
}

const TOKEN = new Uint8Array([1, 2, 3]);

export class SlotTableRig {
  readonly time = new ManualMonotonic();
  readonly threads = new FakeSlotThreads();
  readonly events: string[] = [];
  readonly table: SlotTable;

  constructor(options: RigOptions = {}) {
    let generation = 0;
    this.table = new SlotTable({
      slotsMax: options.slotsMax ?? 4,
      rules: FAST_LANE,
      newGeneration: () => ++generation,
      queue: { maxCommands: options.maxCommands ?? 100, maxBytes: options.maxBytes ?? 10_000 },
      monotonic: this.time,
      startThread: this.threads.start,
      events: {
        bound: () => this.events.push('bound'),
        evicted: () => this.events.push('evicted'),
        crashed: (tenant) => this.events.push(`crashed ${tenant}`),
        batch: (size) => this.events.push(`batch ${String(size)}`),
        deviceError: () => this.events.push('device error'),
      },
    });
  }

  tenant(number: number): TenantId {
    return must(parseTenantId(String(number).padStart(12, '0')), 'a tenant');
  }

  submit(number: number, change: Partial<SlotJob> = {}): TestJob {
    const job: TestJob = {
      tenant: this.tenant(number),
      command: 3,
      payload: new Uint8Array([number]),
      slotToken: TOKEN,
      deadlineAtMs: this.time.now() + 60_000,
      cancelled: false,
      outcome: undefined,
      settle(outcome) {
        if (job.outcome !== undefined) throw new Error('a job is settled once');
        job.outcome = outcome;
      },
      ...change,
    };
    this.table.submit(job);
    return job;
  }

  /** @param number from 1, in the order in which they were started. */
  thread(number: number): FakeSlotThread {
    return must(this.threads.threads[number - 1], 'a started thread');
  }

  /** Starts the threads that are wanted and binds what waits. */
  settleBinds(): void {
    for (const each of this.threads.alive) {
      each.events.ready();
      if (each.binds.length > 0) each.bound();
    }
    this.time.turn();
  }

  /** Runs the tenant's job to its end. */
  complete(number: number): TestJob {
    const job = this.submit(number);
    this.settleBinds();
    for (const each of this.threads.alive) while (each.batches.length > 0) each.answer();
    expect(statusOf(job)).toBe('OK');
    return job;
  }
}

export function statusOf(job: TestJob): string | undefined {
  return job.outcome === undefined ? undefined : hsmStatusOf(job.outcome.status);
}
