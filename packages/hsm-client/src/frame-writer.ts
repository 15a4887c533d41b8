/**
 * The one writer of a link. Whatever is asked for in one turn of the event loop leaves as one message; a frame never
 * exceeds 256 KiB; a
 * stream that pushes back is not written to until it drains, and what waits stays in the bounded window meanwhile.
 */
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { Attempt } from './attempt.js';
import { CANCEL_MAX_BYTES, type ClientFrame, FRAME_OVERHEAD_BYTES, type SlotCommandFrame } from './frames.js';
import type { LaneWindows } from './lane-windows.js';

/** A caller that allows more than this is told the same by the node's own bounds. */
const DEADLINE_MAX_MS = 0x7fff_ffff;
const CANCELS_PER_FRAME_MAX = 4096;

export interface FrameWriterOptions {
  readonly window: LaneWindows;
  /** Returns false when the stream wants no more until it drains. */
  readonly write: (frame: ClientFrame) => boolean;
  readonly monotonic: Monotonic;
  readonly clockOffsetMs: () => number;
  /** Gives the attempt its id, just before it is written. */
  readonly assignId: (attempt: Attempt) => number;
  /** The attempt was taken from the window but its deadline is over: it is not written. */
  readonly expired: (attempt: Attempt) => void;
  readonly onBatch: (commands: number) => void;
}

export class FrameWriter {
  readonly #options: FrameWriterOptions;
  #cancels: number[] = [];
  #heartbeats = 0;
  #heartbeatDue = false;
  #scheduled = false;
  #blocked = false;
  #stopped = false;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** The stream does not take more at the moment. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Something waits in the window: write it when this turn has ended. */
  schedule(): void {
    if (this.#scheduled || this.#blocked || this.#stopped) return;
    this.#scheduled = true;
    this.#options.monotonic.nextTurn(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  cancel(id: number): void {
    this.#cancels.push(id);
    this.schedule();
  }

  /** A stream that pushes back gets no heartbeat on top: the node sees frames as soon as it reads again. */
  heartbeat(): void {
    if (this.#blocked) return;
    this.#heartbeatDue = true;
    this.flush();
  }

  drained(): void {
    this.#blocked = false;
    this.schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancels = [];
  }

  flush(): void {
    while (!this.#stopped && !this.#blocked) {
      const frame = this.#nextFrame();
      if (frame === undefined) return;
      this.#blocked = !this.#options.write(frame);
    }
  }

  #nextFrame(): ClientFrame | undefined {
    const frame: ClientFrame = {};
    let budgetBytes = LINK_FRAME_MAX_BYTES - FRAME_OVERHEAD_BYTES;
    if (this.#cancels.length > 0) {
      frame.cancels = this.#cancels.splice(0, CANCELS_PER_FRAME_MAX);
      budgetBytes -= frame.cancels.length * CANCEL_MAX_BYTES;
    }
    const commands = this.#takeCommands(budgetBytes);
    if (commands !== undefined) {
      frame.commands = commands;
      this.#options.onBatch(commands.length);
    }
    if (commands === undefined && frame.cancels === undefined && !this.#heartbeatDue) return undefined;
    if (this.#heartbeatDue) {
      this.#heartbeatDue = false;
      this.#heartbeats = (this.#heartbeats + 1) >>> 0;
      frame.heartbeat = { sequence: this.#heartbeats };
    }
    const clockOffsetMs = this.#options.clockOffsetMs();
    if (clockOffsetMs > 0) frame.clockOffsetMs = clockOffsetMs;
    return frame;
  }

  #takeCommands(frameBudgetBytes: number): SlotCommandFrame[] | undefined {
    const { window, monotonic, expired } = this.#options;
    if (window.waiting === 0) return undefined;
    const now = monotonic.now();
    let budgetBytes = frameBudgetBytes;
    let commands: SlotCommandFrame[] | undefined;
    for (let attempt = window.take(budgetBytes); attempt !== undefined; attempt = window.take(budgetBytes)) {
      // Relative, and computed here, so that time spent waiting in this process counts.
      const deadlineMs = Math.min(Math.floor(attempt.deadlineAt - now), DEADLINE_MAX_MS);
      if (deadlineMs < 1) {
        expired(attempt);
        continue;
      }
      budgetBytes -= attempt.bytes;
      (commands ??= []).push(this.#commandFrame(attempt, deadlineMs));
    }
    return commands;
  }

  #commandFrame(attempt: Attempt, deadlineMs: number): SlotCommandFrame {
    const { tenant, command, payload, slotToken } = attempt;
    const id = this.#options.assignId(attempt);
    attempt.forgetPayload();
    return slotToken.length === 0
      ? { id, tenant, deadlineMs, command, payload }
      : { id, tenant, deadlineMs, command, payload, slotToken };
  }
}
