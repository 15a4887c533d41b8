/** The slot tokens of a Region's tenants: from memory, from the store, or made by an HSM at the tenant's first use. */
import { EMPTY_BYTES, equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { Region, TenantId } from '@strongroom/core/ids.js';
import type { Clock } from '@strongroom/core/time.js';
import { activeDomainKey } from '@strongroom/crypto/domain-state.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import { readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import type { HsmPool } from '@strongroom/hsm-client/pool.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { Store } from '@strongroom/storage/store.js';

/** The change feed's name of a Region's domain. */
export function domainTokenEntity(region: Region): string {
  return `domain-token:${region}`;
}

/** The change feed's name of a tenant's slot token: what every commit of an EKT is guarded on (ADR 9). */
export function slotTokenEntity(region: Region, tenant: string): string {
  return `slot-token:${region}/${tenant}`;
}

export interface SlotTokensOptions {
  readonly region: Region;
  readonly pool: HsmPool;
  readonly store: Store;
  readonly clock: Clock;
}

export class SlotTokens {
  readonly #options: SlotTokensOptions;
  readonly #tokens = new Map<string, Promise<Uint8Array>>();

  constructor(options: SlotTokensOptions) {
    this.#options = options;
  }

  /** @throws HsmError; what the store throws. */
  get(tenant: TenantId, deadlineAt: number): Promise<Uint8Array> {
    const known = this.#tokens.get(tenant);
    if (known !== undefined) return known;
    const loading = this.#loadOrCreate(tenant, deadlineAt);
    this.#tokens.set(tenant, loading);
    // A failure is not remembered: the next request tries again.
    loading.catch(() => {
      if (this.#tokens.get(tenant) === loading) this.#tokens.delete(tenant);
    });
    return loading;
  }

  /** Follows one change of the feed: whoever asks from here on reads the store. */
  invalidate(entity: string): void {
    const prefix = slotTokenEntity(this.#options.region, '');
    if (entity.startsWith(prefix)) this.#tokens.delete(entity.slice(prefix.length));
  }

  async #loadOrCreate(tenant: TenantId, deadlineAt: number): Promise<Uint8Array> {
    const { region, store, clock } = this.#options;
    for (;;) {
      const afterSeq = store.changeSeq;
      const stored = await store.reads.slotToken(region, tenant);
      if (stored !== undefined) return stored.token;
      const token = await this.#create(tenant, deadlineAt);
      const outcome = await store.commit({
        event: EMPTY_BYTES,
        writes: [{ kind: 'insert', table: 'slot_tokens', row: { region, tenant, token, created_at: clock.now() } }],
        // Nobody can have cached that there is none.
        entities: [],
        guard: { entities: [domainTokenEntity(region)], afterSeq },
      });
      if (outcome.kind === 'committed') return token;
      // Else another front end was first, and its token wins: two slot keys would make two kinds of EKT. Or the domain
      // key was rotated meanwhile, and the token is under the outgoing one.
    }
  }

  async #create(tenant: TenantId, deadlineAt: number): Promise<Uint8Array> {
    const { region, pool, store } = this.#options;
    const domain = await store.reads.latestDomainToken(region);
    const token = await pool.execute({
      tenant,
      slotToken: EMPTY_BYTES,
      command: SLOT_COMMAND.CREATE_SLOT_TOKEN,
      materials: [],
      encode: () => EMPTY_BYTES,
      deadlineAt,
    });
    if (domain !== undefined && !isUnderActiveKey(token, domain.token)) {
      pool.refresh();
      throw new HsmError('NOT_OPERATIONAL', 'the node does not follow the newest domain token');
    }
    return token;
  }
}

/** Whether a slot token is wrapped under the active domain key of a domain token, as both say of themselves. */
export function isUnderActiveKey(slotToken: Uint8Array, domainToken: Uint8Array): boolean {
  const active = activeDomainKey(readDomainToken(domainToken).state);
  return equalBytes(readTokenHeader(slotToken).wrappingKeyId, active.id);
}

/** Whether a slot key of the slot token is the one that the EKT says it is sealed under. */
export function namesWrappingKeyOf(slotToken: Uint8Array, ekt: Uint8Array): boolean {
  const { wrappingKeyId } = readTokenHeader(ekt);
  const { slotKeyId, outgoingSlotKeyId } = slotKeyIdsOf(slotToken);
  return (
    equalBytes(slotKeyId, wrappingKeyId) ||
    (outgoingSlotKeyId !== undefined && equalBytes(outgoingSlotKeyId, wrappingKeyId))
  );
}

/** @throws HsmError TOKEN_INVALID for what is no slot token. */
export function slotKeyIdsOf(slotToken: Uint8Array): {
  readonly slotKeyId: Uint8Array;
  readonly outgoingSlotKeyId?: Uint8Array;
} {
  const header = readTokenHeader(slotToken);
  if (header.kind !== 'SLOT_TOKEN') throw new HsmError('TOKEN_INVALID');
  return header.attributes;
}
