/** The load tests of `strongroom loadtest`, in their first form: they measure and judge nothing. */
import type { Rng } from '@strongroom/core/rng.js';
import type { Monotonic } from '@strongroom/core/time.js';
import { type LoadResult, runLoad, type SourceResult } from './closed-loop.js';
import type { LoadTenant } from './load-tenants.js';
import { openSource, type OpenSource, type Workload } from './workload.js';

export interface ScenarioOptions {
  readonly tenants: readonly LoadTenant[];
  readonly workload: Workload;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  /** Called as each phase begins. */
  readonly onPhase: (name: string) => void;
}

export interface BaselineReport {
  readonly scenario: 'baseline';
  readonly workload: Workload;
  readonly result: LoadResult;
}

export interface NoisyNeighbourReport {
  readonly scenario: 'noisy-neighbour';
  readonly workload: Workload;
  readonly victim: string;
  readonly alone: LoadResult;
  readonly together: LoadResult;
  /** The victim beside its neighbours ÷ alone; absent when nothing was answered alone. */
  readonly ratios?: { readonly throughput: number; readonly p50: number; readonly p99: number };
}

/** How much more the neighbours keep in flight than the victim. */
const AGGRESSOR_FACTOR = 4;

/** All tenants at once under the same load. */
export async function baseline(options: ScenarioOptions): Promise<BaselineReport> {
  options.onPhase(`tenants: ${String(options.tenants.length)}`);
  const result = await measure(
    options,
    options.tenants.map((tenant) => ({ tenant, inFlight: options.workload.inFlight })),
  );
  return { scenario: 'baseline', workload: options.workload, result };
}

/** The first tenant alone, and then again while all others run four times its load. */
export async function noisyNeighbour(options: ScenarioOptions): Promise<NoisyNeighbourReport> {
  const { workload } = options;
  const [victim, ...others] = options.tenants;
  if (victim === undefined || others.length === 0) throw new RangeError('a neighbour needs at least two tenants');
  const alone = { tenant: victim, inFlight: workload.inFlight };
  options.onPhase(`${victim.name} alone`);
  const first = await measure(options, [alone]);
  options.onPhase(`${victim.name} beside ${String(others.length)} others`);
  const aggressors = others.map((tenant) => ({ tenant, inFlight: workload.inFlight * AGGRESSOR_FACTOR }));
  const second = await measure(options, [alone, ...aggressors]);
  const ratios = ratiosOf(first.sources[0], second.sources[0]);
  return {
    scenario: 'noisy-neighbour',
    workload,
    victim: victim.name,
    alone: first,
    together: second,
    ...(ratios === undefined ? {} : { ratios }),
  };
}

async function measure(
  options: ScenarioOptions,
  participants: readonly { readonly tenant: LoadTenant; readonly inFlight: number }[],
): Promise<LoadResult> {
  const sources: OpenSource[] = [];
  try {
    for (const { tenant, inFlight } of participants) {
      sources.push(await openSource(tenant, { ...options.workload, inFlight }, options.rng));
    }
    return await runLoad({ ...options, sources });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

function ratiosOf(alone?: SourceResult, together?: SourceResult): NoisyNeighbourReport['ratios'] {
  if (alone === undefined || together === undefined || alone.operations === 0) return undefined;
  return {
    throughput: together.operationsPerSecond / alone.operationsPerSecond,
    p50: together.latency.p50 / alone.latency.p50,
    p99: together.latency.p99 / alone.latency.p99,
  };
}
