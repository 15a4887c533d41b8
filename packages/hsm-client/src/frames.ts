/**
 * The frames of `strongroom.hsm.v1.Link` as the loader yields them on the hot link: camelCase, numbers for 64-bit
 * integers, and no defaults, so an absent field is undefined and means zero or empty.
 */

export interface SlotCommandFrame {
  readonly id: number;
  readonly tenant: string;
  readonly deadlineMs: number;
  readonly command: number;
  readonly payload: Uint8Array;
  readonly slotToken?: Uint8Array;
}

export interface ClientFrame {
  hello?: { readonly protocol: number; readonly frontEnd: string; readonly region: string };
  commands?: SlotCommandFrame[];
  cancels?: number[];
  heartbeat?: { readonly sequence: number };
  clockOffsetMs?: number;
}

export interface SlotResultFrame {
  readonly id?: number;
  readonly status?: number;
  readonly payload?: Uint8Array;
  readonly slotGeneration?: number;
  readonly detail?: string;
}

export interface WelcomeFrame {
  readonly protocol?: number;
  readonly nodeId?: string;
  readonly bootId?: string;
  readonly domainId?: Uint8Array;
  readonly domainTokenVersion?: number;
}

export interface NodeLoadFrame {
  readonly slotsBound?: number;
  readonly slotsMax?: number;
  readonly queued?: number;
  readonly draining?: boolean;
}

export interface NodeFrame {
  readonly welcome?: WelcomeFrame | null;
  readonly results?: readonly SlotResultFrame[];
  readonly heartbeat?: { readonly sequence?: number } | null;
  readonly load?: NodeLoadFrame | null;
  readonly clockOffsetMs?: number;
}

/**
 * An upper bound of what a command takes in a frame beside its variable parts: tags and lengths of seven fields (at
 * most 6 bytes each). Also what a command without payload counts in the window, so that empty commands are not free.
 */
export const COMMAND_OVERHEAD_BYTES = 48;
/** An upper bound of a frame's greeting, heartbeat and clock offset. */
export const FRAME_OVERHEAD_BYTES = 512;
/** A packed varint of 32 bits. */
export const CANCEL_MAX_BYTES = 5;
