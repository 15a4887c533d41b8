/**
 * Key derivation: NIST SP 800-108r1 §4.1, KDF in counter mode with HMAC-SHA-256 as PRF. r = 32, the counter stands
 * before the fixed input Label ‖ 0x00 ‖ Context ‖ [L]₃₂. The label tells what the key is for, the context which one it
 * is.
 */
import { assert } from '@strongroom/core/assert.js';
import type { HashEngine } from './engine.js';

const PRF_BYTES = 32;
/** Far above any use here; SP 800-108r1 would allow 2^32 - 1 blocks. */
const OUTPUT_MAX_BYTES = 1024;

/**
 * Derives `length` bytes (1…1024) that the caller owns and wipes. For up to 32 bytes this is exactly one HMAC.
 * @param label must not contain 0x00, which separates it from the context.
 */
export function kbkdf(
  engine: HashEngine,
  keyDerivationKey: Uint8Array,
  label: Uint8Array,
  context: Uint8Array,
  length = PRF_BYTES,
): Uint8Array {
  assert(length >= 1 && length <= OUTPUT_MAX_BYTES, '"length" expected 1…1024');
  const input = new Uint8Array(4 + label.length + 1 + context.length + 4);
  input[3] = 1;
  input.set(label, 4);
  input.set(context, 4 + label.length + 1);
  // [L]₃₂ in bits. Bytes are stored one by one: a DataView would cost a tenth of the whole call.
  input[input.length - 2] = (length * 8) >> 8;
  input[input.length - 1] = (length * 8) & 0xff;
  const first = engine.hmacSha256(keyDerivationKey, input);
  if (length === PRF_BYTES) return first;

  const output = new Uint8Array(length);
  output.set(first.subarray(0, length));
  first.fill(0);
  for (let counter = 2; (counter - 1) * PRF_BYTES < length; counter++) {
    input[3] = counter;
    const block = engine.hmacSha256(keyDerivationKey, input);
    const offset = (counter - 1) * PRF_BYTES;
    output.set(block.subarray(0, length - offset), offset);
    block.fill(0);
  }
  return output;
}
