/**
 * An HSM of one domain in this thread, as the front end sees its pool: the real root module and slot modules, without
 * sockets, threads and timers. Tokens travel as on the link: only until the slot holds what they bring.
 */
import { EMPTY_BYTES, toHex } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import type { HsmPool } from '@strongroom/hsm-client/pool.js';
import type { SlotRequest } from '@strongroom/hsm-client/slot-request.js';
import {
  InlineSlot,
  makeDomain,
  type InlineAnswer,
  type InlineRoot,
} from '@strongroom/hsm/boundary/testing/inline-slot.js';
import { forgetMaterialsArguments, SLOT_COMMAND, SLOW_LANE_BIT, type Lane } from '@strongroom/proto/slot-protocol.js';

interface HeldSlot {
  readonly slot: InlineSlot;
  /** Ids of the materials that the slot has confirmed. */
  readonly held: Set<string>;
}

/** A little more than the time after which a slot wipes what nobody presents. */
const BEYOND_EXPIRY_MS = 6 * 60_000;

export class InlineHsm implements Pick<HsmPool, 'execute' | 'forget'> {
  readonly #engine: CryptoEngine;
  readonly #keyPairs: Readonly<Record<Lane, KeyPairEngine>>;
  readonly #root: InlineRoot;
  readonly #slots = new Map<string, HeldSlot>();

  constructor(engine: CryptoEngine, keyPairs: Readonly<Record<Lane, KeyPairEngine>>, name: string) {
    this.#engine = engine;
    this.#keyPairs = keyPairs;
    this.#root = makeDomain(engine, name);
  }

  async execute(request: SlotRequest): Promise<Uint8Array> {
    // As over the link: the answer is never there in the same turn.
    await Promise.resolve();
    const { tenant, slotToken, command, lane = 'fast', materials } = request;
    if (command === SLOT_COMMAND.CREATE_SLOT_TOKEN) return this.#root.root.createSlotToken(tenant);
    const { slot, held } = this.#bound(tenant, lane, slotToken);
    const attempt = (believed: ReadonlySet<string>): InlineAnswer => {
      const references = materials.map(({ materialId, ekt }) => ({
        materialId,
        ekt: believed.has(toHex(materialId)) ? EMPTY_BYTES : ekt,
      }));
      return slot.run(lane === 'slow' ? command | SLOW_LANE_BIT : command, request.encode(references));
    };
    let answer = attempt(held);
    if (answer.status === 'NEED_EKT') answer = attempt(new Set());
    if (answer.status !== 'OK') throw new HsmError(answer.status);
    for (const { materialId } of materials) held.add(toHex(materialId));
    return answer.payload;
  }

  async forget(tenant: TenantId, materialIds: readonly Uint8Array[]): Promise<void> {
    await Promise.resolve();
    for (const lane of ['fast', 'slow'] as const) {
      this.#slots
        .get(`${tenant} ${lane}`)
        ?.slot.succeed(SLOT_COMMAND.FORGET_MATERIALS, forgetMaterialsArguments.write(materialIds));
    }
  }

  /** All slots are unbound, as after a restart or an eviction. */
  evictAll(): void {
    for (const { slot } of this.#slots.values()) slot.module.evict();
    this.#slots.clear();
  }

  /** Nobody presents any material for so long that the slots wipe it, which the front end does not notice. */
  idle(): void {
    for (const { slot } of this.#slots.values()) {
      slot.clock.nowMs += BEYOND_EXPIRY_MS;
      slot.module.sweep();
    }
  }

  #bound(tenant: TenantId, lane: Lane, slotToken: Uint8Array): HeldSlot {
    const name = `${tenant} ${lane}`;
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const slot = new InlineSlot(this.#engine, { lane, keyPairs: this.#keyPairs[lane] });
    slot.bind(this.#root.root, tenant, slotToken);
    const bound = { slot, held: new Set<string>() };
    this.#slots.set(name, bound);
    return bound;
  }
}
