/**
 * Instruments for the hot path: a child is bound to its label values once and is then a number in memory (a few
 * nanoseconds per call). prom-client reads them when it is scraped. prom-client's own instruments hash their labels at
 * each call.
 */
import type { Metric, MetricValue } from 'prom-client';
import { assert, must } from '@strongroom/core/assert.js';
import { OTHER_LABEL } from './labels.js';

/**
 * Children of one family; beyond it, all further label values share one child. Callers bound their labels with
 * boundedLabel() first.
 */
const CHILDREN_MAX = 10_000;

export class CounterChild {
  #value = 0;

  inc(by = 1): void {
    this.#value += by;
  }

  get value(): number {
    return this.#value;
  }
}

export class GaugeChild {
  #value = 0;

  set(value: number): void {
    this.#value = value;
  }

  add(by: number): void {
    this.#value += by;
  }

  get value(): number {
    return this.#value;
  }
}

/** Counts of observations per bucket, their sum and number. */
export class HistogramChild {
  readonly #bounds: Float64Array;
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: Float64Array) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  /** Counts `value` in the first bucket whose upper bound is not below it. Not a number is not counted. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= (bounds[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    this.#counts[low] = (this.#counts[low] ?? 0) + 1;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Per bucket, not cumulated; the last one is +Inf. */
  get counts(): readonly number[] {
    return [...this.#counts];
  }
}

/** A metric with labels: its children by label values, in prom-client's format. `type` and `values` differ by kind. */
export class Family<Child> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly #type: string;
  readonly #create: () => Child;
  readonly #values: (labels: Record<string, string>, child: Child, name: string) => MetricValue<string>[];
  readonly #children = new Map<string, { readonly labels: Record<string, string>; readonly child: Child }>();

  constructor(options: FamilyOptions, kind: FamilyKind<Child>) {
    this.name = options.name;
    this.help = options.help;
    this.labelNames = options.labelNames ?? [];
    this.#type = kind.type;
    this.#create = kind.create;
    this.#values = kind.values;
  }

  /**
   * The child for these label values, in the order of `labelNames`. Bind it once and keep it. @throws AssertionFailure
   * on a wrong number.
   */
  labels(...values: readonly string[]): Child {
    const found = this.#children.get(values.join('\0'));
    return found === undefined ? this.#add(values) : found.child;
  }

  #add(values: readonly string[]): Child {
    const pairs = this.labelNames.map((name, index) => [name, must(values[index], `${this.name} lacks label ${name}`)]);
    assert(values.length === this.labelNames.length, `${this.name} has too many labels`);
    const overflow = values.map(() => OTHER_LABEL);
    if (this.#children.size >= CHILDREN_MAX && overflow.join() !== values.join()) return this.labels(...overflow);
    const child = this.#create();
    this.#children.set(values.join('\0'), { labels: Object.fromEntries(pairs) as Record<string, string>, child });
    return child;
  }

  /** What prom-client's registry asks of a metric. */
  get(): Promise<FamilySnapshot> {
    const values = [...this.#children.values()].flatMap(({ labels, child }) => this.#values(labels, child, this.name));
    return Promise.resolve({ name: this.name, help: this.help, type: this.#type, aggregator: 'sum', values });
  }

  /** A family counts for the life of the process; prom-client's resetMetrics() finds nothing to do. */
  reset(): void {
    return;
  }

  /** This family as the registry's type, which knows only prom-client's own classes. */
  asMetric(): Metric {
    return this as unknown as Metric;
  }
}

/** prom-client's form of a metric that is being scraped. */
export interface FamilySnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: 'sum';
  readonly values: readonly MetricValue<string>[];
}

export interface FamilyOptions {
  /** `strongroom_…_total`, `…_seconds`, `…_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

export interface FamilyKind<Child> {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly create: () => Child;
  readonly values: (labels: Record<string, string>, child: Child, name: string) => MetricValue<string>[];
}

export const COUNTER: FamilyKind<CounterChild> = {
  type: 'counter',
  create: () => new CounterChild(),
  values: (labels, child) => [{ labels, value: child.value }],
};

export const GAUGE: FamilyKind<GaugeChild> = {
  type: 'gauge',
  create: () => new GaugeChild(),
  values: (labels, child) => [{ labels, value: child.value }],
};

/** @param bounds upper bounds of the buckets, ascending, without +Inf. @throws RangeError when they are not. */
export function histogramKind(bounds: readonly number[]): FamilyKind<HistogramChild> {
  const sorted = Float64Array.from(bounds);
  for (let index = 1; index < sorted.length; index += 1) {
    if (!((sorted[index - 1] ?? NaN) < (sorted[index] ?? NaN))) throw new RangeError('"bounds" expected ascending');
  }
  return {
    type: 'histogram',
    create: () => new HistogramChild(sorted),
    values: (labels, child, name) => histogramValues(sorted, labels, child, name),
  };
}

function histogramValues(
  bounds: Float64Array,
  labels: Record<string, string>,
  child: HistogramChild,
  name: string,
): MetricValue<string>[] {
  const values: (MetricValue<string> & { metricName: string })[] = [];
  let total = 0;
  child.counts.forEach((count, index) => {
    total += count;
    const bound = bounds[index];
    const le = bound === undefined ? '+Inf' : String(bound);
    values.push({ labels: { le, ...labels }, value: total, metricName: `${name}_bucket` });
  });
  values.push({ labels, value: child.sum, metricName: `${name}_sum` });
  values.push({ labels, value: total, metricName: `${name}_count` });
  return values;
}
