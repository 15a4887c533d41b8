/**
 * A front end without doors or HSMs for unit tests: the real pipeline and directories over a store in memory, and a
 * pool whose answers the test decides. What needs real keys is tested against real processes.
 */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, fromHex, toHex, utf8 } from '@strongroom/core/bytes.js';
import { parseAccountId, parseRegion, type AccountId, type Region, type TenantId } from '@strongroom/core/ids.js';
import { SystemRng, uuid, type Rng } from '@strongroom/core/rng.js';
import { OffsetClock, systemMonotonic, systemRealTime, type RealTime } from '@strongroom/core/time.js';
import type { ApplianceClient } from '@strongroom/hsm-client/appliance-client.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import type { HsmPool } from '@strongroom/hsm-client/pool.js';
import type { SlotRequest } from '@strongroom/hsm-client/slot-request.js';
import { generateBackingKeyResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { AuditIndexer } from '@strongroom/storage/audit/indexer.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { MemoryStore } from '@strongroom/storage/memory/memory-store.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { Metrics } from '@strongroom/telemetry/metrics.js';
import { GrantDirectory } from '../grants/grant-directory.js';
import { indexEvent } from '../audit/index-event.js';
import { IdentityDirectory } from '../identity/identity-directory.js';
import { newAccountWrites } from '../identity/permissive.js';
import { rootArn, type Caller } from '../identity/principal.js';
import { openKeyStores } from '../key-stores/open-key-stores.js';
import { KeyDirectory } from '../keys/key-directory.js';
import { OnDemandRotations } from '../keys/on-demand-rotations.js';
import { Admission, DEFAULT_ADMISSION, type AdmissionLimits } from '../pipeline/admission.js';
import type { Call } from '../pipeline/call.js';
import { LastUsages } from '../pipeline/last-usages.js';
import { OperationMetrics } from '../pipeline/operation-metrics.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { withGuardedTokens } from '../region/guarded-tokens.js';
import { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import type { TransportOptions } from '../xks/xks-transport.js';

export const ACCOUNT_A = must(parseAccountId('111122223333'), 'an account id');
export const ACCOUNT_B = must(parseAccountId('444455556666'), 'an account id');
export const REGION = must(parseRegion('eu-central-1'), 'a Region');
export const REGION_2 = must(parseRegion('us-west-2'), 'a Region');

const SEGMENTS_PER_PAGE = 16;

export type Execute = (request: SlotRequest) => Promise<Uint8Array>;

export interface FrontEndFixture {
  readonly services: Services;
  readonly pipeline: Pipeline;
  readonly store: MemoryStore;
  /** What the HSMs answer from now on. */
  readonly setHsm: (execute: Execute) => void;
  readonly callFor: (account: AccountId) => Promise<Call>;
  /** Whether any HSM is linked, and which. */
  readonly setNodes: (ready: boolean, nodes?: readonly NodeView[]) => void;
  /** Ids of the materials that HSMs were told to forget. */
  readonly forgotten: readonly string[];
  /** The stored audit events, oldest first. */
  events(): Promise<readonly Record<string, unknown>[]>;
}

const XKS: TransportOptions = { port: 443, timeoutMs: 250, addresses: 'any' };

export interface FrontEndFixtureOptions {
  readonly data?: ReturnType<typeof emptyMemoryData>;
  readonly frontEndId?: string;
  /** That it serves, all with the same HSMs. Default: REGION. */
  readonly regions?: readonly Region[];
  readonly limits?: AdmissionLimits;
  readonly grantPropagationMs?: number;
  readonly xks?: TransportOptions;
  /** Civil time is this plus what the test adopts. */
  readonly realTime?: RealTime;
  /** Default: what `setHsm` says answers, and nothing is forgotten. */
  readonly hsm?: Pick<HsmPool, 'execute' | 'forget'>;
  /** What `pool.appliance()` gives. */
  readonly appliance?: ApplianceClient;
}

/** Two fixtures over the same `data` are two front ends on one database. */
export async function frontEndFixture(options: FrontEndFixtureOptions = {}): Promise<FrontEndFixture> {
  const rng = new SystemRng();
  const realTime = options.realTime ?? systemRealTime;
  const clock = new OffsetClock(realTime);
  const frontEndId = options.frontEndId ?? 'kms-1';
  const store = new MemoryStore({ frontEndId, clock, data: options.data ?? emptyMemoryData() });
  const hsm: FakeHsm = { execute: options.hsm?.execute.bind(options.hsm) ?? defaultHsm(rng), ready: true, nodes: [] };
  const forgotten: string[] = [];
  const pool = fakePool(hsm, forgotten, options);
  const { regions: served = [REGION] } = options;
  const regions = new Map(served.map((region) => [region, new RegionRuntime(region, pool, store, clock)]));
  const log = silentLogger();
  const times = { clock, monotonic: systemMonotonic, realTime };
  const { keyStores } = openKeyStores(options.xks ?? XKS, { store, rng, log, regions, ...times });
  const services: Services = {
    frontEndId,
    ...times,
    rng,
    store: withGuardedTokens(store),
    keys: new KeyDirectory(store),
    grants: new GrantDirectory(store),
    grantPropagationMs: options.grantPropagationMs ?? 0,
    keyStores,
    onDemandRotations: new OnDemandRotations(),
    lastUsages: await LastUsages.open(store, clock),
    identities: new IdentityDirectory(store),
    auditIndex: new AuditIndexer({ store, decode: indexEvent, monotonic: systemMonotonic, log: silentLogger() }),
    regions,
    regionNames: new Set(regions.keys()),
    log,
  };
  followChanges(services);
  for (const account of [ACCOUNT_A, ACCOUNT_B]) {
    await store.commit({ event: EMPTY_BYTES, writes: newAccountWrites(account, account, clock.now()), entities: [] });
  }
  const metrics = new OperationMetrics(new Metrics('kms'));
  const pipeline = new Pipeline(services, new Admission(options.limits ?? DEFAULT_ADMISSION), metrics);
  return {
    services,
    pipeline,
    store,
    setHsm: (execute) => {
      hsm.execute = execute;
    },
    setNodes: (ready, nodes = []) => {
      hsm.ready = ready;
      hsm.nodes = nodes;
    },
    callFor: (account) => callFor(services, account),
    forgotten,
    events: () => storedEvents(store),
  };
}

function followChanges(services: Services): void {
  services.store.onChanges((changes) => {
    for (const { entity } of changes) {
      services.keys.invalidate(entity);
      services.grants.invalidate(entity);
      services.identities.invalidate(entity);
      for (const runtime of services.regions.values()) runtime.invalidate(entity);
    }
  });
}

async function storedEvents(store: MemoryStore): Promise<readonly Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = [];
  for (let after = 0; ;) {
    const segments = await store.reads.auditSegments(store.frontEndId, after, SEGMENTS_PER_PAGE);
    const last = segments.at(-1);
    if (last === undefined) return events;
    events.push(...segments.flatMap((segment) => unpack(segment.events)));
    after = last.sequence;
  }
}

interface FakeHsm {
  execute: Execute;
  ready: boolean;
  nodes: readonly NodeView[];
}

function fakePool(hsm: FakeHsm, forgotten: string[], { hsm: real, appliance }: FrontEndFixtureOptions): HsmPool {
  return {
    execute: (request: SlotRequest) => hsm.execute(request),
    forget: (tenant: TenantId, materialIds: readonly Uint8Array[], deadlineAt: number) => {
      forgotten.push(...materialIds.map(toHex));
      return real?.forget(tenant, materialIds, deadlineAt) ?? Promise.resolve();
    },
    ready: () => hsm.ready,
    nodes: () => hsm.nodes,
    appliance: () => must(appliance, 'the test has an appliance'),
    refresh: () => undefined,
  } as unknown as HsmPool;
}

async function callFor(services: Services, account: AccountId): Promise<Call> {
  const credential = {
    superseded: false,
    kind: 'permissive',
    id: account,
    principalArn: rootArn(account),
    expiresAt: undefined,
  } as const;
  const caller: Caller = must(await services.identities.caller(credential, ''), 'the account exists');
  return {
    requestId: uuid(services.rng),
    door: 'grpc',
    caller,
    region: must(services.regions.get(REGION), 'the Region'),
    deadlineAt: services.monotonic.now() + 10_000,
    signal: undefined,
    sourceAddress: '127.0.0.1',
    userAgent: 'test',
  };
}

/** Slot tokens and new materials; anything else answers nothing. */
/** Makes slot tokens and key material, and answers anything else with one byte. */
export function defaultHsm(rng: Rng): Execute {
  return (request) => {
    if (request.command === SLOT_COMMAND.CREATE_SLOT_TOKEN) return Promise.resolve(utf8(`slot of ${request.tenant}`));
    if (request.command === SLOT_COMMAND.GENERATE_BACKING_KEY) {
      return Promise.resolve(generateBackingKeyResult.write({ materialId: rng.bytes(32), ekt: utf8('an EKT') }));
    }
    return Promise.resolve(fromHex('00'));
  };
}

function unpack(events: Uint8Array): Record<string, unknown>[] {
  const view = Buffer.from(events);
  const unpacked: Record<string, unknown>[] = [];
  for (let at = 0; at < view.length;) {
    const length = view.readUInt32BE(at);
    const text = view.subarray(at + 4, at + 4 + length).toString('utf8');
    if (text !== '') unpacked.push(JSON.parse(text) as Record<string, unknown>);
    at += 4 + length;
  }
  return unpacked;
}
