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

/** A slot key in the clear. Its buffer is transferred, and wiped by the slot. */
export interface SlotKeyBytes {
  readonly id: Uint8Array;
  readonly keyBytes: Uint8Array;
}

/** Root to slot, over the key port. */
export type SlotKeyMessage =
  | {
      readonly status: 0;
      readonly generation: number;
      readonly tenant: string;
      readonly domainId: Uint8Array;
      /** Seals and opens. */
      readonly active: SlotKeyBytes;
      /** Only opens: present while a new slot key takes over. */
      readonly outgoing: SlotKeyBytes | undefined;
    }
  | { readonly status: number; readonly generation: number; readonly detail: string };

export function isSlotKey(message: SlotKeyMessage): message is Extract<SlotKeyMessage, { active: SlotKeyBytes }> {
  return message.status === 0;
}
