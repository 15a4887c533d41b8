/** One Region at this front end: its HSM pool, and the slot tokens of its tenants. */
import { AssertionFailure } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { Region, TenantId } from '@strongroom/core/ids.js';
import type { Clock } from '@strongroom/core/time.js';
import type { HsmPool } from '@strongroom/hsm-client/pool.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import {
  SLOT_COMMAND,
  type Lane,
  type MaterialReference,
  type SlotCommandNumber,
} from '@strongroom/proto/slot-protocol.js';
import type { Store } from '@strongroom/storage/store.js';
import { translateHsmError } from '../pipeline/hsm-errors.js';

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
  readonly #clock: Clock;
  readonly #slotTokens = new Map<TenantId, Promise<Uint8Array>>();

  constructor(region: Region, pool: HsmPool, store: Store, clock: Clock) {
    this.region = region;
    this.pool = pool;
    this.#store = store;
    this.#clock = clock;
  }

  /** Runs a command in the tenant's slot. @throws KmsError: an HSM's failure in the words of the service. */
  async run(work: SlotWork): Promise<Uint8Array> {
    try {
      const slotToken = await this.#slotToken(work.tenant, work.deadlineAt);
      try {
        return await this.#execute(work, slotToken, work.lane ?? 'fast');
      } catch (error) {
        if (!(error instanceof HsmError) || error.status !== 'NEED_SLOW_LANE') throw error;
        return await this.#execute(work, slotToken, 'slow');
      }
    } catch (error) {
      throw translateHsmError(error);
    }
  }

  #execute(work: SlotWork, slotToken: Uint8Array, lane: Lane): Promise<Uint8Array> {
    const { tenant, command, toRoot = false, materials, encode, deadlineAt, signal } = work;
    const request = { tenant, slotToken, command, toRoot, lane, materials, encode, deadlineAt };
    return this.pool.execute(signal === undefined ? request : { ...request, signal });
  }

  /** The tenant's slot token: from memory, from the store, or made by an HSM at the tenant's first use. */
  #slotToken(tenant: TenantId, deadlineAt: number): Promise<Uint8Array> {
    const known = this.#slotTokens.get(tenant);
    if (known !== undefined) return known;
    const loading = this.#loadOrCreateSlotToken(tenant, deadlineAt);
    this.#slotTokens.set(tenant, loading);
    // A failure is not remembered: the next request tries again.
    loading.catch(() => this.#slotTokens.delete(tenant));
    return loading;
  }

  async #loadOrCreateSlotToken(tenant: TenantId, deadlineAt: number): Promise<Uint8Array> {
    const stored = await this.#store.reads.slotToken(this.region, tenant);
    if (stored !== undefined) return stored.token;
    const token = await this.pool.execute({
      tenant,
      slotToken: EMPTY_BYTES,
      command: SLOT_COMMAND.CREATE_SLOT_TOKEN,
      materials: [],
      encode: () => EMPTY_BYTES,
      deadlineAt,
    });
    const row = { region: this.region, tenant, token, created_at: this.#clock.now() };
    const outcome = await this.#store.commit({
      event: EMPTY_BYTES,
      writes: [{ kind: 'insert', table: 'slot_tokens', row }],
      entities: [`slot-token:${this.region}/${tenant}`],
    });
    if (outcome.kind === 'committed') return token;
    // Another front end was first; two slot keys for one tenant would make two kinds of EKT, so that its token wins.
    const winner = await this.#store.reads.slotToken(this.region, tenant);
    if (winner === undefined) throw new AssertionFailure('a slot token conflicts with a row that does not exist');
    return winner.token;
  }
}

/** The Region's HSMs answer nothing yet: say what to do. */
export function requireReady(runtime: RegionRuntime): void {
  if (runtime.pool.ready()) return;
  throw new KmsError('KeyUnavailableException', undefined, {
    cause: new HsmError('NOT_OPERATIONAL', `no HSM of ${runtime.region} is linked`),
  });
}
