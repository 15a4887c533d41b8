/**
 * What a lane of a node has confirmed to hold since it booted: per tenant the generation of its slot, the slot token
 * that this is bound with, and the key materials that were presented to that generation. Only an optimization: whatever
 * is believed wrongly comes back as NEED_SLOT_TOKEN or NEED_EKT and costs one more trip.
 */
import { equalBytes } from '@strongroom/core/bytes.js';

/**
 * A node forgets a backing key 5 minutes after it was last presented; presenting it again before that saves the refused
 * trip.
 */
export const PRESENT_AGAIN_MS = 4 * 60_000;
const SLOTS_MAX = 4096;
const MATERIALS_PER_SLOT_MAX = 1024;

interface HeldMaterial {
  readonly materialId: Uint8Array;
  presentedAt: number;
}

function byte24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/**
 * The first 48 bits of a material id as a number: a Map key without building a string. The full id is compared on every
 * hit.
 */
function indexOf(materialId: Uint8Array): number {
  return byte24(materialId, 0) * 0x100_0000 + byte24(materialId, 3);
}

function dropOldest(map: Map<unknown, unknown>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

/** One generation of one tenant's slot on one node. */
export class HeldSlot {
  readonly generation: number;
  /** Undefined where another front end has bound the slot, and nobody here has presented a token to it since. */
  slotToken: Uint8Array | undefined;
  readonly #materials = new Map<number, HeldMaterial>();

  constructor(generation: number, slotToken: Uint8Array | undefined) {
    this.generation = generation;
    this.slotToken = slotToken;
  }

  isBoundWith(slotToken: Uint8Array): boolean {
    return this.slotToken === slotToken || (this.slotToken !== undefined && equalBytes(this.slotToken, slotToken));
  }

  holds(materialId: Uint8Array, now: number): boolean {
    const held = this.#materials.get(indexOf(materialId));
    if (held === undefined || now - held.presentedAt > PRESENT_AGAIN_MS) return false;
    return held.materialId === materialId || equalBytes(held.materialId, materialId);
  }

  presented(materialId: Uint8Array, now: number): void {
    if (this.#materials.size >= MATERIALS_PER_SLOT_MAX) dropOldest(this.#materials);
    // A copy: the caller's bytes may be a view of a large buffer that must not be kept alive, or be reused.
    this.#materials.set(indexOf(materialId), { materialId: materialId.slice(), presentedAt: now });
  }

  forget(materialId: Uint8Array): void {
    this.#materials.delete(indexOf(materialId));
  }
}

export class HeldTokens {
  #bootId = '';
  readonly #slots = new Map<string, HeldSlot>();

  /** Called with every greeting. A new boot id voids everything. */
  greet(bootId: string): void {
    if (bootId === this.#bootId) return;
    this.#bootId = bootId;
    this.#slots.clear();
  }

  /** The tenant's slot, where it is bound with this token of the tenant. */
  slot(tenant: string, slotToken: Uint8Array): HeldSlot | undefined {
    const slot = this.#slots.get(tenant);
    return slot?.isBoundWith(slotToken) === true ? slot : undefined;
  }

  /**
   * A command of `tenant` was answered by this generation of its slot. Another generation than believed holds nothing
   * yet.
   * @param slotToken where it was attached: then the slot is bound with it
   */
  confirm(tenant: string, generation: number, slotToken: Uint8Array | undefined): HeldSlot {
    const believed = this.#slots.get(tenant);
    if (believed?.generation === generation) {
      believed.slotToken = slotToken ?? believed.slotToken;
      return believed;
    }
    if (believed === undefined && this.#slots.size >= SLOTS_MAX) dropOldest(this.#slots);
    const slot = new HeldSlot(generation, slotToken);
    this.#slots.set(tenant, slot);
    return slot;
  }

  forgetSlot(tenant: string): void {
    this.#slots.delete(tenant);
  }
}
