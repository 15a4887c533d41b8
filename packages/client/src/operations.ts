/** The 56 operations as typed methods, for the unary client and the batch stream alike. */
import { OPERATION_NAMES, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';

export interface CallOptions {
  /** From now, in milliseconds; default 10 000. After it the promise rejects with DEADLINE_EXCEEDED. */
  readonly deadlineMs?: number;
  /** Rejects the promise with CANCELLED; the operation may have been carried out. */
  readonly signal?: AbortSignal;
}

export const DEADLINE_DEFAULT_MS = 10_000;

/** A request whose fields are all optional may be left out. */
type CallArguments<Op extends OperationName> =
  Partial<KmsRequests[Op]> extends KmsRequests[Op]
    ? [request?: KmsRequests[Op], options?: CallOptions]
    : [request: KmsRequests[Op], options?: CallOptions];

/** `createKey`, `encrypt`, …: each resolves with the answer or rejects with KmsCallError or TransportError. */
export type KmsOperations = {
  readonly [Op in OperationName as Uncapitalize<Op>]: (...args: CallArguments<Op>) => Promise<KmsResponses[Op]>;
};

export type Call = <Op extends OperationName>(
  operation: Op,
  request: KmsRequests[Op],
  options?: CallOptions,
) => Promise<KmsResponses[Op]>;

/** The methods, each of which goes through `call`. */
export function operationsOver(call: Call): KmsOperations {
  const methods = OPERATION_NAMES.map((operation) => [
    operation.charAt(0).toLowerCase() + operation.slice(1),
    (request: KmsRequests[typeof operation] = {}, options?: CallOptions) => call(operation, request, options),
  ]);
  return Object.fromEntries(methods) as KmsOperations;
}
