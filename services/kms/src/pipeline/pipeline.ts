/**
 * The one path of every request of every door, after authentication: admit, validate, resolve the keys, authorize,
 * check state and usage, stop
 * at DryRun, handle, commit the event (and the writes) durably, check that nothing it rested on has changed meanwhile,
 * answer.
 */
import { KmsError } from '@strongroom/core/errors.js';
import { SYSTEM_TENANT, type Region } from '@strongroom/core/ids.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import type { UnvalidatedRequest } from '@strongroom/proto/kms-codec.js';
import { validate } from '@strongroom/proto/validate.js';
import type { CommitOutcome } from '@strongroom/storage/store.js';
import type { KmsKey } from '../keys/key-record.js';
import { operations } from '../operations/registry.gen.js';
import { slotTokenEntity } from '../region/slot-tokens.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import type { Services } from '../services.js';
import type { Admission } from './admission.js';
import { encodeEvent } from './audit-event.js';
import type { Call, DoorName } from './call.js';
import { decide, isOutdated, restsOn, type Authorized } from './decide.js';
import { notRecorded } from './not-recorded.js';
import type { Operation, OperationResult } from './operation.js';
import type { OperationMetrics } from './operation-metrics.js';

/** A request that meets other writers this often in a row gives up: something is wrong with the caller or with us. */
const CONFLICT_ATTEMPTS_MAX = 8;

export class Pipeline {
  readonly #services: Services;
  readonly #admission: Admission;
  readonly #metrics: OperationMetrics;

  constructor(services: Services, admission: Admission, metrics: OperationMetrics) {
    this.#services = services;
    this.#admission = admission;
    this.#metrics = metrics;
  }

  /**
   * Counts a request that a door refused before it came here: unknown caller, undecodable request. Returns the error.
   */
  refused(door: DoorName, error: unknown): unknown {
    this.#metrics.refused(door, error instanceof KmsError ? error.exception : 'KMSInternalException');
    return error;
  }

  /** @throws KmsError only; a bug is logged here and becomes KMSInternalException. */
  async run<Name extends OperationName>(
    name: Name,
    call: Call,
    input: UnvalidatedRequest<Name>,
  ): Promise<KmsResponses[Name]> {
    const startedAt = this.#services.monotonic.now();
    const tenant = call.caller.principal.accountId;
    try {
      this.#admission.enter(tenant);
      try {
        const output = await this.#admitted(name, call, input);
        this.#metrics.record(name, call.door, 'ok', tenant, this.#services.monotonic.now() - startedAt);
        return output;
      } finally {
        this.#admission.leave(tenant);
      }
    } catch (error) {
      const known = this.#asKmsError(error, name, call);
      this.#metrics.record(name, call.door, known.exception, tenant, this.#services.monotonic.now() - startedAt);
      throw known;
    }
  }

  async #admitted<Name extends OperationName>(
    name: Name,
    call: Call,
    unvalidated: UnvalidatedRequest<Name>,
  ): Promise<KmsResponses[Name]> {
    const operation: Operation<Name> = operations[name];
    let input: KmsRequests[Name];
    try {
      input = validate(name, unvalidated);
      operation.check?.(input);
    } catch (error) {
      throw await this.#recordFailure(operation, call, unvalidated, [], error);
    }
    // Events of this request so far: more than one where it is decided again after its event was recorded.
    let part = 0;
    for (let attempt = 1; attempt <= CONFLICT_ATTEMPTS_MAX; attempt += 1) {
      const keys: KmsKey[] = [];
      let authorized: Authorized;
      let result: OperationResult<Name>;
      try {
        authorized = await decide(this.#services, operation, call, input, keys);
        result = await operation.handle({
          services: this.#services,
          call: authorized.call,
          input,
          keys: authorized.keys,
        });
      } catch (error) {
        if (error instanceof TokensSuperseded && attempt < CONFLICT_ATTEMPTS_MAX) continue;
        throw await this.#recordFailure(operation, call, input, keys, error, part);
      }
      const outcome = await this.#commit(operation, authorized, input, result, part);
      if (outcome.kind === 'conflict') continue;
      part += 1;
      if (result.afterCommit !== undefined) await this.#afterCommit(name, call, result.afterCommit);
      if (!(await this.#fence(operation, authorized, input, result, part))) continue;
      this.#services.lastUsages.note(name, call.requestId, authorized.keys, this.#services.clock.now(), part - 1);
      return result.output;
    }
    throw new KmsError('KMSInternalException', 'The resource changes too often just now. Try again.');
  }

  /** Makes event and writes durable, or withholds the answer. */
  async #commit<Name extends OperationName>(
    operation: Operation<Name>,
    authorized: Authorized,
    input: KmsRequests[Name],
    result: OperationResult<Name>,
    part: number,
  ): Promise<CommitOutcome> {
    const { seq, call, keys } = authorized;
    const resources = [...keys.map((kmsKey) => kmsKey.arn), ...(result.resources ?? [])];
    const event = encodeEvent(call, operation, input, this.#services.clock.now(), {
      resources,
      error: undefined,
      part,
      output: result.output,
      additional: result.additional,
    });
    try {
      const { writes = [], entities = [], restsOn: more = [] } = result;
      if (writes.length === 0) return await this.#services.store.commit({ event, writes, entities });
      const sealedUnder = slotTokensOf(this.#services.regionNames, call, keys);
      const guard = { entities: [...restsOn(authorized), ...more, ...sealedUnder], afterSeq: seq };
      return await this.#services.store.commit({ event, writes, entities, guard });
    } catch (error) {
      withhold(result);
      throw notRecorded(error);
    }
  }

  async #afterCommit(name: OperationName, call: Call, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#services.log.warn({ err: error, operation: name, requestId: call.requestId }, 'after the commit');
    }
  }

  /**
   * The commit has delivered every change before it. If one of them touches what this answer rests on, decide again.
   * What writes was guarded inside the transaction instead, and its own writes outdate what it rests on.
   * @returns false when the request now means other keys: it begins again.
   */
  async #fence<Name extends OperationName>(
    operation: Operation<Name>,
    authorized: Authorized,
    input: KmsRequests[Name],
    result: OperationResult<Name>,
    part: number,
  ): Promise<boolean> {
    if ((result.writes?.length ?? 0) > 0) return true;
    try {
      // Once more for each change that arrives while it is decided: the answer leaves on a decision that still holds.
      for (let decided = authorized; isOutdated(decided);) {
        decided = await decide(this.#services, operation, decided.call, input);
        if (decided.keys.every((kmsKey, index) => kmsKey.keyId === authorized.keys[index]?.keyId)) continue;
        withhold(result);
        return false;
      }
      return true;
    } catch (error) {
      withhold(result);
      throw await this.#recordFailure(operation, authorized.call, input, authorized.keys, error, part);
    }
  }

  /** Refusals are recorded as durably as successes. Returns what to throw. */
  async #recordFailure<Name extends OperationName>(
    operation: Pick<Operation<Name>, 'name' | 'readOnly'>,
    call: Call,
    input: UnvalidatedRequest<Name>,
    keys: readonly KmsKey[],
    error: unknown,
    part = 0,
  ): Promise<KmsError> {
    const known = this.#asKmsError(error, operation.name, call);
    const event = encodeEvent(call, operation, input, this.#services.clock.now(), {
      resources: keys.map((kmsKey) => kmsKey.arn),
      error: [known.exception, known.message],
      part,
    });
    try {
      await this.#services.store.commit({ event, writes: [], entities: [] });
      return known;
    } catch (commitError) {
      return notRecorded(commitError);
    }
  }

  #asKmsError(error: unknown, name: OperationName, call: Call): KmsError {
    if (error instanceof KmsError) {
      return error;
    }
    this.#services.log.error({ err: error, operation: name, requestId: call.requestId }, 'bug: unexpected failure');
    return new KmsError('KMSInternalException', undefined, { cause: error });
  }
}

/** The slot tokens that whatever is written may be sealed under (region/guarded-tokens.ts). */
function slotTokensOf(regions: Iterable<Region>, { caller }: Call, keys: readonly KmsKey[]): string[] {
  const tenants = new Set([SYSTEM_TENANT, caller.principal.accountId, ...keys.map((kmsKey) => kmsKey.accountId)]);
  return [...regions].flatMap((region) => Array.from(tenants, (tenant) => slotTokenEntity(region, tenant)));
}

function withhold(result: { readonly secrets?: readonly Uint8Array[] }): void {
  for (const secret of result.secrets ?? []) secret.fill(0);
}
