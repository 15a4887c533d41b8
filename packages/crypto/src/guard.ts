/** Checks of arguments that this program itself supplies; a failure is a bug here, not a user's mistake. */
import { assert } from '@strongroom/core/assert.js';

/** Asserts an exact length. The message names the argument and never its content. */
export function requireLength(bytes: Uint8Array, length: number, name: string): void {
  assert(bytes.length === length, `"${name}" expected ${String(length)} bytes, got ${String(bytes.length)}`);
}
