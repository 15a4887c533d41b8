/**
 * The key material that a slot holds at the moment: least recently used goes first, and nothing stays five minutes
 * without being presented again. Random keys live in the arena; the private half of a key pair lives only inside its
 * engine's handle, which is disposed with its entry.
 */
import { must } from '@strongroom/core/assert.js';
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import type { PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import type { ExportedKeyTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import type { Cell, KeyArena } from './arena.js';

export const MATERIAL_EXPIRY_MS = 5 * 60_000;
/** Handles are as large as their keys (RSA_4096: some 6 KiB) and stand outside of the arena. */
export const KEY_PAIRS_MAX = 256;

/** For the present command only. */
export interface SecretMaterial {
  /** Authenticated: they alone decide what the material may do. */
  readonly attributes: ExportedKeyTokenAttributes;
  /** A view of the arena. */
  readonly secret: Uint8Array;
}

/** For the present command only. */
export interface KeyPairMaterial {
  readonly attributes: ExportedKeyTokenAttributes;
  readonly privateKey: PrivateKey;
}

interface Entry {
  readonly attributes: ExportedKeyTokenAttributes;
  readonly held: Cell | PrivateKey;
  readonly presentedAtMs: number;
}

export class MaterialCache {
  readonly #arena: KeyArena;
  /** In order of use; the first is the next victim. */
  readonly #entries = new Map<string, Entry>();
  #keyPairs = 0;

  constructor(arena: KeyArena) {
    this.#arena = arena;
  }

  get(materialId: Uint8Array, nowMs: number): SecretMaterial | KeyPairMaterial | undefined {
    const name = nameOf(materialId);
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (isExpired(entry, nowMs)) {
      this.#remove(name);
      return undefined;
    }
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    const { attributes, held } = entry;
    return typeof held === 'number' ? { attributes, secret: this.#arena.view(held) } : { attributes, privateKey: held };
  }

  /** Keeps a random key that an authenticated token just brought. Copies `secret`; the caller wipes its own. */
  putSecret(attributes: ExportedKeyTokenAttributes, secret: Uint8Array, nowMs: number): SecretMaterial {
    const name = nameOf(attributes.materialId);
    this.#remove(name);
    let cell = this.#arena.put(secret);
    while (cell === undefined) {
      this.#remove(must(this.#oldest('number'), 'the key arena has a cell for key material'));
      cell = this.#arena.put(secret);
    }
    this.#entries.set(name, { attributes, held: cell, presentedAtMs: nowMs });
    return { attributes, secret: this.#arena.view(cell) };
  }

  /**
   * Keeps a key pair that an authenticated token just brought, or that was just made.
   * @param load makes the handle, which belongs to the cache from then on. Not called when the pair is here already: a
   * material id names one secret.
   */
  putKeyPair(
    attributes: ExportedKeyTokenAttributes,
    load: () => PrivateKey | undefined,
    nowMs: number,
  ): KeyPairMaterial | undefined {
    const name = nameOf(attributes.materialId);
    const known = this.#entries.get(name)?.held;
    const isKnown = typeof known === 'object' && known.spec === attributes.keySpec;
    if (isKnown) this.#entries.delete(name);
    else this.#remove(name);
    const privateKey = isKnown ? known : load();
    if (privateKey === undefined) return undefined;
    if (!isKnown) {
      if (this.#keyPairs >= KEY_PAIRS_MAX) this.#remove(must(this.#oldest('object'), 'a counted key pair is here'));
      this.#keyPairs += 1;
    }
    this.#entries.set(name, { attributes, held: privateKey, presentedAtMs: nowMs });
    return { attributes, privateKey };
  }

  /** Wipes one material, if it is here. */
  remove(materialId: Uint8Array): void {
    this.#remove(nameOf(materialId));
  }

  /** Wipes what has expired. */
  sweep(nowMs: number): void {
    for (const [name, entry] of this.#entries) if (isExpired(entry, nowMs)) this.#remove(name);
  }

  /** Wipes everything. */
  clear(): void {
    for (const name of this.#entries.keys()) this.#remove(name);
  }

  #oldest(kind: 'number' | 'object'): string | undefined {
    for (const [name, { held }] of this.#entries) if (typeof held === kind) return name;
    return undefined;
  }

  #remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    if (typeof entry.held === 'number') {
      this.#arena.release(entry.held);
      return;
    }
    this.#keyPairs -= 1;
    entry.held.dispose();
  }
}

function isExpired(entry: Entry, nowMs: number): boolean {
  return nowMs - entry.presentedAtMs >= MATERIAL_EXPIRY_MS;
}

function nameOf(materialId: Uint8Array): string {
  return viewAsBuffer(materialId).toString('latin1');
}
