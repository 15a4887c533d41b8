/**
 * The messages of `strongroom.hsm.v1.Appliance` as the front end uses them: absent fields made explicit, the state by
 * its name.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';

export const APPLIANCE_STATES = [
  'UNSPECIFIED',
  'SELF_TEST',
  'UNINITIALIZED',
  'OPERATIONAL',
  'ERROR',
  'TAMPERED',
  'ZEROIZED',
] as const;
export type ApplianceState = (typeof APPLIANCE_STATES)[number];

export interface SelfTestResult {
  readonly name: string;
  readonly passed: boolean;
}

export interface ApplianceStatus {
  readonly nodeId: string;
  readonly bootId: string;
  readonly state: ApplianceState;
  /** Uncompressed P-384 points, 97 bytes. */
  readonly signPublicPoint: Uint8Array;
  readonly agreePublicPoint: Uint8Array;
  /** 16 bytes, or empty unless the node is a member. */
  readonly domainId: Uint8Array;
  readonly domainTokenVersion: number;
  readonly domainTokenVersionFloor: number;
  readonly slotsBound: number;
  readonly slotsMax: number;
  readonly engine: string;
  readonly firmware: string;
  readonly selfTests: readonly SelfTestResult[];
  readonly errorReason: string;
}

/** As decoded from the wire: proto3 leaves out what is zero or empty. */
export type ApplianceStatusMessage = Partial<
  Omit<ApplianceStatus, 'state' | 'selfTests'> & {
    readonly state: string;
    readonly selfTests: readonly Partial<SelfTestResult>[];
  }
>;

export interface SignedDomainCommand {
  /** Canonical bytes (packages/crypto, domain-command.ts). */
  readonly command: Uint8Array;
  readonly signatures: readonly { readonly operatorId: string; readonly signature: Uint8Array }[];
}

export interface ExportedDomainToken {
  readonly token: Uint8Array;
  readonly version: number;
}

const STATE_PREFIX = 'APPLIANCE_STATE_';

/** A state of a newer firmware reads as UNSPECIFIED, which nobody takes for operational. */
function readState(name: unknown): ApplianceState {
  return APPLIANCE_STATES.find((state) => name === STATE_PREFIX + state) ?? 'UNSPECIFIED';
}

export function readApplianceStatus(message: ApplianceStatusMessage): ApplianceStatus {
  return {
    nodeId: message.nodeId ?? '',
    bootId: message.bootId ?? '',
    state: readState(message.state),
    signPublicPoint: message.signPublicPoint ?? EMPTY_BYTES,
    agreePublicPoint: message.agreePublicPoint ?? EMPTY_BYTES,
    domainId: message.domainId ?? EMPTY_BYTES,
    domainTokenVersion: message.domainTokenVersion ?? 0,
    domainTokenVersionFloor: message.domainTokenVersionFloor ?? 0,
    slotsBound: message.slotsBound ?? 0,
    slotsMax: message.slotsMax ?? 0,
    engine: message.engine ?? '',
    firmware: message.firmware ?? '',
    selfTests: (message.selfTests ?? []).map(({ name = '', passed = false }) => ({ name, passed })),
    errorReason: message.errorReason ?? '',
  };
}
