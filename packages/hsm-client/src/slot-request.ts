/** What services/kms asks of an HSM. */
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Lane, MaterialReference, SlotCommandNumber } from '@strongroom/proto/slot-protocol.js';

/** The front end's copy of an exported key token. */
export interface SealedMaterial {
  /** 32 bytes. */
  readonly materialId: Uint8Array;
  readonly ekt: Uint8Array;
}

export interface SlotRequest {
  readonly tenant: TenantId;
  /** Travels only until a node has confirmed the slot. Empty for CREATE_SLOT_TOKEN. */
  readonly slotToken: Uint8Array;
  /**
   * Sends the slot token whatever the node is believed to hold. The command then runs in a slot that is bound with this
   * token, also where another front end has bound it with another one: what it seals is sealed under the slot key of
   * this token.
   */
  readonly attachSlotToken?: boolean;
  readonly command: SlotCommandNumber;
  /** The node's root worker answers, which has no slot bound: the slot token always travels. Default false. */
  readonly toRoot?: boolean;
  /** The thread of the slot that runs it. Default fast; a fast thread refuses what is slow. */
  readonly lane?: Lane;
  /** 0 to 2. Their EKTs travel only until the slot has confirmed them. */
  readonly materials: readonly SealedMaterial[];
  /**
   * The packed arguments (packages/proto, slot-protocol.ts). Called for each attempt, with one reference per material
   * in the same order.
   */
  readonly encode: (references: readonly MaterialReference[]) => Uint8Array;
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  readonly signal?: CancelSignal;
}
