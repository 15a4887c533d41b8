/**
 * What the node counts. Tenants are bounded labels; children are bound once per combination and are then plain numbers.
 */
import { hsmStatusOf } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { laneOf, SLOT_COMMAND, SLOW_LANE_BIT, type Lane } from '@strongroom/proto/slot-protocol.js';
import type { CounterChild } from '@strongroom/telemetry/instruments.js';
import { boundedLabel } from '@strongroom/telemetry/labels.js';
import { BATCH_SIZE_BUCKETS, Metrics } from '@strongroom/telemetry/metrics.js';
import { APPLIANCE_TRANSITIONS, type ApplianceState } from './appliance-state.js';
import type { SlotJob } from './slot-job.js';
import type { SlotLanes } from './slot-lanes.js';
import type { SlotTableEvents } from './slot-table-options.js';

const TENANT_LABELS_MAX = 200;
/** Tenants × commands × statuses would grow without end in principle; children at hand are dropped beyond this. */
const CHILDREN_CACHE_MAX = 4096;

const COMMAND_NAMES = new Map<number, string>(Object.entries(SLOT_COMMAND).map(([name, number]) => [number, name]));

/** What is read when the metrics are scraped. */
export interface ObservedNode {
  readonly state: () => ApplianceState;
  readonly slots: SlotLanes;
  readonly links: () => number;
  readonly clockOffsetMs: () => number;
}

export class HsmMetrics {
  readonly metrics: Metrics;
  readonly #commands;
  readonly #tenantLabel = boundedLabel(TENANT_LABELS_MAX);
  readonly #children = new Map<string, CounterChild>();
  readonly #linkFrames;
  readonly #slotBatches;
  readonly #slotEvents;

  constructor(nodeId: string) {
    const metrics = new Metrics('hsm', { node: nodeId });
    this.metrics = metrics;
    this.#commands = metrics.counter({
      name: 'strongroom_hsm_commands_total',
      help: 'Slot commands answered, by command, status, tenant and lane.',
      labelNames: ['command', 'status', 'tenant', 'lane'],
    });
    this.#slotEvents = metrics.counter({
      name: 'strongroom_hsm_slot_events_total',
      help: 'Slots bound, evicted and crashed, by lane.',
      labelNames: ['event', 'lane'],
    });
    this.#linkFrames = metrics
      .histogram({ name: 'strongroom_hsm_link_frame_results', help: 'Results per link frame.' }, BATCH_SIZE_BUCKETS)
      .labels();
    this.#slotBatches = metrics
      .histogram(
        { name: 'strongroom_hsm_slot_batch_commands', help: 'Commands per batch for a fast slot.' },
        BATCH_SIZE_BUCKETS,
      )
      .labels();
  }

  /** Once: gauges that are read at each scrape, and the numbers of the process itself. */
  observe(node: ObservedNode): void {
    const { metrics } = this;
    const gauge = (name: string, help: string, read: () => number): void => {
      metrics.observedGauge({ name, help }, read);
    };
    const { fast, slow } = node.slots;
    gauge('strongroom_hsm_slots_bound', 'Slots bound to a tenant.', () => fast.slotsBound);
    gauge('strongroom_hsm_slots_max', 'Slots that this node may have.', () => fast.slotsMax);
    gauge('strongroom_hsm_queued_commands', 'Fast commands waiting or in a slot.', () => fast.waiting);
    gauge('strongroom_hsm_slow_threads', 'Slow threads that have not ended.', () => slow.threads);
    gauge('strongroom_hsm_slow_threads_max', 'Slow threads that this node may have.', () => slow.slotsMax);
    gauge('strongroom_hsm_slow_queued_commands', 'Slow commands waiting or in a thread.', () => slow.waiting);
    gauge('strongroom_hsm_slow_tenants_waiting', 'Tenants that wait for a slow thread.', () => slow.tenantsWaiting);
    gauge('strongroom_hsm_links', 'Open links.', node.links);
    gauge('strongroom_hsm_clock_offset_seconds', 'Civil time ahead of real time.', () => node.clockOffsetMs() / 1000);
    for (const state of Object.keys(APPLIANCE_TRANSITIONS)) {
      const name = `strongroom_hsm_state_${state.replace('-', '_')}`;
      gauge(name, `1 while the appliance is in state ${state}.`, () => (node.state() === state ? 1 : 0));
    }
    metrics.observeProcess();
  }

  command(job: SlotJob, status: number): void {
    const name = `${job.tenant}/${String(job.command)}/${String(status)}`;
    let child = this.#children.get(name);
    if (child === undefined) {
      if (this.#children.size >= CHILDREN_CACHE_MAX) this.#children.clear();
      const tenant = this.#tenantLabel(job.tenant);
      child = this.#commands.labels(commandName(job.command), statusName(status), tenant, laneOf(job.command));
      this.#children.set(name, child);
    }
    child.inc();
  }

  linkFrame(results: number): void {
    this.#linkFrames.observe(results);
  }

  /** What the slot table tells, counted, with the two events that others act on passed through. */
  slotEvents(
    lane: Lane,
    on: {
      readonly crashed: (tenant: TenantId, reason: string) => void;
      readonly deviceError: () => void;
    },
  ): SlotTableEvents {
    const bound = this.#slotEvents.labels('bound', lane);
    const evicted = this.#slotEvents.labels('evicted', lane);
    const crashed = this.#slotEvents.labels('crashed', lane);
    return {
      bound: () => {
        bound.inc();
      },
      evicted: () => {
        evicted.inc();
      },
      batch: (size) => {
        // The slow lane's are always one.
        if (lane === 'fast') this.#slotBatches.observe(size);
      },
      crashed: (tenant, reason) => {
        crashed.inc();
        on.crashed(tenant, reason);
      },
      deviceError: on.deviceError,
    };
  }
}

function commandName(command: number): string {
  return COMMAND_NAMES.get(command & ~SLOW_LANE_BIT) ?? 'unknown';
}

function statusName(status: number): string {
  return hsmStatusOf(status) ?? 'unknown';
}
