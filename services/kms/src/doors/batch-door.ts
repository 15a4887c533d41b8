/**
 * The batch stream: many operations per message, answers as they finish. One failed operation does not end the stream; a damaged frame or a
 * revoked credential does. The caller is authenticated anew for every message.
 */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { errorEntry, KmsError } from '@strongroom/core/errors.js';
import { uuid } from '@strongroom/core/rng.js';
import {
  decodeBatchRequest,
  encodeBatchResponse,
  type BatchOperation,
  type BatchResult,
} from '@strongroom/proto/batch-codec.js';
import { decodeRequest, encodeResponse } from '@strongroom/proto/kms-codec.js';
import { grpcStatusOf } from '@strongroom/rpc/grpc-status.js';
import type { Caller } from '../identity/principal.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import { asKmsError } from './as-kms-error.js';
import { addressOfPeer, DEADLINE_DEFAULT_MS, regionOf, textOf } from './call-context.js';
import type { GrpcDoorParts } from './grpc-door.js';

/** Operations of one stream at once. Beyond it the stream is not read, so that TCP holds the client back. */
const IN_FLIGHT_MAX = 2048;
/** A response frame is written when it holds this much, although the turn has not ended. */
const FRAME_TARGET_BYTES = 128 * 1024;

type Stream = ServerDuplexStream<Uint8Array, Uint8Array>;

/** The streams of this process, so that a stop can end them. */
export class BatchDoor {
  readonly #parts: GrpcDoorParts;
  readonly #sessions = new Set<BatchSession>();

  constructor(parts: GrpcDoorParts) {
    this.#parts = parts;
  }

  readonly handler = (stream: Stream): void => {
    const session = new BatchSession(this.#parts, stream, () => this.#sessions.delete(session));
    this.#sessions.add(session);
  };

  /** Takes no more messages; each stream ends when its running operations are answered. */
  drain(): void {
    for (const session of this.#sessions) session.endInput();
  }
}

class BatchSession {
  readonly #parts: GrpcDoorParts;
  readonly #stream: Stream;
  readonly #onEnd: () => void;
  readonly #region: RegionRuntime | undefined;
  readonly #abort = new AbortController();
  #results: BatchResult[] = [];
  #resultBytes = 0;
  #flushScheduled = false;
  #inFlight = 0;
  #blocked = false;
  #inputEnded = false;
  #ended = false;

  constructor(parts: GrpcDoorParts, stream: Stream, onEnd: () => void) {
    this.#parts = parts;
    this.#stream = stream;
    this.#onEnd = onEnd;
    try {
      this.#region = regionOf(parts.services, textOf(stream.metadata, 'x-strongroom-region'));
    } catch (error) {
      this.#fail(error);
      return;
    }
    stream.on('data', (frame: Uint8Array) => {
      this.#receive(frame);
    });
    stream.on('end', () => {
      this.endInput();
    });
    stream.on('drain', () => {
      this.#blocked = false;
      this.#resumeWhenPossible();
    });
    // The client has gone: what still runs is for nobody.
    stream.on('cancelled', () => {
      this.#finish();
    });
    stream.on('error', () => {
      this.#finish();
    });
  }

  endInput(): void {
    this.#inputEnded = true;
    this.#endWhenAnswered();
  }

  #receive(frame: Uint8Array): void {
    if (this.#ended || this.#inputEnded) return;
    let operations: readonly BatchOperation[];
    try {
      operations = decodeBatchRequest(frame);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#inFlight += operations.length;
    if (this.#inFlight >= IN_FLIGHT_MAX) this.#stream.pause();
    this.#parts.authenticator.authenticate(this.#stream, this.#stream.metadata).then(
      (caller) => {
        for (const operation of operations) this.#start(caller, operation);
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  #start(caller: Caller, operation: BatchOperation): void {
    const requestId = uuid(this.#parts.services.rng);
    this.#run(caller, operation, requestId).then(
      (result) => {
        this.#answer(result);
      },
      (error: unknown) => {
        const known = asKmsError(this.#parts.services, error, requestId);
        const { exception, message } = known;
        this.#answer({ id: operation.id, error: { exception, message, code: errorEntry(exception).grpc, requestId } });
      },
    );
  }

  async #run(caller: Caller, { id, operation, payload }: BatchOperation, requestId: string): Promise<BatchResult> {
    const { services, pipeline } = this.#parts;
    if (operation === undefined || this.#region === undefined) {
      throw new KmsError('UnknownOperationException', 'The batch entry names no operation that is known here.');
    }
    const input = decodeRequest(operation, payload);
    const output = await pipeline.run(
      operation,
      {
        requestId,
        door: 'batch',
        caller,
        region: this.#region,
        deadlineAt: services.monotonic.now() + DEADLINE_DEFAULT_MS,
        signal: this.#abort.signal,
        sourceAddress: addressOfPeer(this.#stream.getPeer()),
        userAgent: textOf(this.#stream.metadata, 'user-agent') ?? '',
      },
      input,
    );
    return { id, operation, payload: encodeResponse(operation, output) };
  }

  #answer(result: BatchResult): void {
    this.#inFlight -= 1;
    if (this.#ended) return;
    this.#results.push(result);
    this.#resultBytes += 'payload' in result ? result.payload.length : result.error.message.length;
    if (this.#resultBytes >= FRAME_TARGET_BYTES) this.#flush();
    else if (!this.#flushScheduled) {
      this.#flushScheduled = true;
      this.#parts.services.monotonic.nextTurn(() => {
        this.#flushScheduled = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#ended || this.#results.length === 0) return;
    const frame = encodeBatchResponse(this.#results);
    this.#results = [];
    this.#resultBytes = 0;
    if (!this.#stream.write(frame)) {
      this.#blocked = true;
      this.#stream.pause();
    }
    this.#resumeWhenPossible();
    this.#endWhenAnswered();
  }

  #resumeWhenPossible(): void {
    if (!this.#blocked && !this.#ended && this.#inFlight < IN_FLIGHT_MAX && this.#stream.isPaused())
      this.#stream.resume();
  }

  #endWhenAnswered(): void {
    if (!this.#inputEnded || this.#ended || this.#inFlight > 0 || this.#results.length > 0) return;
    this.#stream.end();
    this.#finish();
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    const requestId = uuid(this.#parts.services.rng);
    const known = grpcStatusOf(asKmsError(this.#parts.services, error, requestId), requestId);
    this.#finish();
    this.#stream.emit('error', { ...known, code: known.code });
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#results = [];
    this.#abort.abort();
    this.#onEnd();
  }
}
