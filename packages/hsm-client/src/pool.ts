/**
 * The HSMs of one Region as one: the front end's way to execute a command in a tenant's slot, wherever that lives at
 * the moment.
 */
import { AssertionFailure, must } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId, Region, TenantId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { Lane } from '@strongroom/proto/slot-protocol.js';
import { type ApplianceClient, openApplianceClient } from './appliance-client.js';
import type { WindowLimits } from './command-window.js';
import { DeadlineWheel } from './deadline-wheel.js';
import { versionedTokens } from './domain-join.js';
import { FleetNode } from './fleet-node.js';
import { forgetMaterials } from './forget.js';
import { grpcLinkOpener } from './grpc-link-stream.js';
import type { OpenLinkStream } from './link-stream.js';
import type { NodeView } from './node-view.js';
import { Operation, type OperationContext } from './operation.js';
import { chooseNode, Placement } from './placement.js';
import type { PoolLog } from './pool-log.js';
import { type PoolInstruments, PoolMetrics } from './pool-metrics.js';
import type { PoolTls } from './pool-tls.js';
import { Backoff, type BackoffBounds } from './reconnect.js';
import type { SlotRequest } from './slot-request.js';
import { TenantBackoff } from './tenant-backoff.js';
import { WaitingRoom } from './waiting-room.js';

export interface NodeAddress {
  readonly id: NodeId;
  /** `host:port`; the node's certificate must carry the host. */
  readonly address: string;
}

export interface PoolOptions {
  readonly region: Region;
  readonly frontEndId: string;
  readonly nodes: readonly NodeAddress[];
  readonly tls: PoolTls;
  /** R: among how many of its first nodes a busy tenant is spread. Default 2. */
  readonly preferredNodes?: number;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  /** How far civil time is ahead of real time; carried to the nodes in every frame. */
  readonly clockOffsetMs: () => number;
  /**
   * The newest exported domain token of the store; undefined before the domain exists. Asked for every 2 s per node.
   */
  readonly domainToken: () => Promise<Uint8Array | undefined>;
  readonly log: PoolLog;
  readonly metrics?: PoolInstruments;
  /** Of each link's fast lane. */
  readonly windowLimits?: WindowLimits;
  /** How nodes are reached; by default over gRPC with {@link PoolOptions.tls}. For simulations. */
  readonly transport?: PoolTransport;
}

export interface PoolTransport {
  readonly openLink: (node: NodeAddress) => OpenLinkStream;
  readonly openAppliance: (node: NodeAddress) => ApplianceClient;
}

export interface HsmPool {
  /**
   * Executes a command in its tenant's slot and returns the answer's payload. Retries where that can help, until the
   * deadline.
   * @throws HsmError and nothing else, except what `encode` throws and AssertionFailure for bugs.
   */
  execute(request: SlotRequest): Promise<Uint8Array>;
  /**
   * Wipes deleted material from both threads of the tenant's slot on every reachable node. Resolves when they have
   * answered or at the deadline; material on a node that was not reached expires by itself.
   */
  forget(tenant: TenantId, materialIds: readonly Uint8Array[], deadlineAt: number): Promise<void>;
  nodes(): readonly NodeView[];
  /** @throws AssertionFailure for a node that is not in the configuration. */
  appliance(nodeId: NodeId): ApplianceClient;
  /** At least one node is in rotation. */
  ready(): boolean;
  /** @param deadlineAt monotonic milliseconds. @throws HsmError NOT_OPERATIONAL when no node is in rotation by then. */
  whenReady(deadlineAt: number): Promise<void>;
  /** There is a newer domain token: asks every node at once whether it needs it. */
  refresh(): void;
  /** Fails what is under way with NOT_OPERATIONAL and releases everything. */
  close(): Promise<void>;
}

const PREFERRED_NODES = 2;
const ROUND_BACKOFF: BackoffBounds = { firstMs: 10, maxMs: 250 };

export function openPool(options: PoolOptions): HsmPool {
  const pool = new Pool(options);
  pool.start();
  return pool;
}

class Pool implements HsmPool {
  readonly #monotonic: Monotonic;
  readonly #nodes: readonly FleetNode[];
  readonly #placement: Placement<FleetNode>;
  readonly #context: OperationContext;
  readonly #wheel: DeadlineWheel;
  readonly #waitingRoom: WaitingRoom;
  readonly #tenantBackoff: Readonly<Record<Lane, TenantBackoff>>;
  readonly #whenReady = new Set<() => void>();
  #closed = false;

  constructor(options: PoolOptions) {
    const { monotonic, rng } = options;
    this.#monotonic = monotonic;
    const metrics = new PoolMetrics(options.region, options.metrics);
    this.#nodes = this.#makeNodes(options, metrics);
    this.#placement = new Placement(this.#nodes);
    this.#wheel = new DeadlineWheel(monotonic);
    this.#tenantBackoff = { fast: new TenantBackoff(monotonic), slow: new TenantBackoff(monotonic) };
    this.#waitingRoom = new WaitingRoom(() => !this.#closed && this.#nodes.some((node) => node.passing));
    const preferred = options.preferredNodes ?? PREFERRED_NODES;
    this.#context = {
      monotonic,
      metrics,
      wheel: this.#wheel,
      tenantBackoff: this.#tenantBackoff,
      waitingRoom: this.#waitingRoom,
      choose: (tenant, lane, tried) => chooseNode(this.#placement.order(tenant), tenant, lane, preferred, tried),
      roundBackoff: () => new Backoff(rng, ROUND_BACKOFF),
    };
  }

  start(): void {
    for (const node of this.#nodes) node.start();
  }

  execute(request: SlotRequest): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(new HsmError('NOT_OPERATIONAL', 'the pool is closed'));
    if (this.#tenantBackoff[request.lane ?? 'fast'].blocked(request.tenant)) {
      return Promise.reject(new HsmError('QUEUE_FULL', 'the tenant backs off after crashes of its slot'));
    }
    return new Promise<Uint8Array>((resolve, reject) => {
      new Operation(this.#context, request, resolve, reject).start();
    });
  }

  forget(tenant: TenantId, materialIds: readonly Uint8Array[], deadlineAt: number): Promise<void> {
    const reachable = this.#nodes.filter((node) => node.view().linked);
    return forgetMaterials(this.#monotonic, reachable, tenant, materialIds, deadlineAt);
  }

  nodes(): readonly NodeView[] {
    return this.#nodes.map((node) => node.view());
  }

  appliance(nodeId: NodeId): ApplianceClient {
    return must(
      this.#nodes.find((node) => node.id === nodeId),
      `node ${nodeId} is not in the configuration`,
    ).appliance;
  }

  ready(): boolean {
    return this.#nodes.some((node) => node.usable());
  }

  whenReady(deadlineAt: number): Promise<void> {
    if (this.ready()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = this.#monotonic.after(Math.max(0, deadlineAt - this.#monotonic.now()), () => {
        this.#whenReady.delete(settle);
        reject(new HsmError('NOT_OPERATIONAL', this.#complaint()));
      });
      const settle = (): void => {
        timer.cancel();
        if (this.#closed) reject(new HsmError('NOT_OPERATIONAL', 'the pool is closed'));
        else resolve();
      };
      this.#whenReady.add(settle);
    });
  }

  refresh(): void {
    for (const node of this.#nodes) node.refresh();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(this.#nodes.map((node) => node.close()));
    this.#waitingRoom.refuseAll();
    this.#settleWhenReady();
    this.#wheel.close();
  }

  #makeNodes(options: PoolOptions, metrics: PoolMetrics): FleetNode[] {
    const { region, frontEndId, monotonic, rng, clockOffsetMs, log, windowLimits } = options;
    const transport = options.transport ?? grpcTransport(options);
    const domainToken = versionedTokens(options.domainToken);
    const ids = new Set(options.nodes.map((node) => node.id));
    if (ids.size !== options.nodes.length) throw new AssertionFailure('two nodes of a pool have the same id');
    return options.nodes.map(
      (node) =>
        new FleetNode({
          ...node,
          region,
          frontEndId,
          monotonic,
          rng,
          clockOffsetMs,
          log,
          metrics,
          domainToken,
          ...(windowLimits === undefined ? {} : { windowLimits }),
          appliance: transport.openAppliance(node),
          open: transport.openLink(node),
          onChange: () => {
            this.#nodesChanged();
          },
        }),
    );
  }

  #nodesChanged(): void {
    const ready = this.ready();
    if (ready) this.#settleWhenReady();
    this.#waitingRoom.nodesChanged(ready);
  }

  #settleWhenReady(): void {
    const settles = [...this.#whenReady];
    this.#whenReady.clear();
    for (const settle of settles) settle();
  }

  #complaint(): string {
    const states = this.#nodes.map((node) => `${node.id} ${node.state}`);
    return `no HSM is in rotation: ${states.join(', ')}`;
  }
}

function grpcTransport(options: PoolOptions): PoolTransport {
  return {
    openLink: (node) => grpcLinkOpener(node.address, options.tls),
    openAppliance: (node) => openApplianceClient(node.address, options.tls, options.monotonic),
  };
}
