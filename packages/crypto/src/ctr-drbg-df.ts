/**
 * Block_Cipher_df and BCC with AES-256 (NIST SP 800-90A r1 §10.3.2, §10.3.3): conditions input of any length into a
 * seed.
 */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { AES_256_KEY_BYTES, AES_BLOCK_BYTES } from './engine.js';
import type { BlockCipherEngine } from './engine.js';

/** seedlen for AES-256: key and block, 384 bits. */
export const DRBG_SEED_BYTES = AES_256_KEY_BYTES + AES_BLOCK_BYTES;

/** The fixed key 00 01 02 … 1f of step 8. */
const DF_KEY = Uint8Array.from({ length: AES_256_KEY_BYTES }, (_, index) => index);

/** 48 bytes that depend on all of `parts`, taken as one string. The caller wipes parts and result. */
export function blockCipherDf(engine: BlockCipherEngine, parts: readonly Uint8Array[]): Uint8Array {
  let inputBytes = 0;
  for (const part of parts) inputBytes += part.length;
  // IV ‖ S, where S = [L]₃₂ ‖ [48]₃₂ ‖ input ‖ 0x80 ‖ zeros to a whole block; the IV holds the round number.
  const sBytes = Math.ceil((8 + inputBytes + 1) / AES_BLOCK_BYTES) * AES_BLOCK_BYTES;
  const ivAndS = new Uint8Array(AES_BLOCK_BYTES + sBytes);
  const writer = viewAsBuffer(ivAndS);
  let offset = writer.writeUInt32BE(inputBytes, AES_BLOCK_BYTES);
  offset = writer.writeUInt32BE(DRBG_SEED_BYTES, offset);
  for (const part of parts) {
    ivAndS.set(part, offset);
    offset += part.length;
  }
  ivAndS[offset] = 0x80;

  const derived = new Uint8Array(DRBG_SEED_BYTES);
  for (let round = 0; round * AES_BLOCK_BYTES < DRBG_SEED_BYTES; round++) {
    writer.writeUInt32BE(round, 0);
    // BCC is CBC-MAC: the last block of CBC with a zero IV.
    const chained = engine.aes256CbcZeroIv(DF_KEY, ivAndS);
    derived.set(chained.subarray(-AES_BLOCK_BYTES), round * AES_BLOCK_BYTES);
    chained.fill(0);
  }
  ivAndS.fill(0);

  // Steps 11-15, X = E(K, X) three times: CBC over X and two zero blocks.
  const blocks = new Uint8Array(DRBG_SEED_BYTES);
  blocks.set(derived.subarray(AES_256_KEY_BYTES));
  const seed = engine.aes256CbcZeroIv(derived.subarray(0, AES_256_KEY_BYTES), blocks);
  derived.fill(0);
  blocks.fill(0);
  return seed;
}
