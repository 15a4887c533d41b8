/** What the root module hands over to a slot, which copies the keys into its arena and wipes these. */
import type { TenantId } from '@strongroom/core/ids.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import type { SlotKeyBytes } from '../wire/slot-messages.js';
import { disposeSlotKeys, type SlotKey, type UnwrappedSlotKeys } from './slot-tokens.js';

export interface SlotBinding {
  /** Unique per boot of the node. */
  readonly generation: number;
  readonly tenant: TenantId;
  readonly domainId: Uint8Array;
  readonly active: SlotKeyBytes;
  readonly outgoing: SlotKeyBytes | undefined;
}

/** Buffers of their own, which can be transferred; `unwrapped` is disposed. */
export function slotKeysInClear(unwrapped: UnwrappedSlotKeys): {
  readonly domainId: Uint8Array;
  readonly active: SlotKeyBytes & { readonly keyBytes: Uint8Array<ArrayBuffer> };
  readonly outgoing: (SlotKeyBytes & { readonly keyBytes: Uint8Array<ArrayBuffer> }) | undefined;
} {
  const { domainId, active, outgoing } = unwrapped;
  const inClear = ({ id, keyBytes }: SlotKey) => ({ id, keyBytes: new Uint8Array(keyBytes.expose(SECRET_ACCESS)) });
  try {
    return { domainId, active: inClear(active), outgoing: outgoing === undefined ? undefined : inClear(outgoing) };
  } finally {
    disposeSlotKeys(unwrapped);
  }
}
