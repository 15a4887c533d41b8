/**
 * One batch stream: many operations per message, answers as they finish. One failed operation does not end the stream;
 * a damaged frame or a revoked credential does. The caller is authenticated when the stream opens, and anew for every
 * message.
 */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { Cancellation } from '@strongroom/core/cancellation.js';
import { errorEntry, KmsError } from '@strongroom/core/errors.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { uuid } from '@strongroom/core/rng.js';
import type { Timer } from '@strongroom/core/time.js';
import {
  decodeBatchRequest,
  encodeBatchResponse,
  type BatchOperation,
  type BatchResult,
} from '@strongroom/proto/batch-codec.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { decodeRequest, encodeResponse, type UnvalidatedRequest } from '@strongroom/proto/kms-codec.js';
import { grpcStatusOf } from '@strongroom/rpc/grpc-status.js';
import type { Caller } from '../identity/principal.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import { asKmsError } from './as-kms-error.js';
import type { BatchTurns, Starter } from './batch-turns.js';
import { addressOfPeer, checkRequestSize, DEADLINE_DEFAULT_MS, regionOf, textOf } from './call-context.js';
import type { GrpcDoorParts } from './grpc-door.js';

/** Operations of one stream that run or wait. Beyond it the stream is not read, so that TCP holds the client back. */
const IN_FLIGHT_MAX = 2048;
/** A response frame is written when it holds this much, although the turn has not ended. */
const FRAME_TARGET_BYTES = 128 * 1024;
/** A client that reads none of its answers for so long is not coming back for them. */
const UNREAD_MAX_MS = 30_000;

export type BatchStream = ServerDuplexStream<Uint8Array, Uint8Array>;

export interface SessionEvents {
  /** The stream's caller is known. May refuse the stream by throwing a KmsError. */
  readonly onCaller: (accountId: AccountId) => void;
  /** Called once. The account is the one that `onCaller` has accepted, if it has. */
  readonly onEnd: (accountId: AccountId | undefined) => void;
}

/** Operations of one message that were not started yet. */
interface Waiting {
  readonly caller: Caller;
  readonly operations: readonly BatchOperation[];
  next: number;
}

export class BatchSession implements Starter {
  readonly #parts: GrpcDoorParts;
  readonly #turns: BatchTurns;
  readonly #stream: BatchStream;
  readonly #events: SessionEvents;
  readonly #gone = new Cancellation();
  readonly #sourceAddress: string;
  readonly #userAgent: string;
  #region: RegionRuntime | undefined;
  #accountId: AccountId | undefined;
  #waiting: Waiting[] = [];
  #results: BatchResult[] = [];
  #resultBytes = 0;
  #flushScheduled = false;
  /** Received and not answered: those that wait for their caller or their turn, and those that run. */
  #inFlight = 0;
  /** Set while the client does not take what was written. */
  #unread: Timer | undefined;
  #inputEnded = false;
  #ended = false;

  constructor(parts: GrpcDoorParts, turns: BatchTurns, stream: BatchStream, events: SessionEvents) {
    this.#parts = parts;
    this.#turns = turns;
    this.#stream = stream;
    this.#sourceAddress = addressOfPeer(stream.getPeer());
    this.#userAgent = textOf(stream.metadata, 'user-agent') ?? '';
    this.#events = events;
  }

  open(): void {
    const stream = this.#stream;
    // The client has gone: what still runs is for nobody.
    stream.on('cancelled', () => {
      this.#finish();
    });
    stream.on('error', () => {
      this.#finish();
    });
    try {
      this.#region = regionOf(this.#parts.services, textOf(stream.metadata, 'x-strongroom-region'));
    } catch (error) {
      this.refuse(error);
      return;
    }
    stream.on('drain', () => {
      this.#unread?.cancel();
      this.#unread = undefined;
      this.#resumeWhenPossible();
    });
    stream.on('data', (frame: Uint8Array) => {
      this.#receive(frame);
    });
    stream.on('end', () => {
      this.endInput();
    });
    this.#withCaller(({ principal }) => {
      if (this.#ended) return;
      this.#events.onCaller(principal.accountId);
      this.#accountId = principal.accountId;
    });
  }

  endInput(): void {
    this.#inputEnded = true;
    this.#endWhenAnswered();
  }

  /** Ends the stream with an error; what runs is abandoned. */
  refuse(error: unknown): void {
    if (this.#ended) return;
    const requestId = uuid(this.#parts.services.rng);
    const known = grpcStatusOf(asKmsError(this.#parts.services, error, requestId), requestId);
    this.#finish();
    this.#stream.emit('error', { ...known, code: known.code });
  }

  start(startsMax: number): number {
    let started = 0;
    while (started < startsMax && !this.#ended && this.#unread === undefined) {
      const message = this.#waiting[0];
      const operation = message?.operations[message.next];
      if (message === undefined || operation === undefined) break;
      message.next += 1;
      if (message.next === message.operations.length) this.#waiting.shift();
      this.#start(message.caller, operation);
      started += 1;
    }
    return started;
  }

  #withCaller(action: (caller: Caller) => void): void {
    this.#parts.authenticator
      .authenticate(this.#stream, this.#stream.metadata)
      .then(action)
      .catch((error: unknown) => {
        this.refuse(this.#parts.pipeline.refused('batch', error));
      });
  }

  #receive(frame: Uint8Array): void {
    if (this.#ended || this.#inputEnded) return;
    let operations: readonly BatchOperation[];
    try {
      operations = decodeBatchRequest(frame);
    } catch (error) {
      this.refuse(this.#parts.pipeline.refused('batch', error));
      return;
    }
    this.#inFlight += operations.length;
    if (this.#inFlight >= IN_FLIGHT_MAX) this.#stream.pause();
    this.#withCaller((caller) => {
      if (this.#ended || operations.length === 0) return;
      this.#waiting.push({ caller, operations, next: 0 });
      this.#turns.add(this);
    });
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
    const region = this.#region;
    if (operation === undefined || region === undefined) {
      const text = 'The batch entry names no operation that is known here.';
      throw pipeline.refused('batch', new KmsError('UnknownOperationException', text));
    }
    const input = this.#decode(operation, payload);
    const output = await pipeline.run(
      operation,
      {
        requestId,
        door: 'batch',
        caller,
        region,
        deadlineAt: services.monotonic.now() + DEADLINE_DEFAULT_MS,
        signal: this.#gone,
        sourceAddress: this.#sourceAddress,
        userAgent: this.#userAgent,
      },
      input,
    );
    return { id, operation, payload: encodeResponse(operation, output) };
  }

  #decode(operation: OperationName, payload: Uint8Array): UnvalidatedRequest<OperationName> {
    try {
      checkRequestSize(payload);
      return decodeRequest(operation, payload);
    } catch (error) {
      throw this.#parts.pipeline.refused('batch', error);
    }
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
    if (!this.#stream.write(frame)) this.#holdUntilRead();
    this.#resumeWhenPossible();
    this.#endWhenAnswered();
  }

  /** Nothing more is read or started until the client takes its answers; and it does not keep them for ever. */
  #holdUntilRead(): void {
    this.#stream.pause();
    this.#unread ??= this.#parts.services.monotonic.after(UNREAD_MAX_MS, () => {
      this.refuse(new KmsError('ThrottlingException', 'The answers of this batch stream are not being read.'));
    });
  }

  #resumeWhenPossible(): void {
    if (this.#unread !== undefined || this.#ended) return;
    if (this.#waiting.length > 0) this.#turns.add(this);
    if (this.#inFlight < IN_FLIGHT_MAX && this.#stream.isPaused()) this.#stream.resume();
  }

  #endWhenAnswered(): void {
    if (!this.#inputEnded || this.#ended || this.#inFlight > 0 || this.#results.length > 0) return;
    this.#stream.end();
    this.#finish();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#results = [];
    this.#waiting = [];
    this.#unread?.cancel();
    this.#turns.remove(this);
    this.#gone.cancel();
    this.#events.onEnd(this.#accountId);
  }
}
