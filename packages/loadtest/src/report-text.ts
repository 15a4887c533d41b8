/** A report for people: one line for each tenant, and what to make of it. */
import type { LoadResult } from './closed-loop.js';
import type { BaselineReport, NoisyNeighbourReport } from './scenarios.js';

export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tablesOf(report: BaselineReport | NoisyNeighbourReport): ReportTable[] {
  if (report.scenario === 'baseline') return [tableOf('', report.result)];
  return [tableOf(`${report.victim} alone`, report.alone), tableOf('beside its neighbours', report.together)];
}

/** Sentences that follow the tables. */
export function remarksOf(report: BaselineReport | NoisyNeighbourReport): string[] {
  const results = report.scenario === 'baseline' ? [report.result] : [report.alone, report.together];
  const remarks = results.map(
    (result) =>
      `in all ${whole(result.operationsPerSecond)} operations/s; the generator was busy ` +
      `${whole(result.generator.utilization * 100)} % of the time ` +
      `(${whole(result.generator.cpuMicrosecondsPerOperation)} µs CPU per operation)`,
  );
  if (report.scenario === 'noisy-neighbour' && report.ratios !== undefined) {
    const { throughput, p50, p99 } = report.ratios;
    remarks.push(
      `${report.victim} beside its neighbours ÷ alone: ` +
        `throughput ${fixed(throughput)}, p50 ${fixed(p50)}, p99 ${fixed(p99)}`,
    );
  }
  if (results.some((result) => result.generator.isBottleneck)) {
    remarks.push('The generator was the bottleneck: the server could do more. Use more processes, or --via batch.');
  }
  return remarks;
}

const HEAD = ['tenant', 'ops/s', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'errors'];

function tableOf(title: string, result: LoadResult): ReportTable {
  const rows = result.sources.map(({ name, operationsPerSecond, latency, errors }) => [
    name,
    whole(operationsPerSecond),
    fixed(latency.p50),
    fixed(latency.p90),
    fixed(latency.p99),
    fixed(latency.p999),
    fixed(latency.max),
    Object.entries(errors)
      .map(([error, count]) => `${error} ${String(count)}`)
      .join(', ') || '0',
  ]);
  return { title, head: HEAD, rows };
}

function whole(value: number): string {
  return value.toFixed(0);
}

function fixed(value: number): string {
  return value.toFixed(2);
}
