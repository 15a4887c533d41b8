/** Bytes that must not leak: they do not print, serialize or clone, and are overwritten when disposed. */
import { assert } from '@strongroom/core/assert.js';
import { SECRET_ACCESS } from './secret-access.js';
import type { SecretAccess } from './secret-access.js';

const REDACTED = '[secret]';

/** Owns its bytes. Write `using secret = …` where the language allows it, else call `dispose()`. */
export class SecretBytes implements Disposable {
  readonly #bytes: Uint8Array;
  #disposed = false;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes over `bytes` without copying: the caller must not keep them. */
  static own(bytes: Uint8Array): SecretBytes {
    return new SecretBytes(bytes);
  }

  /** Copies `bytes`; the caller still has its own to wipe. */
  static copyOf(bytes: Uint8Array): SecretBytes {
    return new SecretBytes(new Uint8Array(bytes));
  }

  get length(): number {
    return this.#bytes.length;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** The bytes themselves, not a copy. @throws AssertionFailure after `dispose`, or without the one access token. */
  expose(access: SecretAccess): Uint8Array {
    assert(access === SECRET_ACCESS, 'secret bytes are opened only inside the boundary');
    assert(!this.#disposed, 'secret bytes are used after they were disposed');
    return this.#bytes;
  }

  /** Overwrites the bytes. May be called again. */
  dispose(): void {
    this.#bytes.fill(0);
    this.#disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
