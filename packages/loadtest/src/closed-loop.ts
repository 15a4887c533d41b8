/**
 * The generator: closed loops. Each tenant keeps a fixed number of operations in flight and sends the next one when one
 * is answered, so that a slow
 * server is asked less: this measures throughput and service time, not the queueing of an open system. Latency is from
 * the call to its promise.
 */
import { performance } from 'node:perf_hooks';
import type { Monotonic } from '@strongroom/core/time.js';
import { LatencyHistogram, type LatencySummary } from './latency-histogram.js';

export interface LoadSource {
  readonly name: string;
  /** Operations in flight. */
  readonly inFlight: number;
  /** Sends one operation. A rejection counts as an error and the loop goes on. */
  readonly send: () => Promise<unknown>;
}

export interface LoadOptions {
  readonly sources: readonly LoadSource[];
  /** Under load, not counted. */
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly monotonic: Monotonic;
}

export interface SourceResult {
  readonly name: string;
  readonly operations: number;
  readonly operationsPerSecond: number;
  /** Of answered operations. */
  readonly latency: LatencySummary;
  /** By error name. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface LoadResult {
  readonly seconds: number;
  readonly operationsPerSecond: number;
  readonly sources: readonly SourceResult[];
  readonly generator: GeneratorResult;
}

export interface GeneratorResult {
  /** The share of time that the generator's event loop was busy, 0 to 1. */
  readonly utilization: number;
  readonly cpuMicrosecondsPerOperation: number;
  /** True when the numbers say more about the generator than about the server. */
  readonly isBottleneck: boolean;
}

/** Beyond this the loop hardly ever waits for an answer. */
export const BOTTLENECK_UTILIZATION = 0.9;
/** After an error a loop pauses, so that a server which refuses at once is not flooded. */
const ERROR_PAUSE_MS = 10;

interface Running {
  readonly source: LoadSource;
  readonly histogram: LatencyHistogram;
  readonly errors: Map<string, number>;
  operations: number;
}

/** Runs warm-up and measurement and returns when every operation has ended; their own deadlines bound that. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { monotonic } = options;
  const running = options.sources.map((source): Running => ({
    source,
    histogram: new LatencyHistogram(),
    errors: new Map(),
    operations: 0,
  }));
  const phase = { measuring: false, ended: false };
  const loops = running.flatMap((each) =>
    Array.from({ length: each.source.inFlight }, () => loop(each, phase, monotonic)),
  );
  await wait(monotonic, options.warmUpMs);
  phase.measuring = true;
  const startMs = monotonic.now();
  const startCpu = process.cpuUsage();
  const startLoop = performance.eventLoopUtilization();
  await wait(monotonic, options.durationMs);
  phase.measuring = false;
  const seconds = (monotonic.now() - startMs) / 1000;
  const cpu = process.cpuUsage(startCpu);
  const { utilization } = performance.eventLoopUtilization(startLoop);
  phase.ended = true;
  await Promise.all(loops);
  const operations = running.reduce((sum, each) => sum + each.operations, 0);
  return {
    seconds,
    operationsPerSecond: operations / seconds,
    sources: running.map((each) => resultOf(each, seconds)),
    generator: {
      utilization,
      cpuMicrosecondsPerOperation: operations === 0 ? 0 : (cpu.user + cpu.system) / operations,
      isBottleneck: utilization >= BOTTLENECK_UTILIZATION,
    },
  };
}

async function loop(
  running: Running,
  phase: { readonly measuring: boolean; readonly ended: boolean },
  monotonic: Monotonic,
): Promise<void> {
  const isMeasuring = (): boolean => phase.measuring;
  while (!phase.ended) {
    const startMs = monotonic.now();
    const counted = isMeasuring();
    try {
      await running.source.send();
      // Counted when both ends lie within the measurement.
      if (counted && isMeasuring()) {
        running.operations += 1;
        running.histogram.record(monotonic.now() - startMs);
      }
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      if (counted) running.errors.set(name, (running.errors.get(name) ?? 0) + 1);
      await wait(monotonic, ERROR_PAUSE_MS);
    }
  }
}

function resultOf(running: Running, seconds: number): SourceResult {
  return {
    name: running.source.name,
    operations: running.operations,
    operationsPerSecond: running.operations / seconds,
    latency: running.histogram.summary(),
    errors: Object.fromEntries(running.errors),
  };
}

function wait(monotonic: Monotonic, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    monotonic.after(delayMs, resolve);
  });
}
