/** A link over nothing: the test is the node. */
import { must } from '@strongroom/core/assert.js';
import { SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import { Attempt } from '../attempt.js';
import { DEFAULT_WINDOW_LIMITS, type WindowLimits } from '../command-window.js';
import type { ClientFrame, SlotCommandFrame } from '../frames.js';
import type { LinkStreamEvents } from '../link-stream.js';
import { type LinkDown, NodeLink } from '../node-link.js';
import { FakeMonotonic } from './fake-monotonic.js';

export const WELCOME = {
  protocol: SLOT_PROTOCOL_VERSION,
  nodeId: 'hsm-1',
  bootId: 'boot-1',
  domainId: new Uint8Array(16),
  domainTokenVersion: 3,
};

export class LinkBench {
  readonly monotonic = new FakeMonotonic();
  readonly frames: ClientFrame[] = [];
  readonly log: string[] = [];
  readonly downs: LinkDown[] = [];
  /** Writes after which the stream pushes back. */
  room = Number.POSITIVE_INFINITY;
  cancelled = false;
  clockOffsetMs = 0;
  readonly link: NodeLink;
  #events: LinkStreamEvents | undefined;

  constructor(windowLimits?: Partial<WindowLimits>) {
    this.link = new NodeLink({
      nodeId: 'hsm-1',
      frontEndId: 'kms-1',
      region: 'eu-central-1',
      monotonic: this.monotonic,
      clockOffsetMs: () => this.clockOffsetMs,
      windowLimits: { ...DEFAULT_WINDOW_LIMITS, ...windowLimits },
      open: (events) => {
        this.#events = events;
        return {
          write: (frame) => {
            this.frames.push(frame);
            return --this.room > 0;
          },
          cancel: () => {
            this.cancelled = true;
          },
        };
      },
      onGreeting: (greeting) => this.log.push(`greeted ${greeting.bootId}`),
      onLoad: (load) => this.log.push(`load ${String(load.queued ?? 0)}`),
      onClockOffset: (offsetMs) => this.log.push(`clock ${String(offsetMs)}`),
      onDown: (down) => this.downs.push(down),
      onBatch: () => undefined,
    });
  }

  get events(): LinkStreamEvents {
    return must(this.#events, 'the stream is open');
  }

  greet(): this {
    this.events.onFrame({ welcome: WELCOME });
    return this;
  }

  submit(name: string, options: { tenant?: string; bytes?: number; inMs?: number; command?: number } = {}): Attempt {
    const { tenant = '111122223333', bytes = 100, inMs = 10_000, command = 3 } = options;
    const deadlineAt = this.monotonic.now() + inMs;
    const attempt = new Attempt(tenant, command, new Uint8Array(bytes), new Uint8Array(0), deadlineAt, {
      onResult: (result) => this.log.push(`${name} answered ${String(result.status ?? 0)}`),
      onLost: (reason, written) => this.log.push(`${name} lost ${reason}${written ? ' written' : ''}`),
      onExpired: () => this.log.push(`${name} expired`),
    });
    this.link.submit(attempt);
    return attempt;
  }

  /** Lets time pass on a link whose node is heard. */
  live(seconds: number): void {
    for (let step = 0; step < seconds * 4; step++) {
      this.monotonic.advance(250);
      this.events.onFrame({ heartbeat: { sequence: 1 } });
    }
  }

  get commands(): SlotCommandFrame[] {
    return this.frames.flatMap((frame) => frame.commands ?? []);
  }
}
