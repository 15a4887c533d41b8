/** One Region at this front end: its HSM pool, and the slot tokens of its tenants. */
import { EMPTY_BYTES, equalBytes } from '@strongroom/core/bytes.js';
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { Region, TenantId } from '@strongroom/core/ids.js';
import type { Clock } from '@strongroom/core/time.js';
import type { HsmPool } from '@strongroom/hsm-client/pool.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import {
  SEALING_COMMANDS,
  type Lane,
  type MaterialReference,
  type SlotCommandNumber,
} from '@strongroom/proto/slot-protocol.js';
import type { Store } from '@strongroom/storage/store.js';
import { translateHsmError } from '../pipeline/hsm-errors.js';
import { domainTokenEntity, namesWrappingKeyOf, SlotTokens } from './slot-tokens.js';
import { TokensSuperseded } from './tokens-superseded.js';

/** One command for a tenant's slot. */
export interface SlotWork {
  readonly tenant: TenantId;
  readonly command: SlotCommandNumber;
  /**
   * Where the command is expected to belong (keys/lane.ts); a fast thread that knows better is believed. Default fast.
   */
  readonly lane?: Lane;
  /** The command is one of the node's root worker (packages/hsm-client, slot-request.ts). Default false. */
  readonly toRoot?: boolean;
  /** The materials it uses, in the order in which `encode` receives their references. */
  readonly materials: readonly SealedMaterial[];
  readonly encode: (references: readonly MaterialReference[]) => Uint8Array;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  readonly signal?: CancelSignal | undefined;
}

export class RegionRuntime {
  readonly region: Region;
  readonly pool: HsmPool;
  readonly #store: Store;
  readonly #slotTokens: SlotTokens;

  constructor(region: Region, pool: HsmPool, store: Store, clock: Clock) {
    this.region = region;
    this.pool = pool;
    this.#store = store;
    this.#slotTokens = new SlotTokens({ region, pool, store, clock });
  }

  /**
   * Runs a command in the tenant's slot. @throws KmsError: an HSM's failure in the words of the service;
   * TokensSuperseded where the tokens that it was sent with have been replaced meanwhile.
   */
  async run(work: SlotWork): Promise<Uint8Array> {
    try {
      const slotToken = await this.#slotTokens.get(work.tenant, work.deadlineAt);
      try {
        return await this.#inLane(work, slotToken);
      } catch (error) {
        if (await this.#isSuperseded(error, work, slotToken)) throw new TokensSuperseded(error);
        throw error;
      }
    } catch (error) {
      throw translateHsmError(error);
    }
  }

  /** Follows one change of the feed. */
  invalidate(entity: string): void {
    this.#slotTokens.invalidate(entity);
    if (entity === domainTokenEntity(this.region)) this.pool.refresh();
  }

  async #inLane(work: SlotWork, slotToken: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#execute(work, slotToken, work.lane ?? 'fast');
    } catch (error) {
      if (!(error instanceof HsmError) || error.status !== 'NEED_SLOW_LANE') throw error;
      return await this.#execute(work, slotToken, 'slow');
    }
  }

  #execute(work: SlotWork, slotToken: Uint8Array, lane: Lane): Promise<Uint8Array> {
    const { tenant, command, toRoot = false, materials, encode, deadlineAt, signal } = work;
    const attachSlotToken = SEALING_COMMANDS.has(command);
    const request = { tenant, slotToken, attachSlotToken, command, toRoot, lane, materials, encode, deadlineAt };
    return this.pool.execute(signal === undefined ? request : { ...request, signal });
  }

  /** Whether a refused token was refused because a rotation, of any front end, has replaced it or its slot key. */
  async #isSuperseded(error: unknown, { tenant, materials, deadlineAt }: SlotWork, used: Uint8Array): Promise<boolean> {
    if (!(error instanceof HsmError) || (error.status !== 'TOKEN_INVALID' && error.status !== 'IMPORT_TOKEN_INVALID')) {
      return false;
    }
    // A commit brings every change before it, those of other front ends too.
    await this.#store.commit({ event: EMPTY_BYTES, writes: [], entities: [] });
    const current = await this.#slotTokens.get(tenant, deadlineAt);
    return !equalBytes(current, used) || materials.some(({ ekt }) => !namesWrappingKeyOf(current, ekt));
  }
}

/** The Region's HSMs answer nothing yet: say what to do. */
export function requireReady(runtime: RegionRuntime): void {
  if (runtime.pool.ready()) return;
  throw new KmsError('KeyUnavailableException', undefined, {
    cause: new HsmError('NOT_OPERATIONAL', `no HSM of ${runtime.region} is linked`),
  });
}
