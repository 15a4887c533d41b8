/** One sending of one command to one node. An operation that is retried makes a new attempt each time. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { COMMAND_OVERHEAD_BYTES, type SlotResultFrame } from './frames.js';

/** Who waits for an attempt. Exactly one of these is called, once, unless the attempt was abandoned. */
export interface AttemptSink {
  onResult(result: SlotResultFrame): void;
  /**
   * The link ended, or its node fell silent, before an answer. `written` is false where the node cannot have seen the
   * command.
   */
  onLost(reason: string, written: boolean): void;
  /** The deadline passed before the command was written. */
  onExpired(): void;
}

export class Attempt {
  readonly tenant: string;
  readonly command: number;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  /** What it counts in frames, queues and the window. */
  readonly bytes: number;
  /** Empty once written: a retry encodes again, so the copy need not be kept. */
  payload: Uint8Array;
  slotToken: Uint8Array;
  /**
   * Undefined once abandoned: the entry then only waits for the node's answer, which frees its id and its part of the
   * window.
   */
  sink: AttemptSink | undefined;
  /** 0 until written. */
  id = 0;
  /** Once abandoned: when the node must have answered it, in monotonic milliseconds. */
  overdueAt = 0;

  constructor(
    tenant: string,
    command: number,
    payload: Uint8Array,
    slotToken: Uint8Array,
    deadlineAt: number,
    sink: AttemptSink,
  ) {
    this.tenant = tenant;
    this.command = command;
    this.payload = payload;
    this.slotToken = slotToken;
    this.deadlineAt = deadlineAt;
    this.sink = sink;
    this.bytes = COMMAND_OVERHEAD_BYTES + tenant.length + payload.length + slotToken.length;
  }

  /** Drops what only the wire needed. */
  forgetPayload(): void {
    this.payload = EMPTY_BYTES;
    this.slotToken = EMPTY_BYTES;
  }
}
