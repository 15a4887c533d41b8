/** The metrics of one process: a registry of hot-path instruments plus the process's own numbers, over prom-client. */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import {
  COUNTER,
  type CounterChild,
  Family,
  type FamilyOptions,
  GAUGE,
  type GaugeChild,
  type HistogramChild,
  histogramKind,
} from './instruments.js';

/** Seconds. 50 µs to 10 s in steps of about 2: a hop inside the machine as well as an RSA key generation. */
export const LATENCY_BUCKETS_SECONDS: readonly number[] = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Operations or frames per batch. */
export const BATCH_SIZE_BUCKETS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

export class Metrics {
  readonly #registry = new Registry();

  /** @param service is a label on every series of this process, as are the other `labels`. */
  constructor(service: string, labels: Readonly<Record<string, string>> = {}) {
    this.#registry.setDefaultLabels({ ...labels, service });
  }

  /** @throws Error when the name is taken, as do the other factories. */
  counter(options: FamilyOptions): Family<CounterChild> {
    return this.#register(new Family(options, COUNTER));
  }

  gauge(options: FamilyOptions): Family<GaugeChild> {
    return this.#register(new Family(options, GAUGE));
  }

  /** @param bounds upper bounds of the buckets, ascending; +Inf is added. */
  histogram(options: FamilyOptions, bounds: readonly number[] = LATENCY_BUCKETS_SECONDS): Family<HistogramChild> {
    return this.#register(new Family(options, histogramKind(bounds)));
  }

  /** A gauge without labels that is read when it is scraped. */
  observedGauge(options: { readonly name: string; readonly help: string }, read: () => number): void {
    new Gauge({
      ...options,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /**
   * Adds CPU, memory, garbage collection, handles, and the event-loop lag (perf_hooks monitorEventLoopDelay:
   * `nodejs_eventloop_lag_p99_seconds` and others since the last scrape). Once per process: the observers last as long
   * as it does.
   */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_RESOLUTION_MS });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The exposition in Prometheus's text format. */
  async expose(): Promise<string> {
    return this.#registry.metrics();
  }

  #register<Child>(family: Family<Child>): Family<Child> {
    this.#registry.registerMetric(family.asMetric());
    return family;
  }
}

const EVENT_LOOP_RESOLUTION_MS = 20;
