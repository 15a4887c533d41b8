/**
 * The audit event of one request, as it is stored: compact JSON that the indexer expands to a CloudTrail record.
 * Plaintexts, ciphertexts and other cryptographic material are never in it (CloudTrail leaves them out as well).
 */
import { createHash } from 'node:crypto';
import { utf8 } from '@strongroom/core/bytes.js';
import { MESSAGES, OPERATION_NAMES, OPERATIONS, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { Caller } from '../identity/principal.js';
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
  /** How many events of this request came before this one; absent for the first. */
  readonly part?: number;
  readonly door: string;
  /** eventSource of the record; undefined: KMS. */
  readonly source?: string;
  readonly readOnly: 1 | undefined;
  /** ARNs of the keys that took part. */
  readonly resources: readonly string[] | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What CloudTrail shows of the answer, for the few operations where it shows something. */
  readonly response?: Readonly<Record<string, unknown>>;
  /** additionalEventData of the record. */
  readonly additional?: Readonly<Record<string, unknown>>;
  /** Exception name and message. */
  readonly error: readonly [string, string] | undefined;
}

/** Longer texts are cut: an event is bounded whatever a client sends. */
const TEXT_MAX_CHARACTERS = 256;
const UNRECORDED_KINDS: ReadonlySet<string> = new Set(['blob']);
const OMITTED_FIELDS: ReadonlySet<string> = new Set([
  'grantToken',
  'grantTokens',
  'recipient',
  'keyStorePassword',
  'xksProxyAuthenticationCredential',
]);

/** The members of an answer that CloudTrail shows, as in the examples of the developer guide. */
const RESPONSE_FIELDS: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  CancelKeyDeletion: ['keyId'],
  CreateCustomKeyStore: ['customKeyStoreId'],
  CreateGrant: ['grantId'],
  CreateKey: ['keyMetadata'],
  ReplicateKey: ['replicaKeyMetadata', 'replicaTags'],
  ScheduleKeyDeletion: ['keyId', 'deletionDate', 'keyState', 'pendingWindowInDays'],
};

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

/** Below what the store takes for one event. */
const EVENT_MAX_BYTES = 60_000;

export interface EventOutcome {
  readonly resources: readonly string[];
  readonly error: readonly [string, string] | undefined;
  /** How many events of the request came before. */
  readonly part?: number;
  /** additionalEventData of the record. */
  readonly additional?: Readonly<Record<string, unknown>> | undefined;
  /** The answer; only what CloudTrail shows of it is recorded. */
  readonly output?: object;
}

export function encodeEvent(
  call: Call,
  operation: { readonly name: OperationName; readonly readOnly: boolean },
  input: object,
  time: number,
  outcome: EventOutcome,
): Uint8Array {
  const parameters = requestParameters(operation.name, input as Readonly<Record<string, unknown>>);
  for (const shown of [parameters, ...shorter(parameters)]) {
    const encoded = utf8(eventText(call, operation, time, outcome, shown));
    if (encoded.length <= EVENT_MAX_BYTES) return encoded;
  }
  return utf8(eventText(call, operation, time, outcome, { omitted: true }));
}

/** Ever less of a key policy, since JSON doubles its line breaks: without white space, then its SHA-256 alone. */
function* shorter(parameters: StoredEvent['parameters']): Generator<StoredEvent['parameters']> {
  const { policy } = parameters;
  if (typeof policy !== 'string') return;
  try {
    yield { ...parameters, policy: JSON.stringify(JSON.parse(policy)) };
  } catch {
    // Not JSON: refused, and on record by its digest.
  }
  yield { ...parameters, policy: `SHA-256 ${createHash('sha256').update(policy).digest('hex')}` };
}

/**
 * The JSON of a {@link StoredEvent}, put together by hand: one is made for every request, and most of it is the same
 * for all requests of a caller. Whatever a client can choose goes through JSON.stringify.
 */
function eventText(
  call: Call,
  operation: { readonly name: OperationName; readonly readOnly: boolean },
  time: number,
  { resources, error, output, additional, part = 0 }: EventOutcome,
  parameters: StoredEvent['parameters'],
): string {
  const { requestId, door, sourceAddress, userAgent } = call;
  let text = `{"time":${String(time)},"region":"${call.region.region}","name":"${operation.name}","door":"${door}",`;
  text += membersOf(call.caller);
  text += `,"sourceAddress":${JSON.stringify(sourceAddress)},"userAgent":${JSON.stringify(cut(userAgent))}`;
  text += `,"requestId":${JSON.stringify(requestId)}`;
  if (part > 0) text += `,"part":${String(part)}`;
  if (operation.readOnly) text += ',"readOnly":1';
  if (resources.length > 0) text += `,"resources":${JSON.stringify(resources)}`;
  text += `,"parameters":${JSON.stringify(parameters)}`;
  const response = output === undefined ? undefined : recordedResponse(operation.name, output);
  if (response !== undefined) text += `,"response":${JSON.stringify(response)}`;
  if (additional !== undefined) text += `,"additional":${JSON.stringify(additional)}`;
  if (error !== undefined) text += `,"error":${JSON.stringify([error[0], cut(error[1])])}`;
  return `${text}}`;
}

/** Who called, as members of a JSON object. A caller is replaced, never changed. */
const MEMBERS_OF_CALLER = new WeakMap<Caller, string>();

function membersOf(caller: Caller): string {
  const known = MEMBERS_OF_CALLER.get(caller);
  if (known !== undefined) return known;
  const { accountId, arn, principalId } = caller.principal;
  const accessKeyId = caller.accessKeyId === '' ? undefined : caller.accessKeyId;
  const members: Partial<StoredEvent> = { account: accountId, principal: arn, principalId, accessKeyId };
  const text = JSON.stringify(members).slice(1, -1);
  MEMBERS_OF_CALLER.set(caller, text);
  return text;
}

function requestParameters(name: OperationName, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const field of PARAMETERS.get(name) ?? []) {
    const value = input[field];
    if (value !== undefined) parameters[field] = typeof value === 'string' && field !== 'policy' ? cut(value) : value;
  }
  return parameters;
}

function recordedResponse(name: OperationName, output: object): Record<string, unknown> | undefined {
  const shown = RESPONSE_FIELDS[name];
  if (shown === undefined) return undefined;
  return Object.fromEntries(Object.entries(output).filter(([member]) => shown.includes(member)));
}

function cut(text: string): string {
  return text.length <= TEXT_MAX_CHARACTERS ? text : `${text.slice(0, TEXT_MAX_CHARACTERS)}…`;
}
