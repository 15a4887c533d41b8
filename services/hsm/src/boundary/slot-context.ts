/** What a command handler sees of its slot. Handlers are pure functions of this and their payload. */
import type { Rng } from '@strongroom/core/rng.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Lane, MaterialReference } from '@strongroom/proto/slot-protocol.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine, KeyPairUse, PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import type { StatementDirection } from '@strongroom/crypto/replication-statement.js';
import type { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import type { ExportedKeyTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import type { KeyPairMaterial, SecretMaterial } from './material-cache.js';

/** The attributes that a handler chooses; domain, tenant and material id are the slot's to say. */
export type NewMaterial = Omit<ExportedKeyTokenAttributes, 'domainId' | 'tenant' | 'materialId'>;

export interface OpenedMaterial {
  /** Authenticated. */
  readonly attributes: ExportedKeyTokenAttributes;
  /** The handler disposes it. */
  readonly secret: SecretBytes;
}

/** What a handler asks of a key's authenticated attributes. */
export type Permits = (attributes: ExportedKeyTokenAttributes) => boolean;

export interface SlotContext {
  readonly tenant: TenantId;
  /** 16 bytes. */
  readonly domainId: Uint8Array;
  /** Which of the tenant's two threads this is. Slow work is refused in the fast one, whatever the front end says. */
  readonly lane: Lane;
  readonly engine: CryptoEngine;
  /** Key pairs; what is slow (`isSlow`) only where `lane` is slow. */
  readonly keyPairs: KeyPairEngine;
  /** The slot's DRBG: keys, and what GenerateRandom returns. */
  readonly rng: Pick<Rng, 'bytes'>;
  /** Pooled output of the same DRBG, for nonces and IVs. */
  readonly nonces: Pick<Rng, 'bytes'>;
  /** Authenticates a replication statement to this slot's root, or as its root does (replication-statement.ts). */
  replicationMac(direction: StatementDirection, statement: Uint8Array): Uint8Array;
  /**
   * The referenced random key, if its authenticated attributes permit what the handler is about to do.
   * @throws HsmError NEED_EKT, TOKEN_INVALID, KEY_FUNCTION_NOT_PERMITTED
   */
  material(reference: MaterialReference, permits: Permits): SecretMaterial;
  /**
   * The referenced key pair, likewise; `use` says what for.
   * @throws HsmError NEED_EKT, TOKEN_INVALID, KEY_FUNCTION_NOT_PERMITTED; NEED_SLOW_LANE for slow work in a fast thread
   */
  keyPair(reference: MaterialReference, permits: Permits, use: KeyPairUse): KeyPairMaterial;
  /** Wipes material that the slot may hold. */
  forget(materialId: Uint8Array): void;
  /** Exports a new random key under the slot key, and keeps it at hand. The caller wipes `secret`. */
  seal(attributes: NewMaterial, secret: Uint8Array): MaterialReference;
  /** Exports a new key pair; `privateKey`, which was loaded from `secret`, belongs to the slot from then on. */
  sealKeyPair(attributes: NewMaterial, secret: Uint8Array, privateKey: PrivateKey): MaterialReference;
  /** Exports a secret that this thread does not keep at hand. The caller wipes `secret`. */
  sealApart(attributes: NewMaterial, secret: Uint8Array): MaterialReference;
  /**
   * Opens a token for this one command, whatever its secret may do: that is the handler's to check. @throws HsmError
   * TOKEN_INVALID
   */
  openApart(reference: MaterialReference): OpenedMaterial;
  /**
   * The token of the same material, with identical attributes, under the slot key that seals now. @throws HsmError
   * TOKEN_INVALID
   */
  rewrap(reference: MaterialReference): Uint8Array;
}

/** @returns the packed answer, which the caller wipes after sending. @throws HsmError, PackedFormatError */
export type SlotCommandHandler = (slot: SlotContext, payload: Uint8Array) => Uint8Array;
