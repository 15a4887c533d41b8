/**
 * What the node counts. Tenants are bounded labels; children are bound once per combination and are then plain numbers.
 */
import { hsmStatusOf } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { CounterChild } from '@strongroom/telemetry/instruments.js';
import { boundedLabel } from '@strongroom/telemetry/labels.js';
import { BATCH_SIZE_BUCKETS, Metrics } from '@strongroom/telemetry/metrics.js';
import { APPLIANCE_TRANSITIONS, type ApplianceState } from './appliance-state.js';
import type { SlotJob } from './slot-job.js';
import type { SlotTableEvents } from './slot-table-options.js';

const TENANT_LABELS_MAX = 200;
/** Tenants × commands × statuses would grow without end in principle; children at hand are dropped beyond this. */
const CHILDREN_CACHE_MAX = 4096;

const COMMAND_NAMES = new Map<number, string>(Object.entries(SLOT_COMMAND).map(([name, number]) => [number, name]));

/** What is read when the metrics are scraped. */
export interface ObservedNode {
  readonly state: () => ApplianceState;
  readonly slotsBound: () => number;
  readonly slotsMax: () => number;
  readonly waiting: () => number;
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
  readonly #slotEvents: {
    readonly bound: CounterChild;
    readonly evicted: CounterChild;
    readonly crashed: CounterChild;
  };

  constructor(nodeId: string) {
    const metrics = new Metrics('hsm', { node: nodeId });
    this.metrics = metrics;
    this.#commands = metrics.counter({
      name: 'strongroom_hsm_commands_total',
      help: 'Slot commands answered, by command, status and tenant.',
      labelNames: ['command', 'status', 'tenant'],
    });
    const events = metrics.counter({
      name: 'strongroom_hsm_slot_events_total',
      help: 'Slots bound, evicted and crashed.',
      labelNames: ['event'],
    });
    this.#slotEvents = {
      bound: events.labels('bound'),
      evicted: events.labels('evicted'),
      crashed: events.labels('crashed'),
    };
    this.#linkFrames = metrics
      .histogram({ name: 'strongroom_hsm_link_frame_results', help: 'Results per link frame.' }, BATCH_SIZE_BUCKETS)
      .labels();
    this.#slotBatches = metrics
      .histogram({ name: 'strongroom_hsm_slot_batch_commands', help: 'Commands per slot batch.' }, BATCH_SIZE_BUCKETS)
      .labels();
  }

  /** Once: gauges that are read at each scrape, and the numbers of the process itself. */
  observe(node: ObservedNode): void {
    const { metrics } = this;
    const gauge = (name: string, help: string, read: () => number): void => {
      metrics.observedGauge({ name, help }, read);
    };
    gauge('strongroom_hsm_slots_bound', 'Slots bound to a tenant.', node.slotsBound);
    gauge('strongroom_hsm_slots_max', 'Slots that this node may have.', node.slotsMax);
    gauge('strongroom_hsm_queued_commands', 'Commands waiting or in a slot.', node.waiting);
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
      child = this.#commands.labels(commandName(job.command), statusName(status), this.#tenantLabel(job.tenant));
      this.#children.set(name, child);
    }
    child.inc();
  }

  linkFrame(results: number): void {
    this.#linkFrames.observe(results);
  }

  /** What the slot table tells, counted, with the two events that others act on passed through. */
  slotEvents(on: {
    readonly crashed: (tenant: TenantId, reason: string) => void;
    readonly deviceError: () => void;
  }): SlotTableEvents {
    return {
      bound: () => {
        this.#slotEvents.bound.inc();
      },
      evicted: () => {
        this.#slotEvents.evicted.inc();
      },
      batch: (size) => {
        this.#slotBatches.observe(size);
      },
      crashed: (tenant, reason) => {
        this.#slotEvents.crashed.inc();
        on.crashed(tenant, reason);
      },
      deviceError: on.deviceError,
    };
  }
}

function commandName(command: number): string {
  return COMMAND_NAMES.get(command) ?? 'unknown';
}

function statusName(status: number): string {
  return hsmStatusOf(status) ?? 'unknown';
}
