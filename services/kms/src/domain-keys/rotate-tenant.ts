/**
 * One tenant's part of a rotation of the domain key (ADR 9): a transitional slot token with a new slot key; every EKT
 * under the new one; the slot token of that alone, under the active domain key. Where it stands is read from the store,
 * so that any front end goes on after any crash.
 */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, equalBytes } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import {
  REWRAP_MAX,
  REWRAP_OVERHEAD_BYTES,
  rewrapArguments,
  rewrapResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import type { DomainTokenRow } from '@strongroom/storage/schema.js';
import { slotTokenGuard } from '../region/guarded-tokens.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import { domainTokenEntity, isUnderActiveKey, slotKeyIdsOf, slotTokenEntity } from '../region/slot-tokens.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import type { Services } from '../services.js';
import { storedTokensOf, type StoredToken } from './stored-tokens.js';

/** What a pass works with. */
export interface RotationPass {
  readonly services: Services;
  readonly runtime: RegionRuntime;
  readonly domain: DomainTokenRow;
  /** Monotonic milliseconds after which nothing new is begun. */
  readonly endMs: number;
  /** EKTs sealed anew and committed. */
  rewrapped: number;
}

const COMMAND_TIMEOUT_MS = 10_000;
/** Leaves room for other commands in the frame, and for tokens that grow: attributes have a bound, not a fixed size. */
const BATCH_MAX_BYTES = 32 * 1024;

/** Under the active domain key, and not transitional. */
export function isRotated(slotToken: Uint8Array, domain: DomainTokenRow): boolean {
  return isUnderActiveKey(slotToken, domain.token) && slotKeyIdsOf(slotToken).outgoingSlotKeyId === undefined;
}

/** Goes on with a tenant. @returns true when it is done, false when the time of the pass is over. @throws KmsError */
export async function rotateTenant(pass: RotationPass, tenant: TenantId): Promise<boolean> {
  const { services, runtime, domain, endMs } = pass;
  do {
    const afterSeq = services.store.changeSeq;
    const row = must(await services.store.reads.slotToken(runtime.region, tenant), 'a slot token is never deleted');
    if (isRotated(row.token, domain)) return true;
    const { outgoingSlotKeyId } = slotKeyIdsOf(row.token);
    if (outgoingSlotKeyId === undefined) await replace(pass, tenant, row.token, 'ROTATE_SLOT_KEY', afterSeq);
    // After a pass that found one there is another: only a pass that finds none says that none is left.
    else if (await nothingLeft(pass, tenant, outgoingSlotKeyId, afterSeq)) {
      await replace(pass, tenant, row.token, 'RETIRE_SLOT_KEY', afterSeq);
    }
  } while (services.monotonic.now() < endMs);
  return false;
}

/** Commits the next slot token where the present one has not changed. A conflict is for the next look at the store. */
async function replace(
  { services, runtime, domain }: RotationPass,
  tenant: TenantId,
  present: Uint8Array,
  command: 'ROTATE_SLOT_KEY' | 'RETIRE_SLOT_KEY',
  afterSeq: number,
): Promise<void> {
  const { region, pool } = runtime;
  const answer = await pool.execute({
    tenant,
    slotToken: EMPTY_BYTES,
    command: SLOT_COMMAND[command],
    materials: [],
    encode: () => present,
    deadlineAt: services.monotonic.now() + COMMAND_TIMEOUT_MS,
  });
  if (command === 'RETIRE_SLOT_KEY' && !isUnderActiveKey(answer, domain.token)) {
    throw new HsmError('NOT_OPERATIONAL', 'the node does not follow the newest domain token');
  }
  await services.store.commit({
    event: EMPTY_BYTES,
    writes: [
      {
        kind: 'update',
        table: 'slot_tokens',
        match: { region, tenant, token: present },
        set: { token: new Uint8Array(answer) },
        rows: 1,
      },
    ],
    entities: [slotTokenEntity(region, tenant)],
    guard: { entities: [domainTokenEntity(region)], afterSeq },
  });
}

/** As moveAll. Where another front end has gone on with the tenant meanwhile, the store is looked at again. */
async function nothingLeft(...args: Parameters<typeof moveAll>): Promise<boolean> {
  try {
    return await moveAll(...args);
  } catch (error) {
    if (error instanceof TokensSuperseded) return false;
    throw error;
  }
}

/** Moves what is under the outgoing slot key. @returns true when nothing was. */
async function moveAll(
  pass: RotationPass,
  tenant: TenantId,
  outgoingSlotKeyId: Uint8Array,
  afterSeq: number,
): Promise<boolean> {
  const { services, runtime, endMs } = pass;
  let found = false;
  let batch: StoredToken[] = [];
  let bytes = 0;
  for await (const token of storedTokensOf(services.store, runtime.region, tenant)) {
    const { ekt } = token.material;
    if (!equalBytes(readTokenHeader(ekt).wrappingKeyId, outgoingSlotKeyId)) continue;
    found = true;
    if (batch.length === REWRAP_MAX || bytes + ekt.length + REWRAP_OVERHEAD_BYTES > BATCH_MAX_BYTES) {
      await moveBatch(pass, tenant, batch, afterSeq);
      if (services.monotonic.now() >= endMs) return false;
      [batch, bytes] = [[], 0];
    }
    batch.push(token);
    bytes += ekt.length + REWRAP_OVERHEAD_BYTES;
  }
  if (batch.length > 0) await moveBatch(pass, tenant, batch, afterSeq);
  return !found;
}

/** Each token in a unit of its own: whoever changes one key meanwhile is in the way of that one only. */
async function moveBatch(
  pass: RotationPass,
  tenant: TenantId,
  batch: readonly StoredToken[],
  afterSeq: number,
): Promise<void> {
  const { services, runtime } = pass;
  const ekts = await rewrap(pass, tenant, batch);
  const guard = slotTokenGuard(runtime.region, tenant, afterSeq);
  const outcomes = await Promise.all(
    batch.map((token, index) =>
      services.store.commit({
        event: EMPTY_BYTES,
        writes: [token.replace(new Uint8Array(must(ekts[index], 'one token for each')))],
        entities: [token.entity],
        guard,
      }),
    ),
  );
  pass.rewrapped += outcomes.filter(({ kind }) => kind === 'committed').length;
}

async function rewrap(
  pass: RotationPass,
  tenant: TenantId,
  batch: readonly StoredToken[],
): Promise<readonly Uint8Array[]> {
  const { services, runtime } = pass;
  try {
    const answer = await runtime.run({
      tenant,
      command: SLOT_COMMAND.REWRAP,
      materials: [],
      encode: () => rewrapArguments.write(batch.map(({ material }) => material)),
      deadlineAt: services.monotonic.now() + COMMAND_TIMEOUT_MS,
    });
    return rewrapResult.read(answer);
  } catch (error) {
    const refused =
      error instanceof KmsError &&
      !(error instanceof TokensSuperseded) &&
      error.cause instanceof HsmError &&
      error.cause.status === 'TOKEN_INVALID';
    if (!refused) throw error;
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      throw new KmsError(
        'KMSInternalException',
        `The HSM does not open the token of ${only.owner} (tenant ${tenant}): restore it, or delete what it belongs to.`,
        { cause: error },
      );
    }
    // One of them is damaged: say which.
    const ekts: Uint8Array[] = [];
    for (const token of batch) ekts.push(...(await rewrap(pass, tenant, [token])));
    return ekts;
  }
}
