/** Latency percentiles by HdrHistogram: three significant digits from 1 µs to a minute. */
import { build, type Histogram } from 'hdr-histogram-js';

/** Milliseconds. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const MAX_MICROSECONDS = 60_000_000;

export class LatencyHistogram {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_MICROSECONDS,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  /** Longer than a minute counts as a minute. */
  record(latencyMs: number): void {
    this.#histogram.recordValue(Math.min(MAX_MICROSECONDS, Math.max(1, Math.round(latencyMs * 1000))));
  }

  /** Zeros when nothing was recorded. */
  summary(): LatencySummary {
    if (this.#histogram.totalCount === 0) return { p50: 0, p90: 0, p99: 0, p999: 0, max: 0 };
    const at = (percentile: number): number => this.#histogram.getValueAtPercentile(percentile) / 1000;
    return { p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: this.#histogram.maxValue / 1000 };
  }
}
