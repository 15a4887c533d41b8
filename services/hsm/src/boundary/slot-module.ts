/**
 * One tenant's slot. Synchronous and thread-agnostic: products run it in a slot worker, the simulation inline. It
 * believes nothing but the slot key that the root module gave it and tokens that authenticate under that key.
 */
import { assert, must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, equalBytes } from '@strongroom/core/bytes.js';
import { HSM_STATUS, HsmError, type HsmStatus } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { PackedFormatError } from '@strongroom/core/packed.js';
import type { Rng } from '@strongroom/core/rng.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine, KeyPairUse, PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import { deriveMaterialId } from '@strongroom/crypto/material-id.js';
import { replicationMac, type StatementDirection } from '@strongroom/crypto/replication-statement.js';
import { openToken, readTokenHeader, sealToken } from '@strongroom/crypto/sealed-token.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import type { ExportedKeyTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import { SLOW_LANE_BIT, type Lane, type MaterialReference } from '@strongroom/proto/slot-protocol.js';
import type { SlotKeyBytes } from '../wire/slot-messages.js';
import { packResults, unpackCommands, type CommandRecord, type ResultRecord } from '../wire/slot-batch.js';
import { KeyArena, type Cell } from './arena.js';
import type { BoundaryRng } from './boundary-rng.js';
import { SLOT_COMMAND_HANDLERS } from './commands/table.js';
import { MaterialCache, type KeyPairMaterial, type SecretMaterial } from './material-cache.js';
import type { SlotBinding } from './slot-binding.js';
import type { NewMaterial, OpenedMaterial, Permits, SlotContext } from './slot-context.js';

export interface SlotModuleOptions {
  readonly engine: CryptoEngine;
  readonly rng: Pick<BoundaryRng, 'bytes' | 'nonces'>;
  readonly monotonic: Pick<Monotonic, 'now'>;
  readonly arena?: KeyArena;
  /** Default fast. */
  readonly lane?: Lane;
  /** Of the same lane. */
  readonly keyPairs: KeyPairEngine;
}

interface BoundKey {
  readonly id: Uint8Array;
  readonly cell: Cell;
}

interface Bound {
  readonly generation: number;
  readonly tenant: TenantId;
  readonly domainId: Uint8Array;
  /** Seals and opens. */
  readonly active: BoundKey;
  /** Only opens. */
  readonly outgoing: BoundKey | undefined;
}

export class SlotModule implements Omit<SlotContext, 'tenant' | 'domainId'> {
  readonly engine: CryptoEngine;
  readonly lane: Lane;
  readonly keyPairs: KeyPairEngine;
  readonly rng: Pick<Rng, 'bytes'>;
  readonly nonces: Pick<Rng, 'bytes'>;
  readonly #monotonic: Pick<Monotonic, 'now'>;
  readonly #arena: KeyArena;
  readonly #cache: MaterialCache;
  #bound: Bound | undefined;

  constructor(options: SlotModuleOptions) {
    this.engine = options.engine;
    this.lane = options.lane ?? 'fast';
    this.keyPairs = options.keyPairs;
    this.rng = options.rng;
    this.nonces = options.rng.nonces;
    this.#monotonic = options.monotonic;
    this.#arena = options.arena ?? new KeyArena();
    this.#cache = new MaterialCache(this.#arena);
  }

  /** 0 while unbound. */
  get generation(): number {
    return this.#bound?.generation ?? 0;
  }

  get tenant(): TenantId {
    return must(this.#bound, 'the slot is bound').tenant;
  }

  get domainId(): Uint8Array {
    return must(this.#bound, 'the slot is bound').domainId;
  }

  /** Zeroizes whatever was there and takes another tenant. */
  bind(binding: SlotBinding): void {
    this.evict();
    const { generation, tenant, domainId, active, outgoing } = binding;
    this.#bound = {
      generation,
      tenant,
      domainId,
      active: this.#keepSlotKey(active),
      outgoing: outgoing === undefined ? undefined : this.#keepSlotKey(outgoing),
    };
  }

  /** Zeroizes the arena and disposes what is outside of it. The slot is unbound until the next `bind`. */
  evict(): void {
    this.#cache.clear();
    this.#arena.zeroize();
    this.#bound = undefined;
  }

  /** Wipes material that nobody presented for five minutes. */
  sweep(): void {
    this.#cache.sweep(this.#monotonic.now());
  }

  /** Runs a command batch (wire/slot-batch.ts) and wipes it. @throws only for a bug: the worker then ends */
  execute(buffer: ArrayBuffer): ArrayBuffer {
    const { generation, items } = unpackCommands(buffer);
    const startedAtMs = this.#monotonic.now();
    const results: ResultRecord[] = [];
    for (const command of items) {
      if (generation !== this.generation) results.push(failed(command.id, 'NEED_SLOT_TOKEN'));
      else if (this.#monotonic.now() - startedAtMs > command.remainingMs) {
        results.push(failed(command.id, 'DEADLINE_EXCEEDED'));
      } else results.push(this.#run(command));
    }
    new Uint8Array(buffer).fill(0);
    const packed = packResults(generation, results);
    for (const result of results) result.payload.fill(0);
    return packed;
  }

  material(reference: MaterialReference, permits: Permits): SecretMaterial {
    const material = this.#material(reference, permits);
    assert('secret' in material, 'permissions tell random keys from key pairs');
    return material;
  }

  keyPair(reference: MaterialReference, permits: Permits, use: KeyPairUse): KeyPairMaterial {
    // The lane comes before the load: loading may be slow work itself.
    const material = this.#material(reference, (attributes) => permits(attributes) && this.#inLane(attributes, use));
    assert('privateKey' in material, 'permissions tell key pairs from random keys');
    return material;
  }

  replicationMac(direction: StatementDirection, statement: Uint8Array): Uint8Array {
    const { active } = must(this.#bound, 'the slot is bound');
    return replicationMac(this.engine, this.#arena.view(active.cell), direction, statement);
  }

  forget(materialId: Uint8Array): void {
    this.#cache.remove(materialId);
  }

  seal(attributes: NewMaterial, secret: Uint8Array): MaterialReference {
    const { complete, ekt } = this.#export(attributes, secret);
    this.#cache.putSecret(complete, secret, this.#monotonic.now());
    return { materialId: complete.materialId, ekt };
  }

  sealKeyPair(attributes: NewMaterial, secret: Uint8Array, privateKey: PrivateKey): MaterialReference {
    const { complete, ekt } = this.#export(attributes, secret);
    this.#cache.putKeyPair(complete, () => privateKey, this.#monotonic.now());
    return { materialId: complete.materialId, ekt };
  }

  sealApart(attributes: NewMaterial, secret: Uint8Array): MaterialReference {
    const { complete, ekt } = this.#export(attributes, secret);
    return { materialId: complete.materialId, ekt };
  }

  /**
   * Everything that makes a token this domain's, this tenant's and this material's is authenticated and compared here.
   */
  openApart({ materialId, ekt }: MaterialReference): OpenedMaterial {
    const bound = must(this.#bound, 'the slot is bound');
    const { wrappingKeyId } = readTokenHeader(ekt);
    const isOutgoing = bound.outgoing !== undefined && equalBytes(bound.outgoing.id, wrappingKeyId);
    const slotKey = isOutgoing ? bound.outgoing : bound.active;
    const opened = openToken({
      engine: this.engine,
      wrappingKey: this.#arena.view(slotKey.cell),
      wrappingKeyId: slotKey.id,
      kind: 'EXPORTED_KEY_TOKEN',
      token: ekt,
    });
    const { attributes, secret } = opened;
    const fits =
      equalBytes(attributes.domainId, bound.domainId) &&
      attributes.tenant === bound.tenant &&
      equalBytes(attributes.materialId, materialId);
    if (fits) return { attributes, secret };
    secret.dispose();
    throw new HsmError('TOKEN_INVALID');
  }

  rewrap(reference: MaterialReference): Uint8Array {
    const { attributes, secret } = this.openApart(reference);
    try {
      return this.#sealToken(attributes, secret.expose(SECRET_ACCESS));
    } finally {
      secret.dispose();
    }
  }

  #export(
    attributes: NewMaterial,
    secret: Uint8Array,
  ): { readonly complete: ExportedKeyTokenAttributes; readonly ekt: Uint8Array } {
    const { domainId, tenant } = must(this.#bound, 'the slot is bound');
    const materialId = deriveMaterialId(this.engine, secret, attributes.kmsKeyId);
    const complete = { ...attributes, domainId, tenant, materialId };
    return { complete, ekt: this.#sealToken(complete, secret) };
  }

  #sealToken(attributes: ExportedKeyTokenAttributes, secret: Uint8Array): Uint8Array {
    const { active } = must(this.#bound, 'the slot is bound');
    return sealToken({
      engine: this.engine,
      rng: this.nonces,
      wrappingKey: this.#arena.view(active.cell),
      wrappingKeyId: active.id,
      kind: 'EXPORTED_KEY_TOKEN',
      attributes,
      secret,
    });
  }

  #keepSlotKey({ id, keyBytes }: SlotKeyBytes): BoundKey {
    const cell = must(this.#arena.put(keyBytes), 'an empty arena has a cell for a slot key');
    keyBytes.fill(0);
    return { id, cell };
  }

  #inLane({ keySpec }: ExportedKeyTokenAttributes, use: KeyPairUse): true {
    assert(isKeyPairSpec(keySpec), 'permissions tell key pairs from random keys');
    if (this.lane === 'fast' && this.keyPairs.isSlow(keySpec, use)) throw new HsmError('NEED_SLOW_LANE');
    return true;
  }

  #material(reference: MaterialReference, permits: Permits): SecretMaterial | KeyPairMaterial {
    if (reference.ekt.length > 0) return this.#open(reference, permits);
    const material = this.#cache.get(reference.materialId, this.#monotonic.now());
    if (material === undefined) throw new HsmError('NEED_EKT');
    if (!permits(material.attributes)) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
    return material;
  }

  #open(reference: MaterialReference, permits: Permits): SecretMaterial | KeyPairMaterial {
    const { attributes, secret } = this.openApart(reference);
    try {
      if (!permits(attributes)) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
      return this.#keep(attributes, secret.expose(SECRET_ACCESS));
    } finally {
      secret.dispose();
    }
  }

  #keep(attributes: ExportedKeyTokenAttributes, secret: Uint8Array): SecretMaterial | KeyPairMaterial {
    const { keySpec } = attributes;
    const nowMs = this.#monotonic.now();
    if (!isKeyPairSpec(keySpec)) return this.#cache.putSecret(attributes, secret, nowMs);
    const material = this.#cache.putKeyPair(attributes, () => this.keyPairs.load(keySpec, secret), nowMs);
    if (material === undefined) throw new HsmError('TOKEN_INVALID', 'the secret is no private key of its spec');
    return material;
  }

  #run(command: CommandRecord): ResultRecord {
    assert(this.#bound !== undefined, 'commands run only in a bound slot');
    // The bit has chosen the thread; fast work may run in either.
    const handler = SLOT_COMMAND_HANDLERS.get(command.command & ~SLOW_LANE_BIT);
    if (handler === undefined) return failed(command.id, 'FUNCTION_NOT_SUPPORTED');
    try {
      return { id: command.id, status: HSM_STATUS.OK.code, payload: handler(this, command.payload), detail: '' };
    } catch (error) {
      if (error instanceof HsmError) return failed(command.id, error.status, error.message);
      if (error instanceof PackedFormatError) return failed(command.id, 'ARGUMENTS_BAD', error.message);
      throw error;
    }
  }
}

function failed(id: number, status: HsmStatus, message?: string): ResultRecord {
  const detail = message === undefined || message === status ? '' : message;
  return { id, status: HSM_STATUS[status].code, payload: EMPTY_BYTES, detail };
}
