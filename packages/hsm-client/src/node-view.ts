/** How a pool shows its nodes. */
import type { NodeId } from '@strongroom/core/ids.js';
import type { ApplianceStatus } from './appliance-status.js';

/**
 * `connecting`: first contact or a fresh link under way. `linked`: in rotation. `sidelined`: linked, but it has just
 * refused work and is being
 * asked why. `draining`: finishes what it has. `suspect`: silent. `unreachable`: no connection, or it broke the
 * protocol. `waiting`: reachable, but not a member of the
 * domain and no domain token to give it, or in self-test. `out-of-service`: error, tampered or zeroized. `refused`: it
 * speaks another protocol, is another node than configured, or does not accept our domain token.
 */
export const NODE_STATES = [
  'connecting',
  'linked',
  'sidelined',
  'draining',
  'suspect',
  'unreachable',
  'waiting',
  'out-of-service',
  'refused',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

/**
 * States that a node leaves by itself soon: an operation may wait for that. In all others somebody has to do something.
 */
export const PASSING_STATES: ReadonlySet<NodeState> = new Set<NodeState>([
  'connecting',
  'linked',
  'sidelined',
  'draining',
  'suspect',
  'unreachable',
]);

export interface NodeLoadView {
  readonly slotsBound: number;
  readonly slotsMax: number;
  readonly queued: number;
  readonly draining: boolean;
}

export interface NodeView {
  readonly id: NodeId;
  readonly address: string;
  readonly state: NodeState;
  /** Why, in words for an operator; empty where the state says it. */
  readonly detail: string;
  readonly linked: boolean;
  /** As the node last reported it on the link. */
  readonly load: NodeLoadView | undefined;
  /** How far the node's civil time is ahead of real time, as it last said on this link. */
  readonly clockOffsetMs: number;
  /** Empty until the first greeting. */
  readonly bootId: string;
  /** Commands written and not answered. */
  readonly inFlight: number;
  /** The last answer to GetStatus. */
  readonly status: ApplianceStatus | undefined;
}
