/**
 * The root of one appliance: identity, domain keys, ceremonies, and the unwrapping of slot tokens. Synchronous and
 * thread-agnostic: products run
 * it in the root worker, the simulation inline. A ceremony has two steps: it returns sealed bytes, and takes effect at
 * `commit`, after the host has made them durable. Until then the node is what it was.
 */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId, TenantId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import { decodeDomainCommand } from '@strongroom/crypto/domain-command.js';
import type { DomainState } from '@strongroom/crypto/domain-state.js';
import {
  exportDomainToken,
  openEnvelope,
  openReplicationKey,
  readDomainToken,
  verifyDomainToken,
} from '@strongroom/crypto/domain-token.js';
import { nextDomainState } from '@strongroom/crypto/domain-transition.js';
import { AES_256_KEY_BYTES, type CryptoEngine } from '@strongroom/crypto/engine.js';
import { generateP384KeyPair } from '@strongroom/crypto/p384-key-pair.js';
import { verifyQuorum, type OperatorSignature } from '@strongroom/crypto/quorum.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import { WRAPPING_KEY_ID_BYTES } from '@strongroom/crypto/token-attributes.js';
import type { ExportedToken, PendingDomain, PublicIdentity } from '../wire/root-messages.js';
import { disposeKeys, isThisNode, viewOf, type HeldDomain, type HeldDomainKey } from './held-domain.js';
import { disposeIdentity, generateIdentity, openIdentity, sealIdentity, type Identity } from './identity.js';
import { signReplication, vouchReplication } from './replication.js';
import {
  createSlotToken,
  openSlotToken,
  retireSlotKey,
  rotateSlotKey,
  type SlotTokenMaker,
  type UnwrappedSlotKeys,
} from './slot-tokens.js';

export interface RootModuleOptions {
  readonly engine: CryptoEngine;
  /** The root's DRBG. */
  readonly rng: Pick<Rng, 'bytes'>;
  readonly nodeId: NodeId;
}

export class RootModule {
  readonly #engine: CryptoEngine;
  readonly #rng: Pick<Rng, 'bytes'>;
  readonly #nodeId: NodeId;
  #sealKey: SecretBytes | undefined;
  #identity: Identity | undefined;
  #held: HeldDomain | undefined;
  #pending: { readonly identity: Identity; readonly held: HeldDomain } | undefined;

  constructor(options: RootModuleOptions) {
    this.#engine = options.engine;
    this.#rng = options.rng;
    this.#nodeId = options.nodeId;
  }

  /** Takes over `sealKey` and opens the sealed identity. False when it is not authentic, or another node's. */
  restoreIdentity(sealKey: SecretBytes, sealed: Uint8Array): boolean {
    this.forget();
    this.#sealKey = sealKey;
    this.#identity = openIdentity(this.#engine, sealKey, sealed, this.#nodeId);
    return this.#identity !== undefined;
  }

  /** Takes over `sealKey` and makes a new identity. Returns its sealed form, to be durable before the node serves. */
  createIdentity(sealKey: SecretBytes): Uint8Array {
    this.forget();
    this.#sealKey = sealKey;
    this.#identity = generateIdentity(this.#engine, this.#rng, this.#nodeId);
    return this.#seal(this.#identity);
  }

  publicIdentity(): PublicIdentity {
    const identity = this.#requireIdentity();
    return {
      signPublicPoint: identity.sign.publicPoint,
      agreePublicPoint: identity.agree.publicPoint,
      tokenVersionFloor: identity.domain?.tokenVersion ?? 0,
    };
  }

  /**
   * @throws HsmError ARGUMENTS_BAD; KEY_FUNCTION_NOT_PERMITTED without a quorum or where the node has a domain already
   */
  createDomain(commandBytes: Uint8Array, signatures: readonly OperatorSignature[]): PendingDomain {
    const identity = this.#requireIdentity();
    const createdBy = this.#engine.sha256(commandBytes);
    const held = this.#held;
    if (held?.createdBy !== undefined && held.state.version === 1 && equalBytes(held.createdBy, createdBy)) {
      // The answer to the first call was lost: the same command gives the same token, not a second domain.
      return this.#propose(identity, held);
    }
    if (identity.domain !== undefined) {
      throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the node belongs to a domain; zeroize it first');
    }
    const command = decodeDomainCommand(commandBytes);
    if (command.command !== 'CreateDomain') throw new HsmError('ARGUMENTS_BAD', 'not a CreateDomain command');
    const { operators, rules } = command;
    this.#requireQuorum({ command: command.command, commandBytes, signatures, operators, rules });
    const id = this.#rng.bytes(WRAPPING_KEY_ID_BYTES);
    const rsk = generateP384KeyPair(this.#engine, this.#rng, 'sign');
    const state = nextDomainState(undefined, command, id, rsk.publicPoint);
    if (!isThisNode(identity, state.members)) {
      throw new HsmError('ARGUMENTS_BAD', "the members do not include this node with this node's public keys");
    }
    const keys = [{ id, keyBytes: SecretBytes.own(this.#rng.bytes(AES_256_KEY_BYTES)) }];
    const replicationPrivate = rsk.privateScalar;
    const token = this.#export(identity, state, keys, replicationPrivate);
    return this.#propose(identity, { state, keys, replicationPrivate, token, createdBy });
  }

  /** @throws HsmError TOKEN_INVALID: forged, rolled back, of another domain, or not for this node */
  joinDomain(token: Uint8Array): PendingDomain {
    const identity = this.#requireIdentity();
    const memory = identity.domain;
    // A node that never had a domain takes the token's word for its members: its caller has a certificate of the
    // configured authority. From then on only members of the last accepted token are believed.
    const verified = verifyDomainToken({
      engine: this.#engine,
      token,
      trustedMembers: memory?.members ?? readDomainToken(token).state.members,
      ...(memory === undefined ? {} : { domainId: memory.domainId, minVersion: memory.tokenVersion }),
    });
    const { state } = verified;
    if (!isThisNode(identity, state.members)) throw new HsmError('TOKEN_INVALID');
    const sameVersion = memory?.tokenVersion === state.version;
    if (sameVersion && !equalBytes(memory.tokenDigest, this.#engine.sha256(token))) throw new HsmError('TOKEN_INVALID');
    const agreePrivate = identity.agree.privateScalar.expose(SECRET_ACCESS);
    const keys = openEnvelope(this.#engine, verified, this.#nodeId, agreePrivate);
    const replicationPrivate = openReplicationKey(this.#engine, verified, this.#nodeId, agreePrivate);
    const createdBy = sameVersion ? this.#held?.createdBy : undefined;
    return this.#propose(identity, { state, keys, replicationPrivate, token: new Uint8Array(token), createdBy });
  }

  /** The sealed bytes of the last ceremony are durable: it takes effect. */
  commit(): PublicIdentity {
    const { identity, held } = must(this.#pending, 'a ceremony is pending');
    this.#pending = undefined;
    if (this.#held !== held) disposeKeys(this.#held);
    this.#identity = identity;
    this.#held = held;
    return this.publicIdentity();
  }

  /** The sealed bytes could not be written: the ceremony never happened. */
  abandon(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined && pending.held !== this.#held) disposeKeys(pending.held);
  }

  /**
   * The token of the changed domain; this node's own state changes only when it joins with it.
   * @throws HsmError ARGUMENTS_BAD; KEY_FUNCTION_NOT_PERMITTED without a quorum of the present operators
   */
  changeDomain(commandBytes: Uint8Array, signatures: readonly OperatorSignature[]): ExportedToken {
    const identity = this.#requireIdentity();
    const held = this.#requireDomain();
    const command = decodeDomainCommand(commandBytes);
    const { operators, rules } = held.state;
    this.#requireQuorum({ command: command.command, commandBytes, signatures, operators, rules });
    const newKey = {
      id: this.#rng.bytes(WRAPPING_KEY_ID_BYTES),
      keyBytes: SecretBytes.own(this.#rng.bytes(AES_256_KEY_BYTES)),
    };
    // A domain of before there were replication signing keys gets one with its first change.
    const newRsk =
      held.replicationPrivate === undefined ? generateP384KeyPair(this.#engine, this.#rng, 'sign') : undefined;
    try {
      const state = nextDomainState(held.state, command, newKey.id, newRsk?.publicPoint);
      const all = [...held.keys, newKey];
      const keys = state.domainKeys.map((entry) =>
        must(
          all.find((key) => equalBytes(key.id, entry.id)),
          'every domain key of the state is at hand',
        ),
      );
      const replicationPrivate = held.replicationPrivate ?? newRsk?.privateScalar;
      return { token: this.#export(identity, state, keys, replicationPrivate), version: state.version };
    } finally {
      newKey.keyBytes.dispose();
      newRsk?.privateScalar.dispose();
    }
  }

  /** A new slot key for this tenant, wrapped under the active domain key. */
  createSlotToken(tenant: TenantId): Uint8Array {
    return createSlotToken(this.#slotTokenMaker(), tenant);
  }

  /** The transitional slot token that a new slot key takes over with. @throws HsmError, see slot-tokens.ts */
  rotateSlotKey(tenant: TenantId, token: Uint8Array): Uint8Array {
    return rotateSlotKey(this.#slotTokenMaker(), tenant, token);
  }

  /** The slot token of the new slot key alone. @throws HsmError, see slot-tokens.ts */
  retireSlotKey(tenant: TenantId, token: Uint8Array): Uint8Array {
    return retireSlotKey(this.#slotTokenMaker(), tenant, token);
  }

  /** @throws HsmError TOKEN_INVALID: not of this domain, not this tenant's, or not authentic */
  openSlotToken(tenant: TenantId, token: Uint8Array): UnwrappedSlotKeys {
    return openSlotToken(this.#engine, this.#requireDomain(), tenant, token);
  }

  /** @throws HsmError TOKEN_INVALID, KEY_FUNCTION_NOT_PERMITTED (replication.ts) */
  signReplication(tenant: TenantId, slotToken: Uint8Array, signed: Parameters<typeof signReplication>[4]): Uint8Array {
    return signReplication(this.#engine, this.#requireDomain(), tenant, slotToken, signed);
  }

  /** @throws HsmError TOKEN_INVALID, KEY_FUNCTION_NOT_PERMITTED (replication.ts) */
  vouchReplication(tenant: TenantId, slotToken: Uint8Array, said: Parameters<typeof vouchReplication>[4]): Uint8Array {
    return vouchReplication(this.#engine, this.#requireDomain(), tenant, slotToken, said);
  }

  /** Wipes the domain keys. The identity stays: the node can join again. */
  forgetDomain(): void {
    this.abandon();
    disposeKeys(this.#held);
    this.#held = undefined;
  }

  /** Wipes everything, the seal key included. */
  forget(): void {
    this.forgetDomain();
    if (this.#identity !== undefined) disposeIdentity(this.#identity);
    this.#identity = undefined;
    this.#sealKey?.dispose();
    this.#sealKey = undefined;
  }

  #propose(identity: Identity, held: HeldDomain): PendingDomain {
    this.abandon();
    const { state, token } = held;
    const domain = {
      domainId: state.domainId,
      tokenVersion: state.version,
      tokenDigest: this.#engine.sha256(token),
      members: state.members,
    };
    const next = { ...identity, domain };
    this.#pending = { identity: next, held };
    const dropsKeys = this.#held?.keys.some(({ id }) => !held.keys.some((key) => equalBytes(key.id, id))) ?? false;
    return { sealed: this.#seal(next), view: viewOf(state), token, dropsKeys };
  }

  #export(
    identity: Identity,
    state: DomainState,
    keys: readonly HeldDomainKey[],
    replicationPrivate: SecretBytes | undefined,
  ): Uint8Array {
    return exportDomainToken({
      engine: this.#engine,
      rng: this.#rng,
      state,
      domainKeys: keys.map(({ id, keyBytes }) => ({ id, keyBytes: keyBytes.expose(SECRET_ACCESS) })),
      replicationPrivate: replicationPrivate?.expose(SECRET_ACCESS),
      signerNodeId: this.#nodeId,
      signPrivate: identity.sign.privateScalar.expose(SECRET_ACCESS),
    });
  }

  #seal(identity: Identity): Uint8Array {
    return sealIdentity(this.#engine, this.#rng, must(this.#sealKey, 'the seal key is at hand'), identity);
  }

  #slotTokenMaker(): SlotTokenMaker {
    return { engine: this.#engine, rng: this.#rng, held: this.#requireDomain() };
  }

  #requireQuorum(input: Omit<Parameters<typeof verifyQuorum>[0], 'engine'>): void {
    if (!verifyQuorum({ engine: this.#engine, ...input })) {
      throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the signatures are not the quorum that the rules ask for');
    }
  }

  #requireIdentity(): Identity {
    if (this.#identity === undefined) throw new HsmError('NOT_OPERATIONAL');
    return this.#identity;
  }

  #requireDomain(): HeldDomain {
    if (this.#held === undefined) throw new HsmError('NOT_OPERATIONAL');
    return this.#held;
  }
}
