/**
 * One long-lived stream to one node: greeting, commands out, answers in, and the judgement when it has failed. A link
 * is used once; after it
 * went down a new one is made. The node is trusted to compute, not to behave: a frame that breaks the protocol ends the
 * link, never the process.
 */
import { SLOT_PAYLOAD_MAX_BYTES } from '@strongroom/core/limits.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { Monotonic, Timer } from '@strongroom/core/time.js';
import { type Lane, laneOf, SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import type { Attempt } from './attempt.js';
import type { WindowLimits } from './command-window.js';
import { FrameWriter } from './frame-writer.js';
import type { NodeFrame, NodeLoadFrame, SlotResultFrame, WelcomeFrame } from './frames.js';
import { Heartbeat } from './heartbeat.js';
import { LaneWindows } from './lane-windows.js';
import type { LinkStream, OpenLinkStream } from './link-stream.js';

/**
 * Why a link is down. `ended`: the transport said so. `suspect`: 500 ms of silence. `violation`: the node broke the
 * protocol. `incompatible`:
 * it speaks another protocol version, or is another node than the one configured. `denied`: it does not take this front
 * end for an operator of its domain, or refuses its greeting. `closed`: by this side.
 */
export type LinkDownCause = 'ended' | 'suspect' | 'violation' | 'incompatible' | 'denied' | 'closed';

export interface LinkDown {
  readonly cause: LinkDownCause;
  readonly detail: string;
}

export interface NodeGreeting {
  readonly bootId: string;
  readonly domainId: Uint8Array;
  readonly domainTokenVersion: number;
}

export interface NodeLinkOptions {
  readonly nodeId: string;
  readonly frontEndId: string;
  readonly region: string;
  readonly open: OpenLinkStream;
  readonly monotonic: Monotonic;
  readonly clockOffsetMs: () => number;
  /** Of the fast lane. */
  readonly windowLimits?: WindowLimits;
  readonly onGreeting: (greeting: NodeGreeting) => void;
  readonly onLoad: (load: NodeLoadFrame) => void;
  /** The civil-time offset that the node has adopted, with every heartbeat; the front end's own after it was sent. */
  readonly onClockOffset: (offsetMs: number) => void;
  /** Called once, before the attempts that were not answered are told: they look for another node at once. */
  readonly onDown: (down: LinkDown) => void;
  readonly onBatch: (commands: number) => void;
}

/** TLS, HTTP/2 and the node's check of our certificate, under load. */
const GREETING_TIMEOUT_MS = 3000;
/**
 * An abandoned command that the node has not answered for so long: something is stuck there that only a new link frees.
 * Not sooner than the node's own watchdog ends a thread: RSA key generation cannot be cancelled once it runs.
 */
const ABANDONED_MAX_MS: Readonly<Record<Lane, number>> = { fast: 30_000, slow: 150_000 };
const TEXT_MAX_LENGTH = 256;

export class NodeLink {
  readonly #options: NodeLinkOptions;
  readonly #window: LaneWindows;
  readonly #writer: FrameWriter;
  readonly #stream: LinkStream;
  readonly #inFlight = new Map<number, Attempt>();
  #heartbeat: Heartbeat | undefined;
  #greetingTimer: Timer | undefined;
  #greeted = false;
  #down = false;
  #lastId = 0;
  #firstOverdueAt = Number.POSITIVE_INFINITY;

  constructor(options: NodeLinkOptions) {
    this.#options = options;
    this.#window = new LaneWindows(options.windowLimits);
    this.#writer = new FrameWriter({
      window: this.#window,
      write: (frame) => this.#stream.write(frame),
      monotonic: options.monotonic,
      clockOffsetMs: options.clockOffsetMs,
      assignId: (attempt) => this.#assignId(attempt),
      expired: (attempt) => {
        this.#window.release(attempt);
        attempt.sink?.onExpired();
      },
      onBatch: options.onBatch,
    });
    this.#stream = options.open({
      onFrame: (frame) => {
        this.#onFrame(frame);
      },
      onDrain: () => {
        this.#writer.drained();
      },
      onEnd: (reason, denied) => {
        this.#goDown(denied ? 'denied' : 'ended', reason);
      },
    });
    this.#greetingTimer = options.monotonic.after(GREETING_TIMEOUT_MS, () => {
      this.#goDown('ended', 'the node did not greet in time');
    });
    this.#stream.write({
      hello: { protocol: SLOT_PROTOCOL_VERSION, frontEnd: options.frontEndId, region: options.region },
    });
  }

  /** Greeted and alive. */
  get up(): boolean {
    return this.#greeted && !this.#down;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get waiting(): number {
    return this.#window.waiting;
  }

  tenantInFlight(tenant: string, lane: Lane): number {
    return this.#window.load(tenant, lane);
  }

  /** @throws HsmError QUEUE_FULL at once when a bound is reached; ARGUMENTS_BAD for a payload over 64 KiB. */
  submit(attempt: Attempt): void {
    if (attempt.payload.length > SLOT_PAYLOAD_MAX_BYTES) {
      throw new HsmError('ARGUMENTS_BAD', `payload of ${String(attempt.payload.length)} bytes exceeds the bound`);
    }
    if (!this.#window.push(attempt)) throw new HsmError('QUEUE_FULL', 'the link has too much waiting');
    this.#writer.schedule();
  }

  /** The caller has gone: no event for this attempt any more, and the node is told when it has seen it. */
  abandon(attempt: Attempt): void {
    attempt.sink = undefined;
    attempt.forgetPayload();
    if (attempt.id === 0 || this.#down) return;
    attempt.overdueAt = this.#options.monotonic.now() + ABANDONED_MAX_MS[laneOf(attempt.command)];
    this.#firstOverdueAt = Math.min(this.#firstOverdueAt, attempt.overdueAt);
    this.#writer.cancel(attempt.id);
  }

  close(detail: string): void {
    this.#goDown('closed', detail);
  }

  #assignId(attempt: Attempt): number {
    do this.#lastId = this.#lastId === 0xffff_ffff ? 1 : this.#lastId + 1;
    while (this.#inFlight.has(this.#lastId));
    attempt.id = this.#lastId;
    this.#inFlight.set(attempt.id, attempt);
    return attempt.id;
  }

  #onFrame(frame: NodeFrame): void {
    if (this.#down) return;
    this.#heartbeat?.heard();
    if (!this.#greeted) {
      this.#onGreeting(frame.welcome);
      if (!this.up) return;
    } else if (frame.welcome !== undefined && frame.welcome !== null) {
      this.#goDown('violation', 'a second welcome');
      return;
    }
    if (frame.load !== undefined && frame.load !== null) this.#options.onLoad(frame.load);
    if (frame.clockOffsetMs !== undefined) this.#options.onClockOffset(frame.clockOffsetMs);
    if (frame.results === undefined) return;
    for (const result of frame.results) {
      if (!this.#onResult(result)) return;
    }
    if (this.#window.waiting > 0) this.#writer.schedule();
  }

  /** False when the link went down over it. */
  #onResult(result: SlotResultFrame): boolean {
    const id = result.id ?? 0;
    const attempt = this.#inFlight.get(id);
    if (attempt === undefined) return this.#violation(`an answer to ${String(id)}, which is not in flight`);
    if (result.payload !== undefined && result.payload.length > SLOT_PAYLOAD_MAX_BYTES) {
      return this.#violation(`an answer of ${String(result.payload.length)} bytes`);
    }
    this.#inFlight.delete(id);
    this.#window.release(attempt);
    const { sink } = attempt;
    attempt.sink = undefined;
    sink?.onResult(result);
    return !this.#down;
  }

  #violation(detail: string): false {
    this.#goDown('violation', detail);
    return false;
  }

  #onGreeting(welcome: WelcomeFrame | null | undefined): void {
    if (welcome === undefined || welcome === null) {
      this.#goDown('violation', 'the first frame is no welcome');
      return;
    }
    const { protocol = 0, nodeId = '', bootId = '', domainId, domainTokenVersion = 0 } = welcome;
    if (protocol !== SLOT_PROTOCOL_VERSION) {
      const [theirs, ours] = [String(protocol), String(SLOT_PROTOCOL_VERSION)];
      const detail = `the node speaks slot protocol ${theirs}, this front end ${ours}`;
      this.#goDown('incompatible', detail);
      return;
    }
    if (nodeId !== this.#options.nodeId) {
      this.#goDown('incompatible', `node "${nodeId.slice(0, TEXT_MAX_LENGTH)}" answers at this address`);
      return;
    }
    if (bootId.length === 0 || bootId.length > TEXT_MAX_LENGTH || domainId?.length !== 16) {
      this.#goDown('violation', 'the welcome lacks a boot id or a domain');
      return;
    }
    this.#greetingTimer?.cancel();
    this.#greeted = true;
    this.#heartbeat = new Heartbeat(
      this.#options.monotonic,
      () => {
        this.#beat();
      },
      () => {
        this.#goDown('suspect', 'the node is silent');
      },
    );
    this.#options.onGreeting({ bootId, domainId, domainTokenVersion });
  }

  #beat(): void {
    if (this.#options.monotonic.now() > this.#firstOverdueAt && this.#isStuck()) {
      this.#goDown('suspect', 'an abandoned command was never answered');
      return;
    }
    this.#writer.heartbeat();
  }

  /** Looks at what is in flight only when the first known abandonment is overdue, and learns the next one. */
  #isStuck(): boolean {
    let first = Number.POSITIVE_INFINITY;
    for (const attempt of this.#inFlight.values()) {
      if (attempt.sink === undefined) first = Math.min(first, attempt.overdueAt);
    }
    this.#firstOverdueAt = first;
    return this.#options.monotonic.now() > first;
  }

  #goDown(cause: LinkDownCause, detail: string): void {
    if (this.#down) return;
    this.#down = true;
    this.#greetingTimer?.cancel();
    this.#heartbeat?.stop();
    this.#writer.stop();
    this.#stream.cancel();
    const written = [...this.#inFlight.values()];
    this.#inFlight.clear();
    const waiting = this.#window.drainWaiting();
    // First this link is out of rotation, then its work looks for another one.
    this.#options.onDown({ cause, detail });
    for (const attempt of written) attempt.sink?.onLost(cause, true);
    for (const attempt of waiting) attempt.sink?.onLost(cause, false);
  }
}
