/** One request on its way through the pipeline, whatever door it came in by. */
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import type { Caller } from '../identity/principal.js';
import type { RegionRuntime } from '../region/region-runtime.js';

export type DoorName = 'grpc' | 'batch' | 'aws-json' | 'sts';

export interface Call {
  readonly requestId: string;
  readonly door: DoorName;
  readonly caller: Caller;
  readonly region: RegionRuntime;
  /** Monotonic milliseconds after which nobody waits for the answer. */
  readonly deadlineAt: number;
  readonly signal: CancelSignal | undefined;
  /** IP address without port. */
  readonly sourceAddress: string;
  readonly userAgent: string;
}
