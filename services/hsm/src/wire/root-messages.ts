/**
 * The host's calls to the root worker: rare, so plain structured clones. Only public values and sealed or exported
 * bytes cross here.
 */
import type { MessagePort } from 'node:worker_threads';
import type { HsmStatus } from '@strongroom/core/errors.js';
import type { EngineChoice } from '../engine-choice.js';

/**
 * `workerData` of the root worker. It reads and makes the seal key file itself, so that the host never holds that key.
 */
export interface RootWorkerData {
  readonly engine: EngineChoice;
  readonly nodeId: string;
  readonly sealKeyFile: string;
}

export interface SelfTestOutcome {
  readonly name: string;
  readonly passed: boolean;
}

export interface PublicIdentity {
  /** Uncompressed P-384 points, 97 bytes. */
  readonly signPublicPoint: Uint8Array;
  readonly agreePublicPoint: Uint8Array;
  /** Highest domain-token version ever accepted; 0 before the first. */
  readonly tokenVersionFloor: number;
}

export interface PublicOperator {
  readonly id: string;
  readonly role: string;
  /** SPKI DER. */
  readonly publicKey: Uint8Array;
}

/** The part of the domain's state that the host needs. */
export interface DomainView {
  readonly domainId: Uint8Array;
  readonly version: number;
  readonly operators: readonly PublicOperator[];
}

export type PowerOnReport = { readonly selfTests: readonly SelfTestOutcome[] } & (
  | { readonly outcome: 'self-test-failed' }
  | { readonly outcome: 'tampered'; readonly reason: string }
  /** `sealed` is present where it must be written before the node serves. */
  | { readonly outcome: 'ready'; readonly identity: PublicIdentity; readonly sealed: Uint8Array | undefined }
);

/** A change of domain that takes effect at `commit`, after the host has made `sealed` durable. */
export interface PendingDomain {
  readonly sealed: Uint8Array;
  readonly view: DomainView;
  readonly token: Uint8Array;
  /** True where domain keys that the node holds are not in it any more. */
  readonly dropsKeys: boolean;
}

export interface CommandSignature {
  readonly operatorId: string;
  /** ECDSA, DER. */
  readonly signature: Uint8Array;
}

export interface ExportedToken {
  readonly token: Uint8Array;
  readonly version: number;
}

interface SignedCommand {
  readonly command: Uint8Array;
  readonly signatures: readonly CommandSignature[];
}

/** A link command that the root answers; the host does not read its payload (packages/proto, slot-protocol.ts). */
export interface RootCommand {
  readonly tenant: string;
  readonly slotToken: Uint8Array;
  readonly payload: Uint8Array;
}

/** Operation → request and reply. */
export interface RootOperations {
  powerOn: { request: { readonly sealed: Uint8Array | undefined }; reply: PowerOnReport };
  selfTests: { request: object; reply: readonly SelfTestOutcome[] };
  createDomain: { request: SignedCommand; reply: PendingDomain };
  joinDomain: { request: { readonly token: Uint8Array }; reply: PendingDomain };
  commit: { request: object; reply: PublicIdentity };
  abandon: { request: object; reply: null };
  changeDomain: { request: SignedCommand; reply: ExportedToken };
  /** Drops the domain keys: the node enters its error state. */
  forgetDomain: { request: object; reply: null };
  createSlotToken: { request: { readonly tenant: string }; reply: Uint8Array };
  /** The payload is a slot token, and its successor the answer. */
  rotateSlotKey: { request: RootCommand; reply: Uint8Array };
  retireSlotKey: { request: RootCommand; reply: Uint8Array };
  /** A slot's statement for another domain → the signature. */
  signReplication: { request: RootCommand; reply: Uint8Array };
  /** A peer's statement for a slot → the MAC. */
  vouchReplication: { request: RootCommand; reply: Uint8Array };
  zeroize: { request: object; reply: null };
}
export type RootOperation = keyof RootOperations;

export interface RootCall<Name extends RootOperation = RootOperation> {
  readonly kind: 'call';
  readonly id: number;
  readonly operation: Name;
  readonly request: RootOperations[Name]['request'];
}

/** Messages without an answer: the slot itself reports how a bind went. */
export type RootNotice =
  | { readonly kind: 'attach'; readonly worker: number; readonly port: MessagePort }
  | { readonly kind: 'detach'; readonly worker: number }
  | {
      readonly kind: 'bind';
      readonly worker: number;
      readonly generation: number;
      readonly tenant: string;
      readonly slotToken: Uint8Array;
    };

export type RootAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  /** `status` is absent where the failure is a bug. */
  | { readonly id: number; readonly ok: false; readonly status: HsmStatus | undefined; readonly message: string };
