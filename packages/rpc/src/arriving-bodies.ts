/**
 * How much memory the bodies take that have not arrived in full. Thousands of clients that send most of a body and then
 * nothing would otherwise hold as many bodies until their timeouts.
 */

/** A request whose body is arriving. */
export interface ArrivingBody {
  destroy(): void;
}

export class ArrivingBodies {
  readonly #maxBytes: number;
  /** Oldest first. */
  readonly #bytesOf = new Map<ArrivingBody, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts what has arrived. Cuts the oldest bodies while there is too much: honest ones arrive in an instant. */
  grow(body: ArrivingBody, bytes: number): void {
    this.#bytesOf.set(body, (this.#bytesOf.get(body) ?? 0) + bytes);
    this.#bytes += bytes;
    for (const oldest of this.#bytesOf.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.leave(oldest);
      oldest.destroy();
    }
  }

  /** The body has arrived, or never will. */
  leave(body: ArrivingBody): void {
    this.#bytes -= this.#bytesOf.get(body) ?? 0;
    this.#bytesOf.delete(body);
  }
}
