/**
 * The slots of a fake node: they confirm tokens as real ones do, and answer ENCRYPT by an echo of context and
 * plaintext. Nothing is encrypted; what is imitated is who must present what, and when.
 */
import { EMPTY_BYTES, toHex } from '@strongroom/core/bytes.js';
import { HSM_STATUS, type HsmStatus } from '@strongroom/core/errors.js';
import { encryptArguments, laneOf, SLOT_COMMAND, SLOW_LANE_BIT } from '@strongroom/proto/slot-protocol.js';

export interface FakeCommand {
  readonly id: number;
  readonly tenant: string;
  readonly command: number;
  readonly deadlineMs: number;
  readonly payload: Uint8Array;
  readonly slotToken: Uint8Array;
}

export interface FakeResult {
  readonly id: number;
  readonly status: number;
  readonly payload: Uint8Array;
  readonly slotGeneration: number;
  readonly detail?: string;
}

interface FakeSlot {
  readonly generation: number;
  readonly materials: Set<string>;
}

export function refusal(command: FakeCommand, status: HsmStatus, detail?: string): FakeResult {
  const result = { id: command.id, status: HSM_STATUS[status].code, payload: EMPTY_BYTES, slotGeneration: 0 };
  return detail === undefined ? result : { ...result, detail };
}

export class FakeSlots {
  /** By tenant and lane. */
  readonly #slots = new Map<string, FakeSlot>();
  #generations = 0;

  /** Forgets one tenant's slot, or all, as an eviction does. */
  evict(tenant?: string): void {
    if (tenant === undefined) this.#slots.clear();
    else for (const lane of ['fast', 'slow']) this.#slots.delete(`${tenant} ${lane}`);
  }

  /** Forgets the key materials but not the slots, as an expiry does. */
  expireMaterials(): void {
    for (const slot of this.#slots.values()) slot.materials.clear();
  }

  answer(command: FakeCommand): FakeResult {
    const slotName = `${command.tenant} ${laneOf(command.command)}`;
    let slot = this.#slots.get(slotName);
    if (slot === undefined) {
      if (command.slotToken.length === 0) return refusal(command, 'NEED_SLOT_TOKEN');
      slot = { generation: ++this.#generations, materials: new Set() };
      this.#slots.set(slotName, slot);
    }
    const ok = { id: command.id, status: 0, slotGeneration: slot.generation };
    if ((command.command & ~SLOW_LANE_BIT) !== SLOT_COMMAND.ENCRYPT) return { ...ok, payload: command.payload };
    const { material, context, plaintext } = encryptArguments.read(command.payload);
    const name = toHex(material.materialId);
    if (material.ekt.length > 0) slot.materials.add(name);
    else if (!slot.materials.has(name)) return { ...refusal(command, 'NEED_EKT'), slotGeneration: slot.generation };
    return { ...ok, payload: new Uint8Array([...context, ...plaintext]) };
  }
}
