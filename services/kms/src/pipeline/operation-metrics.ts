/** Operations by name, door, outcome and tenant, and their latency. Costs well under a microsecond per operation. */
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { CounterChild, HistogramChild } from '@strongroom/telemetry/instruments.js';
import { boundedLabel } from '@strongroom/telemetry/labels.js';
import type { Metrics } from '@strongroom/telemetry/metrics.js';
import type { DoorName } from './call.js';

/** Tenants with series of their own; the others are counted together. */
const TENANTS_MAX = 64;

export class OperationMetrics {
  readonly #counters: (name: string, door: string, outcome: string, tenant: string) => CounterChild;
  readonly #latencies: (name: string, door: string) => HistogramChild;
  readonly #refusals: (door: string, exception: string) => CounterChild;
  readonly #tenantLabel = boundedLabel(TENANTS_MAX);

  constructor(metrics: Metrics) {
    const total = metrics.counter({
      name: 'strongroom_kms_operations_total',
      help: 'Operations by name, door, outcome (ok or the exception) and tenant.',
      labelNames: ['operation', 'door', 'outcome', 'tenant'],
    });
    const refusals = metrics.counter({
      name: 'strongroom_kms_refusals_total',
      help: 'Requests refused before an operation: unknown callers, undecodable requests. Not in the audit log.',
      labelNames: ['door', 'exception'],
    });
    const latency = metrics.histogram({
      name: 'strongroom_kms_operation_seconds',
      help: 'Time from authentication to the answer.',
      labelNames: ['operation', 'door'],
    });
    this.#counters = (name, door, outcome, tenant) => total.labels(name, door, outcome, tenant);
    this.#refusals = (door, exception) => refusals.labels(door, exception);
    this.#latencies = (name, door) => latency.labels(name, door);
  }

  record(name: OperationName, door: DoorName, outcome: string, tenant: string, elapsedMs: number): void {
    this.#counters(name, door, outcome, this.#tenantLabel(tenant)).inc();
    this.#latencies(name, door).observe(elapsedMs / 1000);
  }

  /** A request that did not get as far as an operation. */
  refused(door: DoorName, exception: string): void {
    this.#refusals(door, exception).inc();
  }
}
