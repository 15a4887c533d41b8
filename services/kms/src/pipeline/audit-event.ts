/**
 * The audit event of one request, as it is stored: compact JSON that the indexer expands to a CloudTrail record.
 * Plaintexts, ciphertexts and key policies are never in it (CloudTrail leaves them out as well).
 */
import { utf8 } from '@strongroom/core/bytes.js';
import { MESSAGES, OPERATION_NAMES, OPERATIONS, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { Call } from './call.js';

/** Stored form. JSON leaves out what is undefined. */
export interface StoredEvent {
  /** Civil epoch milliseconds. */
  readonly time: number;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  readonly principal: string;
  readonly principalId: string;
  readonly accessKeyId: string | undefined;
  readonly sourceAddress: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly door: string;
  readonly readOnly: 1 | undefined;
  /** ARNs of the keys that took part. */
  readonly resources: readonly string[] | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Exception name and message. */
  readonly error: readonly [string, string] | undefined;
}

/** Longer texts are cut: an event is bounded whatever a client sends. */
const TEXT_MAX_CHARACTERS = 256;
const UNRECORDED_KINDS: ReadonlySet<string> = new Set(['blob', 'structure']);
const OMITTED_FIELDS: ReadonlySet<string> = new Set(['policy', 'grantTokens']);

const PARAMETERS = new Map<OperationName, readonly string[]>(
  OPERATION_NAMES.map((name) => [
    name,
    MESSAGES[OPERATIONS[name].input].fields
      .filter(
        ({ kind, sensitive, name: field }) =>
          !UNRECORDED_KINDS.has(kind) && sensitive !== true && !OMITTED_FIELDS.has(field),
      )
      .map((field) => field.name),
  ]),
);

/** Far below what the store takes for one event. A request that would exceed it is one that validation refused. */
const EVENT_MAX_BYTES = 16_384;

export interface EventOutcome {
  readonly resources: readonly string[];
  readonly error: readonly [string, string] | undefined;
}

export function encodeEvent(
  call: Call,
  operation: { readonly name: OperationName; readonly readOnly: boolean },
  input: object,
  time: number,
  outcome: EventOutcome,
): Uint8Array {
  const { caller } = call;
  const event: StoredEvent = {
    time,
    region: call.region.region,
    account: caller.principal.accountId,
    name: operation.name,
    principal: caller.principal.arn,
    principalId: caller.principal.principalId,
    accessKeyId: caller.accessKeyId === '' ? undefined : caller.accessKeyId,
    sourceAddress: call.sourceAddress,
    userAgent: cut(call.userAgent),
    requestId: call.requestId,
    door: call.door,
    readOnly: operation.readOnly ? 1 : undefined,
    resources: outcome.resources.length === 0 ? undefined : outcome.resources,
    parameters: requestParameters(operation.name, input as Readonly<Record<string, unknown>>),
    error: outcome.error === undefined ? undefined : [outcome.error[0], cut(outcome.error[1])],
  };
  const encoded = utf8(JSON.stringify(event));
  return encoded.length <= EVENT_MAX_BYTES
    ? encoded
    : utf8(JSON.stringify({ ...event, parameters: { omitted: true } }));
}

function requestParameters(name: OperationName, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const field of PARAMETERS.get(name) ?? []) {
    const value = input[field];
    if (value !== undefined) parameters[field] = typeof value === 'string' ? cut(value) : value;
  }
  return parameters;
}

function cut(text: string): string {
  return text.length <= TEXT_MAX_CHARACTERS ? text : `${text.slice(0, TEXT_MAX_CHARACTERS)}…`;
}
