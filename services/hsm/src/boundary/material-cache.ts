/**
 * The key material that a slot holds at the moment: least recently used goes first, and nothing stays five minutes
 * without being presented again.
 */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import type { ExportedKeyTokenAttributes } from '@strongroom/crypto/token-attributes.js';
import type { Cell, KeyArena } from './arena.js';

export const MATERIAL_EXPIRY_MS = 5 * 60_000;

export interface Material {
  /** Authenticated: they alone decide what the material may do. */
  readonly attributes: ExportedKeyTokenAttributes;
  /** A view of the arena, for the present command only. */
  readonly secret: Uint8Array;
}

interface Entry {
  readonly attributes: ExportedKeyTokenAttributes;
  readonly cell: Cell;
  readonly presentedAtMs: number;
}

export class MaterialCache {
  readonly #arena: KeyArena;
  /** In order of use; the first is the next victim. */
  readonly #entries = new Map<string, Entry>();

  constructor(arena: KeyArena) {
    this.#arena = arena;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(materialId: Uint8Array, nowMs: number): Material | undefined {
    const name = nameOf(materialId);
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    if (isExpired(entry, nowMs)) {
      this.#arena.release(entry.cell);
      return undefined;
    }
    this.#entries.set(name, entry);
    return { attributes: entry.attributes, secret: this.#arena.view(entry.cell) };
  }

  /** Keeps material that an authenticated token just brought. Copies `secret`; the caller wipes its own. */
  put(attributes: ExportedKeyTokenAttributes, secret: Uint8Array, nowMs: number): Material {
    const name = nameOf(attributes.materialId);
    this.#remove(name);
    let cell = this.#arena.put(secret);
    while (cell === undefined) {
      const oldest = this.#entries.keys().next();
      if (oldest.done === true) throw new RangeError('the key arena has no cell for key material');
      this.#remove(oldest.value);
      cell = this.#arena.put(secret);
    }
    this.#entries.set(name, { attributes, cell, presentedAtMs: nowMs });
    return { attributes, secret: this.#arena.view(cell) };
  }

  /** Wipes one material, if it is here. */
  remove(materialId: Uint8Array): void {
    this.#remove(nameOf(materialId));
  }

  /** Wipes what has expired. */
  sweep(nowMs: number): void {
    for (const [name, entry] of this.#entries) if (isExpired(entry, nowMs)) this.#remove(name);
  }

  /** Forgets everything; the caller zeroizes the arena. */
  forget(): void {
    this.#entries.clear();
  }

  #remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#arena.release(entry.cell);
  }
}

function isExpired(entry: Entry, nowMs: number): boolean {
  return nowMs - entry.presentedAtMs >= MATERIAL_EXPIRY_MS;
}

function nameOf(materialId: Uint8Array): string {
  return viewAsBuffer(materialId).toString('latin1');
}
