/**
 * The memory that holds a slot's symmetric keys: one WebAssembly.Memory of fixed cells. A small Buffer would come from
 * malloc, whose freed chunks
 * keep copies; this is one mapping that never moves, that the garbage collector does not copy, that one `fill` wipes,
 * and that is unmapped
 * with its worker. Measured on Node 20: createHmac and createCipheriv take its views at the speed of plain arrays.
 */
import { assert } from '@strongroom/core/assert.js';

/** The part of the JavaScript API that is used; @types/node has no WebAssembly. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

/** Room for a backing key (32 bytes) and an access-key secret (40 characters). */
export const CELL_BYTES = 64;
const PAGE_BYTES = 65_536;

/** The index of a cell. */
export type Cell = number;

export class KeyArena {
  readonly #bytes: Uint8Array;
  readonly #free: Cell[] = [];
  readonly #lengths: Uint8Array;

  /** One page: 1024 cells. */
  constructor(pages = 1) {
    this.#bytes = new Uint8Array(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer);
    this.#lengths = new Uint8Array((pages * PAGE_BYTES) / CELL_BYTES);
    this.#releaseAll();
  }

  get cells(): number {
    return this.#lengths.length;
  }

  get freeCells(): number {
    return this.#free.length;
  }

  /** Copies 1…64 bytes into a free cell; undefined when none is free. The caller wipes its own copy. */
  put(secret: Uint8Array): Cell | undefined {
    assert(secret.length > 0 && secret.length <= CELL_BYTES, '"secret" expected 1…64 bytes');
    const cell = this.#free.pop();
    if (cell === undefined) return undefined;
    this.#bytes.set(secret, cell * CELL_BYTES);
    this.#lengths[cell] = secret.length;
    return cell;
  }

  /** A view of the cell, never a copy: it must not outlive the present command. */
  view(cell: Cell): Uint8Array {
    const length = this.#lengths[cell] ?? 0;
    assert(length > 0, 'the cell holds a key');
    return this.#bytes.subarray(cell * CELL_BYTES, cell * CELL_BYTES + length);
  }

  /** Wipes one cell and gives it back. */
  release(cell: Cell): void {
    this.view(cell).fill(0);
    this.#lengths[cell] = 0;
    this.#free.push(cell);
  }

  /** Wipes everything. */
  zeroize(): void {
    this.#bytes.fill(0);
    this.#releaseAll();
  }

  /** True when every byte is zero: what the zeroization test asks. */
  isZero(): boolean {
    return this.#bytes.every((byte) => byte === 0);
  }

  #releaseAll(): void {
    this.#lengths.fill(0);
    this.#free.length = 0;
    for (let cell = this.cells - 1; cell >= 0; cell -= 1) this.#free.push(cell);
  }
}
