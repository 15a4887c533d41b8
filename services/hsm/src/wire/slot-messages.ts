/** What passes between the host thread, a slot worker and the root worker besides the packed batches. */
import type { MessagePort } from 'node:worker_threads';
import type { Lane } from '@strongroom/proto/slot-protocol.js';
import type { EngineChoice } from '../engine-choice.js';

/** `workerData` of a slot worker. The port leads to the root worker; the host only made it. */
export interface SlotWorkerData {
  readonly engine: EngineChoice;
  readonly lane: Lane;
  readonly keyPort: MessagePort;
}

/** Host to slot, besides command batches (ArrayBuffer). */
export interface EvictMessage {
  readonly kind: 'evict';
  /** Nothing happens to a later one. */
  readonly generation: number;
}

/** Slot to host, besides result batches (ArrayBuffer). */
export type SlotNotice =
  | { readonly kind: 'ready' }
  /** The slot is bound under this generation (status 0), or could not be. */
  | { readonly kind: 'bound'; readonly generation: number; readonly status: number; readonly detail: string }
  | { readonly kind: 'evicted' };

/** Root to slot, over the key port. The slot key's buffer is transferred and wiped by the slot. */
export type SlotKeyMessage =
  | {
      readonly status: 0;
      readonly generation: number;
      readonly tenant: string;
      readonly domainId: Uint8Array;
      readonly slotKeyId: Uint8Array;
      readonly slotKey: Uint8Array;
    }
  | { readonly status: number; readonly generation: number; readonly detail: string };

export function isSlotKey(message: SlotKeyMessage): message is Extract<SlotKeyMessage, { slotKey: Uint8Array }> {
  return message.status === 0;
}
