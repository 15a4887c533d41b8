/**
 * One link: commands in, results out as they finish. There is one writer; what finishes in the same turn of the event
 * loop leaves as one frame.
 * A peer that does not read makes results wait here, up to a bound at which this node stops reading too; a peer that is
 * silent is dropped.
 */
import { status as grpcStatus, type ServerDuplexStream } from '@grpc/grpc-js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HSM_STATUS } from '@strongroom/core/errors.js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Monotonic, OffsetClock } from '@strongroom/core/time.js';
import type { ClientFrame__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/ClientFrame.js';
import type { NodeFrame } from '@strongroom/proto/gen/link/strongroom/hsm/v1/NodeFrame.js';
import type { NodeLoad } from '@strongroom/proto/gen/link/strongroom/hsm/v1/NodeLoad.js';
import type { SlotCommand__Output } from '@strongroom/proto/gen/link/strongroom/hsm/v1/SlotCommand.js';
import type { SlotResult } from '@strongroom/proto/gen/link/strongroom/hsm/v1/SlotResult.js';
import type { Welcome } from '@strongroom/proto/gen/link/strongroom/hsm/v1/Welcome.js';
import { SLOT_PROTOCOL_VERSION } from '@strongroom/proto/slot-protocol.js';
import { readLinkJob, type LinkJob } from './link-job.js';
import type { SlotJob, SlotOutcome } from './slot-job.js';

export type LinkCall = ServerDuplexStream<ClientFrame__Output, NodeFrame>;

/** Commands of one link that are not yet answered. */
const IN_FLIGHT_MAX = 16_384;
/** A node drops a stream that is silent for this long. */
export const SILENCE_MAX_MS = 5000;
const UNSENT_PAUSE_BYTES = 1024 * 1024;
const UNSENT_RESUME_BYTES = 256 * 1024;
/** Tags and lengths around one result, at most. */
const RESULT_OVERHEAD_BYTES = 40;
const FRAME_OVERHEAD_BYTES = 256;
/** A century: civil time is not moved further. */
const CLOCK_OFFSET_MAX_MS = 100 * 366 * 86_400_000;

export interface LinkStreamOptions {
  readonly call: LinkCall;
  readonly monotonic: Monotonic;
  readonly clock: OffsetClock;
  readonly welcome: () => Welcome;
  readonly load: () => NodeLoad;
  readonly submit: (job: SlotJob) => void;
  readonly onFrameSent: (results: number) => void;
  readonly onCommandDone: (job: SlotJob, outcome: SlotOutcome) => void;
  readonly onClose: (reason: string) => void;
}

export class LinkStream {
  readonly #options: LinkStreamOptions;
  readonly #inFlight = new Map<number, LinkJob>();
  #greeted = false;
  #closed = false;
  #lastSeenMs: number;
  #unsent: SlotResult[] = [];
  #unsentBytes = 0;
  #flushPlanned = false;
  #writable = true;
  #paused = false;
  #sequence = 0;

  constructor(options: LinkStreamOptions) {
    this.#options = options;
    this.#lastSeenMs = options.monotonic.now();
    const { call } = options;
    call.on('data', (frame: ClientFrame__Output) => {
      this.#receive(frame);
    });
    call.on('drain', () => {
      this.#writable = true;
      this.#flush();
    });
    call.on('end', () => {
      this.#close('the peer ended the stream');
      call.end();
    });
    call.on('cancelled', () => {
      this.#close('the peer cancelled the stream');
    });
    call.on('close', () => {
      this.#close('the stream closed');
    });
    call.on('error', () => {
      this.#close('the stream failed');
    });
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Every heartbeat period: says that the node lives, and drops a peer that does not. */
  beat(): void {
    if (this.#closed) return;
    if (this.#options.monotonic.now() - this.#lastSeenMs > SILENCE_MAX_MS) {
      this.end(grpcStatus.DEADLINE_EXCEEDED, 'the peer was silent');
      return;
    }
    if (!this.#greeted || !this.#writable) return;
    this.#sequence = (this.#sequence + 1) >>> 0;
    const { offsetMs } = this.#options.clock;
    const heartbeat: NodeFrame = { heartbeat: { sequence: this.#sequence }, load: this.#options.load() };
    this.#write(offsetMs === 0 ? heartbeat : { ...heartbeat, clockOffsetMs: offsetMs });
  }

  /**
   * Ends the stream with a status. Work in flight is cancelled: commands are stateless, and the peer sends them
   * elsewhere.
   */
  end(code: number, details: string): void {
    if (this.#closed) return;
    this.#close(details);
    this.#options.call.emit('error', { code, details });
  }

  #receive(frame: ClientFrame__Output): void {
    if (this.#closed) return;
    const nowMs = this.#options.monotonic.now();
    this.#lastSeenMs = nowMs;
    if (!this.#greeted) {
      if (!this.#greet(frame)) return;
    } else if (frame.hello !== undefined) {
      this.end(grpcStatus.INVALID_ARGUMENT, 'a second greeting');
      return;
    }
    if (frame.clockOffsetMs !== undefined && !this.#adopt(frame.clockOffsetMs)) return;
    for (const id of frame.cancels ?? []) {
      const job = this.#inFlight.get(id);
      if (job !== undefined) job.cancelled = true;
    }
    for (const command of frame.commands ?? []) if (!this.#accept(command, nowMs)) return;
  }

  /** False when the stream was ended for it. */
  #greet(frame: ClientFrame__Output): boolean {
    if (frame.hello === undefined) {
      this.end(grpcStatus.INVALID_ARGUMENT, 'the first frame must be the greeting');
    } else if (frame.hello.protocol !== SLOT_PROTOCOL_VERSION) {
      this.end(grpcStatus.FAILED_PRECONDITION, `slot protocol ${String(SLOT_PROTOCOL_VERSION)} is spoken here`);
    } else {
      this.#greeted = true;
      this.#write({ welcome: this.#options.welcome(), load: this.#options.load() });
    }
    return this.#greeted;
  }

  #adopt(offsetMs: number): boolean {
    if (offsetMs > CLOCK_OFFSET_MAX_MS) {
      this.end(grpcStatus.INVALID_ARGUMENT, 'the clock offset is out of range');
      return false;
    }
    const { clock } = this.#options;
    const before = clock.offsetMs;
    clock.adopt(offsetMs);
    // Somebody waits for every node to follow.
    if (clock.offsetMs > before) this.beat();
    return true;
  }

  /** False when the stream was ended for it. */
  #accept(command: SlotCommand__Output, nowMs: number): boolean {
    const id = command.id ?? 0;
    if (this.#inFlight.has(id)) {
      this.end(grpcStatus.INVALID_ARGUMENT, 'a command id is in flight already');
      return false;
    }
    const job = readLinkJob(command, nowMs, this.#onSettle);
    if (typeof job === 'string') this.#reply({ id, status: HSM_STATUS.ARGUMENTS_BAD.code, detail: job });
    else if (this.#inFlight.size >= IN_FLIGHT_MAX) this.#reply({ id, status: HSM_STATUS.QUEUE_FULL.code });
    else {
      this.#inFlight.set(id, job);
      this.#options.submit(job);
    }
    return true;
  }

  readonly #onSettle = (job: LinkJob, outcome: SlotOutcome): void => {
    this.#options.onCommandDone(job, outcome);
    if (!this.#inFlight.delete(job.id) || this.#closed) return;
    // Absent fields cost nothing on the wire.
    const result: SlotResult = { id: job.id };
    if (outcome.status !== 0) result.status = outcome.status;
    if (outcome.payload.length > 0) result.payload = outcome.payload;
    if (outcome.generation !== 0) result.slotGeneration = outcome.generation;
    if (outcome.detail !== '') result.detail = outcome.detail;
    this.#reply(result);
  };

  #reply(result: SlotResult): void {
    this.#unsent.push(result);
    this.#unsentBytes += sizeOf(result);
    if (this.#unsentBytes > UNSENT_PAUSE_BYTES && !this.#paused) {
      this.#paused = true;
      this.#options.call.pause();
    }
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    this.#options.monotonic.nextTurn(() => {
      this.#flushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#writable && this.#unsent.length > 0 && !this.#closed) {
      const results = this.#takeFrame();
      this.#options.onFrameSent(results.length);
      this.#write({ results });
    }
    if (this.#paused && this.#unsentBytes < UNSENT_RESUME_BYTES) {
      this.#paused = false;
      this.#options.call.resume();
    }
  }

  /** As many results as fit into one frame. */
  #takeFrame(): SlotResult[] {
    let bytes = FRAME_OVERHEAD_BYTES;
    let count = 0;
    for (const result of this.#unsent) {
      const size = sizeOf(result);
      if (count > 0 && bytes + size > LINK_FRAME_MAX_BYTES) break;
      bytes += size;
      count += 1;
    }
    this.#unsentBytes -= bytes - FRAME_OVERHEAD_BYTES;
    if (count === this.#unsent.length) {
      const all = this.#unsent;
      this.#unsent = [];
      return all;
    }
    return this.#unsent.splice(0, count);
  }

  #write(frame: NodeFrame): void {
    this.#writable = this.#options.call.write(frame);
  }

  #close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const job of this.#inFlight.values()) job.cancelled = true;
    this.#inFlight.clear();
    this.#unsent = [];
    this.#unsentBytes = 0;
    // Reading on keeps the transport's window open for the end of the stream.
    if (this.#paused) this.#options.call.resume();
    this.#options.onClose(reason);
  }
}

function sizeOf(result: SlotResult): number {
  const payload = result.payload ?? EMPTY_BYTES;
  return RESULT_OVERHEAD_BYTES + payload.length + 3 * (result.detail?.length ?? 0);
}
