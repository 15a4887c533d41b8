/**
 * Everything that must hold for a request to be done, and for its answer to leave: it runs again when something that it
 * rests on has changed.
 */
import { KmsError } from '@strongroom/core/errors.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests } from '@strongroom/proto/gen/kms-types.js';
import { authorizeAction, authorizeKey } from '../authorization/authorize-request.js';
import type { Facts } from '../authorization/facts.js';
import type { Consulted } from '../authorization/granted.js';
import type { CachedRecord } from '../cache/record-cache.js';
import { refreshCaller } from '../identity/refresh.js';
import type { Caller } from '../identity/principal.js';
import { AWS_MANAGED_PREFIX, ensureAwsManagedKey } from '../keys/aws-managed-keys.js';
import { keyEntity, type KmsKey } from '../keys/key-record.js';
import type { Services } from '../services.js';
import type { Call } from './call.js';
import { checkAlgorithm, checkKeyState, checkKeyUsage } from './key-state.js';
import type { KeyReference, Operation } from './operation.js';
import { checkNamesKey, resolveKey } from './resolve-key.js';

export interface Authorized {
  /** The store's change sequence when the decision began. */
  readonly seq: number;
  readonly call: Call;
  readonly keys: readonly KmsKey[];
  /** What led to the keys, and the grants that were looked up. */
  readonly records: readonly CachedRecord[];
  /** What else writes must be undone for when it has changed, in the names of the change feed. */
  readonly entities: readonly string[];
}

interface Referenced {
  readonly reference: KeyReference;
  readonly kmsKey: KmsKey;
}

/**
 * @param found takes the keys as they are found, so that a refusal is on record with its key; another account's only
 * once the caller may use it, for what a name of it leads to is not the caller's to know.
 * @throws KmsError: what speaks against it, or DryRunOperationException.
 */
export async function decide<Name extends OperationName>(
  services: Services,
  operation: Operation<Name>,
  call: Call,
  input: KmsRequests[Name],
  found: KmsKey[] = [],
): Promise<Authorized> {
  const seq = services.store.changeSeq;
  // Awaited only where there is something to wait for: a turn of the microtask queue has its price.
  const refreshed = refreshCaller(services, call.caller);
  const caller = refreshed instanceof Promise ? await refreshed : refreshed;
  const current = caller === call.caller ? call : { ...call, caller };
  const records: CachedRecord[] = [];
  const referenced: Referenced[] = [];
  for (const reference of operation.keys?.(input) ?? []) {
    if (reference.identifier?.includes(AWS_MANAGED_PREFIX) === true) {
      const facts = input as unknown as Facts['input'];
      await ensureAwsManagedKey(services, current, operation.name, reference, facts);
    }
    const { kmsKey, alias } = await resolveKey(services.keys, current, reference, operation.crossAccount);
    referenced.push({ reference, kmsKey });
    if (kmsKey.accountId === caller.principal.accountId) found.push(kmsKey);
    if (alias !== undefined) records.push(alias);
  }
  const consulted = await authorizeAll(services, operation, current, input, referenced);
  const keys = referenced.map(({ kmsKey }) => kmsKey);
  for (const kmsKey of keys) if (!found.includes(kmsKey)) found.push(kmsKey);
  for (const { reference, kmsKey } of referenced) checkKey(services, operation.name, reference, kmsKey);
  operation.checkKeys?.(input, keys);
  if (operation.examine !== undefined) await operation.examine({ services, call: current, input, keys });
  if ((input as { readonly dryRun?: boolean }).dryRun === true) throw new KmsError('DryRunOperationException');
  records.push(...consulted.records);
  return { seq, call: current, keys, records, entities: consulted.entities };
}

const NOTHING: Consulted = Object.freeze({ records: [], entities: [] });

async function authorizeAll<Name extends OperationName>(
  services: Services,
  operation: Operation<Name>,
  call: Call,
  input: KmsRequests[Name],
  referenced: readonly Referenced[],
): Promise<Consulted> {
  const now = services.clock.now();
  const keys = referenced.map(({ kmsKey }) => kmsKey);
  // Written out, not spread: this is on the way of every request.
  const factsOf = (action: string, key: Facts['key']): Facts => ({
    call,
    now,
    operation: operation.name,
    action,
    input: input as unknown as Facts['input'],
    key,
    keys,
  });
  if (operation.action !== undefined && operation.authorizesItself !== true) {
    authorizeAction(factsOf(operation.action, undefined), operation.resource?.(input, call) ?? '*');
  }
  if (operation.alsoNeeds !== undefined) {
    for (const { action, resource } of operation.alsoNeeds(input, call)) {
      authorizeAction(factsOf(action, undefined), resource);
    }
  }
  if (referenced.length === 0) return NOTHING;
  const presenting = presentedGrants(services, call, input);
  const presented = presenting instanceof Promise ? await presenting : presenting;
  const consulted: Consulted = { records: [], entities: [] };
  for (const each of referenced) {
    if (each.reference.authorized === 'elsewhere') continue;
    const waiting = authorizeKey(services, factsOf(each.reference.action, each), each.kmsKey, presented, consulted);
    if (waiting !== undefined) await waiting;
  }
  return consulted;
}

const NONE_PRESENTED: ReadonlySet<string> = new Set();

/** The ids of the grants whose tokens the request presents. @throws KmsError InvalidGrantTokenException. */
function presentedGrants(
  services: Services,
  call: Call,
  input: object,
): ReadonlySet<string> | Promise<ReadonlySet<string>> {
  const { grantTokens = [] } = input as { readonly grantTokens?: readonly string[] };
  if (grantTokens.length === 0) return NONE_PRESENTED;
  const { region } = call.region;
  return Promise.all(grantTokens.map((token) => services.grants.byToken(region, token))).then(
    (grants) => new Set(grants.map((grant) => grant.grantId)),
  );
}

function checkKey(services: Services, name: OperationName, reference: KeyReference, kmsKey: KmsKey): void {
  checkNamesKey(reference, kmsKey);
  checkKeyState(reference.states, kmsKey, services.clock.now());
  if (reference.usage !== undefined) checkKeyUsage(reference.usage, name, kmsKey);
  if (reference.algorithm !== undefined) checkAlgorithm(reference.algorithm, kmsKey);
}

/** Whether something that a decision rests on has changed since. */
export function isOutdated({ call: { caller }, keys, records }: Authorized): boolean {
  return [caller.principal, caller.credential, ...keys, ...records].some((record) => record.superseded);
}

/** What a decision rests on, in the names of the change feed. */
export function restsOn({ call, keys, entities }: Authorized): string[] {
  const { principal, credential }: Caller = call.caller;
  const credentials = credential.kind === 'permissive' ? [] : [`${credential.kind}:${credential.id}`];
  const ofKeys = keys.map((kmsKey) => keyEntity(kmsKey.region, kmsKey.keyId));
  return [principal.entity, ...credentials, ...ofKeys, ...entities];
}
