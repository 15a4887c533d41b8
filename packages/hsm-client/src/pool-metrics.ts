/** What a pool tells of itself. Made once per process; every pool (Region) binds its own children. */
import type { CounterChild, Family, GaugeChild, HistogramChild } from '@strongroom/telemetry/instruments.js';
import { BATCH_SIZE_BUCKETS, type Metrics } from '@strongroom/telemetry/metrics.js';
import { NODE_STATES, type NodeState } from './node-view.js';

export interface PoolInstruments {
  readonly batchCommands: Family<HistogramChild>;
  readonly inFlight: Family<GaugeChild>;
  readonly retries: Family<CounterChild>;
  readonly linksDown: Family<CounterChild>;
  readonly nodeState: Family<GaugeChild>;
}

/** @throws Error when called twice with the same registry. */
export function createPoolInstruments(metrics: Metrics): PoolInstruments {
  return {
    batchCommands: metrics.histogram(
      {
        name: 'strongroom_link_batch_commands',
        help: 'Slot commands per frame to a node.',
        labelNames: ['region', 'node'],
      },
      BATCH_SIZE_BUCKETS,
    ),
    inFlight: metrics.gauge({
      name: 'strongroom_hsm_operations_in_flight',
      help: 'Operations that wait for an HSM.',
      labelNames: ['region'],
    }),
    retries: metrics.counter({
      name: 'strongroom_hsm_retries_total',
      help: 'Attempts after the first, by reason.',
      labelNames: ['region', 'reason'],
    }),
    linksDown: metrics.counter({
      name: 'strongroom_link_down_total',
      help: 'Links that ended, by cause.',
      labelNames: ['region', 'node', 'cause'],
    }),
    nodeState: metrics.gauge({
      name: 'strongroom_hsm_node_state',
      help: '1 for the state that the node is in.',
      labelNames: ['region', 'node', 'state'],
    }),
  };
}

/** Per pool. Without instruments every call does nothing. */
export class PoolMetrics {
  readonly #instruments: PoolInstruments | undefined;
  readonly #region: string;
  readonly #inFlight: GaugeChild | undefined;
  readonly #retries = new Map<string, CounterChild>();

  constructor(region: string, instruments: PoolInstruments | undefined) {
    this.#region = region;
    this.#instruments = instruments;
    this.#inFlight = instruments?.inFlight.labels(region);
  }

  /** Bound once per node: called for every frame. */
  batchObserver(nodeId: string): (commands: number) => void {
    const child = this.#instruments?.batchCommands.labels(this.#region, nodeId);
    return child === undefined
      ? () => undefined
      : (commands) => {
          child.observe(commands);
        };
  }

  operations(change: 1 | -1): void {
    this.#inFlight?.add(change);
  }

  /** @param reason an HSM status or the cause of a link's end: a small closed set. */
  retry(reason: string): void {
    if (this.#instruments === undefined) return;
    let child = this.#retries.get(reason);
    if (child === undefined) {
      child = this.#instruments.retries.labels(this.#region, reason);
      this.#retries.set(reason, child);
    }
    child.inc();
  }

  linkDown(nodeId: string, cause: string): void {
    this.#instruments?.linksDown.labels(this.#region, nodeId, cause).inc();
  }

  nodeState(nodeId: string, state: NodeState): void {
    if (this.#instruments === undefined) return;
    for (const each of NODE_STATES) {
      this.#instruments.nodeState.labels(this.#region, nodeId, each).set(each === state ? 1 : 0);
    }
  }
}
