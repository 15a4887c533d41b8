/**
 * One configured node and its way into rotation: ask its status, give it the domain when it lacks it, open the link,
 * watch it, and begin again
 * with backoff when it is gone. Every step ends by an answer or a deadline, so a node that was removed from rotation
 * comes back by itself.
 */
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import { delay, type Monotonic } from '@strongroom/core/time.js';
import type { Lane } from '@strongroom/proto/slot-protocol.js';
import { admit } from './admission.js';
import type { ApplianceClient } from './appliance-client.js';
import type { ApplianceStatus } from './appliance-status.js';
import type { Attempt } from './attempt.js';
import type { WindowLimits } from './command-window.js';
import type { DomainTokenSource } from './domain-join.js';
import type { NodeLoadFrame } from './frames.js';
import { HeldTokens } from './held-tokens.js';
import type { OpenLinkStream } from './link-stream.js';
import { type LinkDown, NodeLink } from './node-link.js';
import { type NodeLoadView, type NodeState, type NodeView, PASSING_STATES } from './node-view.js';
import type { PoolLog } from './pool-log.js';
import type { PoolMetrics } from './pool-metrics.js';
import { Backoff } from './reconnect.js';

export interface FleetNodeOptions {
  readonly id: NodeId;
  readonly address: string;
  readonly region: string;
  readonly frontEndId: string;
  readonly appliance: ApplianceClient;
  readonly open: OpenLinkStream;
  readonly domainToken: DomainTokenSource;
  readonly monotonic: Monotonic;
  readonly rng: Rng;
  readonly clockOffsetMs: () => number;
  readonly windowLimits?: WindowLimits;
  readonly log: PoolLog;
  readonly metrics: PoolMetrics;
  /** The node came into rotation, or changed to a state that matters to waiting operations. */
  readonly onChange: () => void;
}

/** How often a linked node is asked for its status: domain changes and error states show there. */
const STATUS_PERIOD_MS = 2000;
/** How often a node is asked that somebody has to do something about. */
const SLOW_POLL_MS = 1000;
/** How often a node is greeted that refuses this front end: it may be upgraded, or be told of a new operator. */
const REFUSED_POLL_MS = 2000;
/** A node that refused work stays out of rotation at least this long. */
const SIDELINE_MS = 250;
/** A link that lived this long was good: the next loss starts at the shortest backoff again. */
const STABLE_MS = 2000;

/** What one link's callbacks tell the loop that waits for its end. */
class LinkRun {
  linkedAt = Number.POSITIVE_INFINITY;
  down: LinkDown | undefined;

  isDown(): boolean {
    return this.down !== undefined;
  }
}

export class FleetNode {
  readonly id: NodeId;
  /** A tenant's two threads hold what was presented to each. */
  readonly held: Readonly<Record<Lane, HeldTokens>> = { fast: new HeldTokens(), slow: new HeldTokens() };
  readonly appliance: ApplianceClient;
  readonly #options: FleetNodeOptions;
  readonly #backoff: Backoff;
  readonly #closed = new AbortController();
  readonly #onBatch: (commands: number) => void;
  #running: Promise<void> | undefined;
  #link: NodeLink | undefined;
  #state: NodeState = 'connecting';
  #detail = '';
  #bootId = '';
  #load: NodeLoadView | undefined;
  #clockOffsetMs = 0;
  #status: ApplianceStatus | undefined;
  /** Ends the present wait early: the link went down, or the node is to be asked now. */
  #wake = new AbortController();

  constructor(options: FleetNodeOptions) {
    this.id = options.id;
    this.appliance = options.appliance;
    this.#options = options;
    this.#backoff = new Backoff(options.rng);
    this.#onBatch = options.metrics.batchObserver(options.id);
  }

  start(): void {
    this.#running = this.#run();
  }

  get state(): NodeState {
    return this.#state;
  }

  usable(): boolean {
    return this.#state === 'linked';
  }

  /** True where waiting a little may help. */
  get passing(): boolean {
    return PASSING_STATES.has(this.#state);
  }

  /** True where the node is known to follow an older domain token than the newest one. */
  get behind(): boolean {
    return this.#status !== undefined && this.#status.domainTokenVersion < this.#options.domainToken.version();
  }

  tenantInFlight(tenant: string, lane: Lane): number {
    return this.#link?.tenantInFlight(tenant, lane) ?? 0;
  }

  /** @throws HsmError QUEUE_FULL or ARGUMENTS_BAD, or NOT_OPERATIONAL when the link went down this moment. */
  submit(attempt: Attempt): void {
    if (this.#link?.up !== true) throw new HsmError('NOT_OPERATIONAL', 'the node has no link');
    this.#link.submit(attempt);
  }

  abandon(attempt: Attempt): void {
    this.#link?.abandon(attempt);
  }

  /** The node answered that it does not work: out of rotation until its status says otherwise. */
  sideline(reason: string): void {
    if (this.#state !== 'linked') return;
    this.#become('sidelined', reason);
    this.#wake.abort();
  }

  /** Looks at the node now instead of at the end of the present pause: something that it waits for has changed. */
  refresh(): void {
    this.#wake.abort();
  }

  view(): NodeView {
    return {
      id: this.id,
      address: this.#options.address,
      state: this.#state,
      detail: this.#detail,
      linked: this.#link?.up === true,
      load: this.#load,
      clockOffsetMs: this.#clockOffsetMs,
      bootId: this.#bootId,
      inFlight: this.#link?.inFlight ?? 0,
      status: this.#status,
    };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#wake.abort();
    this.#link?.close('the pool is closing');
    this.appliance.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      try {
        const ready = await this.#admit();
        if (ready) await this.#serve();
        else await this.#pause(SLOW_POLL_MS);
      } catch (error) {
        if (!(error instanceof HsmError)) this.#options.log.error({ err: error, node: this.id }, 'node loop failed');
        this.#become('unreachable', error instanceof Error ? error.message : String(error));
        await this.#pause(this.#backoff.nextDelayMs());
      }
    }
  }

  /** True when the node is an operational member of our domain. */
  async #admit(): Promise<boolean> {
    const { status, refused } = await admit(this.#options);
    if (this.#closed.signal.aborted) return false;
    this.#status = status;
    if (refused === undefined) return true;
    this.#become(refused.state, refused.detail);
    return false;
  }

  /** Opens the link and returns when it is down. */
  async #serve(): Promise<void> {
    const run = new LinkRun();
    const link = this.#openLink(run);
    this.#link = link;
    try {
      while (!run.isDown() && !this.#closed.signal.aborted) {
        const before = this.#state;
        await this.#pause(before === 'sidelined' ? SIDELINE_MS : STATUS_PERIOD_MS);
        const justSidelined = before !== this.#state && this.#state === 'sidelined';
        if (!justSidelined && !run.isDown()) await this.#check(link);
      }
    } finally {
      link.close('the node loop has ended');
      this.#link = undefined;
      this.#load = undefined;
      this.#clockOffsetMs = 0;
    }
    if (this.#options.monotonic.now() - run.linkedAt > STABLE_MS) this.#backoff.reset();
    const refused = run.down?.cause === 'incompatible' || run.down?.cause === 'denied';
    await this.#pause(refused ? REFUSED_POLL_MS : this.#backoff.nextDelayMs());
  }

  #openLink(run: LinkRun): NodeLink {
    const { windowLimits, monotonic, clockOffsetMs, open, frontEndId, region } = this.#options;
    return new NodeLink({
      nodeId: this.id,
      frontEndId,
      region,
      open,
      monotonic,
      clockOffsetMs,
      ...(windowLimits === undefined ? {} : { windowLimits }),
      onGreeting: (greeting) => {
        run.linkedAt = monotonic.now();
        this.#bootId = greeting.bootId;
        this.held.fast.greet(greeting.bootId);
        this.held.slow.greet(greeting.bootId);
        this.#become('linked', '');
      },
      onLoad: (load) => {
        this.#onLoad(load);
      },
      onClockOffset: (offsetMs) => {
        this.#clockOffsetMs = offsetMs;
      },
      onDown: (why) => {
        run.down = why;
        this.#onDown(why);
        this.#wake.abort();
      },
      onBatch: this.#onBatch,
    });
  }

  /** Asks a linked node for its status. Not answering is no reason to drop the link: the heartbeat judges that. */
  async #check(link: NodeLink): Promise<void> {
    let ready: boolean;
    try {
      ready = await this.#admit();
    } catch (error) {
      if (error instanceof HsmError) return;
      throw error;
    }
    if (!ready) link.close(this.#detail);
    else if (this.#state === 'sidelined' && link.up)
      this.#become(this.#load?.draining === true ? 'draining' : 'linked', '');
  }

  #onLoad(load: NodeLoadFrame): void {
    const { slotsBound = 0, slotsMax = 0, queued = 0, draining = false } = load;
    this.#load = { slotsBound, slotsMax, queued, draining };
    if (draining && this.#state === 'linked') this.#become('draining', '');
    else if (!draining && this.#state === 'draining') this.#become('linked', '');
  }

  #onDown(why: LinkDown): void {
    this.#options.metrics.linkDown(this.id, why.cause);
    if (why.cause === 'closed') {
      // The status check has already said what the node is.
      if (this.usable() || this.#state === 'draining') this.#become('connecting', why.detail);
      return;
    }
    const state = {
      ended: 'unreachable',
      violation: 'unreachable',
      suspect: 'suspect',
      incompatible: 'refused',
      denied: 'refused',
    } as const;
    this.#become(state[why.cause], why.detail);
  }

  #become(state: NodeState, detail: string): void {
    const changed = state !== this.#state || detail !== this.#detail;
    this.#state = state;
    this.#detail = detail;
    if (!changed || this.#closed.signal.aborted) return;
    const fields = { node: this.id, state, detail };
    if (state === 'linked') this.#options.log.info(fields, 'node in rotation');
    else this.#options.log.warn(fields, 'node out of rotation');
    this.#options.metrics.nodeState(this.id, state);
    this.#options.onChange();
  }

  async #pause(delayMs: number): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#wake = new AbortController();
    await delay(this.#options.monotonic, delayMs, this.#wake.signal);
  }
}
