/** One administrative call, as its handler sees it. */
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Guard, Write } from '@strongroom/storage/store.js';
import type { Services } from '../services.js';

/** What an administrative call may do besides answering. */
export interface AdminCall {
  readonly services: Services;
  /**
   * Commits writes together with an audit event of this call. @throws KmsError AlreadyExistsException on a conflict.
   */
  readonly commit: (change: AdminChange) => Promise<void>;
}

export interface AdminChange {
  readonly name: string;
  readonly account: string;
  /** Never a secret. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly writes: readonly Write[];
  readonly entities: readonly string[];
  /** What the change was decided on, where it was read before. */
  readonly guard?: Guard;
}

export type AdminHandler<Request, Response> = (call: AdminCall, request: Request) => Promise<Response>;

/** Turns a handler into a grpc-js one; passed to the files that hold the handlers. */
export type Unary = <Request, Response>(handler: AdminHandler<Request, Response>) => handleUnaryCall<Request, Response>;

/** Milliseconds as google.protobuf.Timestamp. */
export function timestampOf(ms: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round(ms - seconds * 1000) * 1_000_000 };
}
