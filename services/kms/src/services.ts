/** What operations and doors work with. Built once in main.ts, passed explicitly. */
import type { OffsetClock, Monotonic, RealTime } from '@strongroom/core/time.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { Region } from '@strongroom/core/ids.js';
import type { AuditIndexer } from '@strongroom/storage/audit/indexer.js';
import type { Store } from '@strongroom/storage/store.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { GrantDirectory } from './grants/grant-directory.js';
import type { IdentityDirectory } from './identity/identity-directory.js';
import type { KeyStores } from './key-stores/key-stores.js';
import type { KeyDirectory } from './keys/key-directory.js';
import type { OnDemandRotations } from './keys/on-demand-rotations.js';
import type { LastUsages } from './pipeline/last-usages.js';
import type { RegionRuntime } from './region/region-runtime.js';

export interface Services {
  readonly frontEndId: string;
  readonly clock: OffsetClock;
  readonly realTime: RealTime;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  readonly store: Store;
  readonly keys: KeyDirectory;
  readonly grants: GrantDirectory;
  /** How long a new grant takes until it works without its token, in civil milliseconds. */
  readonly grantPropagationMs: number;
  readonly keyStores: KeyStores;
  readonly onDemandRotations: OnDemandRotations;
  readonly lastUsages: LastUsages;
  readonly identities: IdentityDirectory;
  readonly auditIndex: AuditIndexer;
  /** In configuration order; the first is the default. */
  readonly regions: ReadonlyMap<Region, RegionRuntime>;
  /** The keys of `regions`. */
  readonly regionNames: ReadonlySet<Region>;
  readonly log: Logger;
}
