/** The batch streams of this process: how many one account may open, and their end when the front end stops. */
import { KmsError } from '@strongroom/core/errors.js';
import type { AccountId } from '@strongroom/core/ids.js';
import { BatchSession, type BatchStream } from './batch-session.js';
import { BatchTurns } from './batch-turns.js';
import type { GrpcDoorParts } from './grpc-door.js';

/** Streams of one account at once. Each holds answers that its client has not read, which no other bound counts. */
export const STREAMS_PER_ACCOUNT_MAX = 64;

export class BatchDoor {
  readonly #parts: GrpcDoorParts;
  readonly #turns: BatchTurns;
  readonly #sessions = new Set<BatchSession>();
  readonly #streamsOf = new Map<AccountId, number>();
  #draining = false;

  constructor(parts: GrpcDoorParts) {
    this.#parts = parts;
    this.#turns = new BatchTurns(parts.services.monotonic);
  }

  readonly handler = (stream: BatchStream): void => {
    const session = new BatchSession(this.#parts, this.#turns, stream, {
      onCaller: (accountId) => {
        this.#enter(accountId);
      },
      onEnd: (accountId) => {
        this.#sessions.delete(session);
        if (accountId !== undefined) this.#leave(accountId);
      },
    });
    this.#sessions.add(session);
    session.open();
    if (this.#draining) session.refuse(new KmsError('ServiceUnavailableException', 'The front end is stopping.'));
  };

  /** Takes no more messages and no more streams; each stream ends when its running operations are answered. */
  drain(): void {
    this.#draining = true;
    for (const session of this.#sessions) session.endInput();
  }

  /** @throws KmsError ThrottlingException. */
  #enter(accountId: AccountId): void {
    const streams = this.#streamsOf.get(accountId) ?? 0;
    if (streams >= STREAMS_PER_ACCOUNT_MAX) {
      throw new KmsError(
        'ThrottlingException',
        `An account has at most ${String(STREAMS_PER_ACCOUNT_MAX)} batch streams.`,
      );
    }
    this.#streamsOf.set(accountId, streams + 1);
  }

  #leave(accountId: AccountId): void {
    const streams = this.#streamsOf.get(accountId) ?? 0;
    if (streams <= 1) this.#streamsOf.delete(accountId);
    else this.#streamsOf.set(accountId, streams - 1);
  }
}
