/** Puts one front end together: store, HSM pools, pipeline, doors. Everything it starts, `stop` ends. */
import { OffsetClock, type Monotonic, type RealTime } from '@strongroom/core/time.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { Region } from '@strongroom/core/ids.js';
import { openPool } from '@strongroom/hsm-client/pool.js';
import { createPoolInstruments } from '@strongroom/hsm-client/pool-metrics.js';
import { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { AuditIndexer } from '@strongroom/storage/audit/indexer.js';
import { openStore } from '@strongroom/storage/open-store.js';
import type { Store } from '@strongroom/storage/store.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import { Metrics } from '@strongroom/telemetry/metrics.js';
import { CLOCK_ENTITY, CLOCK_OFFSET_SETTING } from './admin/clock.js';
import { indexEvent } from './audit/index-event.js';
import type { KmsConfig } from './config.js';
import { openDoors } from './doors/open-doors.js';
import { GrantDirectory } from './grants/grant-directory.js';
import { IdentityDirectory } from './identity/identity-directory.js';
import { TimedJobs } from './jobs/timed-jobs.js';
import { openKeyStores, type OpenKeyStores } from './key-stores/open-key-stores.js';
import { KeyDirectory } from './keys/key-directory.js';
import { OnDemandRotations } from './keys/on-demand-rotations.js';
import { Admission, DEFAULT_ADMISSION } from './pipeline/admission.js';
import { LastUsages } from './pipeline/last-usages.js';
import { OperationMetrics } from './pipeline/operation-metrics.js';
import { Pipeline } from './pipeline/pipeline.js';
import { withGuardedTokens } from './region/guarded-tokens.js';
import { RegionRuntime } from './region/region-runtime.js';
import type { Services } from './services.js';

export interface FrontEndParts {
  readonly config: KmsConfig;
  readonly log: Logger;
  readonly realTime: RealTime;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
}

export interface FrontEnd {
  /** `host:port` as bound: grpc, http, admin, metrics. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Drains the doors, closes the links, flushes the store. */
  stop(): Promise<void>;
}

export async function startFrontEnd(parts: FrontEndParts): Promise<FrontEnd> {
  const { config, log, monotonic } = parts;
  const clock = new OffsetClock(parts.realTime);
  const file = config.storeFile;
  const store = withGuardedTokens(await openStore({ file, frontEndId: config.frontEndId, clock, monotonic, log }));
  await adoptClock(store, clock);
  const metrics = new Metrics('kms', { front_end: config.frontEndId });
  metrics.observeProcess();
  const admission = new Admission(DEFAULT_ADMISSION);
  const auditIndex = new AuditIndexer({
    store,
    decode: indexEvent,
    busy: () => admission.total > 0,
    monotonic,
    log,
  });
  const lastUsages = await LastUsages.open(store, clock);
  const { services, keyStores } = assemble(parts, { store, clock, metrics, lastUsages, auditIndex });
  followChanges(services);
  metrics.observedGauge(
    { name: 'strongroom_kms_in_flight', help: 'Requests between admission and answer.' },
    () => admission.total,
  );
  const pipeline = new Pipeline(services, admission, new OperationMetrics(metrics));
  const jobs = new TimedJobs(services);
  const peers = new PeerIdentities(parts.realTime);
  const doors = await openDoors({ config, services, pipeline, admission, jobs, metrics, peers });
  jobs.start();
  auditIndex.start();
  keyStores.keyStores.connections.start();
  const flushes = services.lastUsages.flushRegularly(monotonic, log);
  return {
    addresses: doors.addresses,
    async stop() {
      flushes.cancel();
      const jobsEnded = jobs.stop();
      await doors.stop();
      await Promise.all([...services.regions.values()].map((runtime) => runtime.pool.close()));
      await jobsEnded;
      await auditIndex.stop();
      await keyStores.stop();
      await services.lastUsages.flush();
      await store.close();
    },
  };
}

interface Opened {
  readonly store: Store;
  readonly clock: OffsetClock;
  readonly metrics: Metrics;
  readonly lastUsages: LastUsages;
  readonly auditIndex: AuditIndexer;
}

interface Assembled {
  readonly services: Services;
  readonly keyStores: OpenKeyStores;
}

function assemble(parts: FrontEndParts, { store, clock, metrics, lastUsages, auditIndex }: Opened): Assembled {
  const { config, log, realTime, monotonic, rng } = parts;
  const regions = new Map<Region, RegionRuntime>();
  const { ca, certificate, privateKey } = config.tls;
  const instruments = createPoolInstruments(metrics);
  for (const [region, nodes] of config.regions) {
    const pool = openPool({
      region,
      frontEndId: config.frontEndId,
      nodes,
      tls: { ca, cert: certificate, key: privateKey },
      monotonic,
      rng,
      clockOffsetMs: () => clock.offsetMs,
      domainToken: async () => (await store.reads.latestDomainToken(region))?.token,
      log,
      metrics: instruments,
    });
    regions.set(region, new RegionRuntime(region, pool, store, clock));
  }
  const keyStores = openKeyStores(config.xks, { store, clock, monotonic, rng, log, regions, realTime });
  const services: Services = {
    frontEndId: config.frontEndId,
    clock,
    realTime,
    monotonic,
    rng,
    store,
    keys: new KeyDirectory(store),
    grants: new GrantDirectory(store),
    grantPropagationMs: config.grantPropagationMs,
    keyStores: keyStores.keyStores,
    onDemandRotations: new OnDemandRotations(),
    lastUsages,
    identities: new IdentityDirectory(store),
    auditIndex,
    regions,
    regionNames: new Set(regions.keys()),
    log,
  };
  return { services, keyStores };
}

/** Every commit delivers what changed; caches follow before any answer of that commit leaves. */
function followChanges(services: Services): void {
  services.store.onChanges((changes) => {
    for (const { entity } of changes) {
      services.keys.invalidate(entity);
      services.grants.invalidate(entity);
      services.identities.invalidate(entity);
      for (const runtime of services.regions.values()) runtime.invalidate(entity);
      if (entity === CLOCK_ENTITY) {
        adoptClock(services.store, services.clock).catch((error: unknown) => {
          services.log.error({ err: error }, 'reading the clock offset failed');
        });
      }
    }
  });
}

async function adoptClock(store: Store, clock: OffsetClock): Promise<void> {
  const offset = Number((await store.reads.setting(CLOCK_OFFSET_SETTING)) ?? 0);
  if (Number.isSafeInteger(offset)) clock.adopt(offset);
}
