/** The server's end of a batch stream, without a network: the test plays the client. */
import { EventEmitter } from 'node:events';
import { Metadata } from '@grpc/grpc-js';
import {
  decodeBatchResponse,
  encodeBatchRequest,
  type BatchOperation,
  type BatchResult,
} from '@strongroom/proto/batch-codec.js';
import { must } from '@strongroom/core/assert.js';
import type { BatchStream } from '../doors/batch-session.js';

export class FakeBatchStream extends EventEmitter {
  readonly metadata = new Metadata();
  readonly results: BatchResult[] = [];
  /** What the stream ended with; `ok` for the clean end. */
  outcome: { readonly code: number; readonly details: string } | 'ok' | undefined;
  /** False: what is written piles up, as with a client that does not read. */
  reading = true;
  #paused = false;

  constructor(headers: Readonly<Record<string, string>>) {
    super();
    for (const [name, value] of Object.entries(headers)) this.metadata.set(name, value);
    this.on('error', (status: { code: number; details: string }) => {
      this.outcome = { code: status.code, details: status.details };
    });
  }

  get server(): BatchStream {
    return this as unknown as BatchStream;
  }

  send(operations: readonly Pick<BatchOperation, 'id' | 'operation' | 'payload'>[]): void {
    const entries = operations.map(({ id, operation, payload }) => ({
      id,
      operation: must(operation, 'the client names its operation'),
      payload,
    }));
    this.emit('data', encodeBatchRequest(entries));
  }

  write(frame: Uint8Array): boolean {
    this.results.push(...decodeBatchResponse(frame));
    return this.reading;
  }

  end(): void {
    this.outcome ??= 'ok';
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  isPaused(): boolean {
    return this.#paused;
  }

  getPeer(): string {
    return '127.0.0.1:4711';
  }

  getAuthContext(): object {
    return {};
  }
}
