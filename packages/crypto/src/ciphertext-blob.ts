/**
 * The CiphertextBlob of symmetric Encrypt. Each encryption has a key of its own, K = KBKDF(backing key, label, 128-bit
 * nonce), so that the number of encryptions under one backing key is not bounded by GCM's 96-bit IV (SP 800-38D §8.3).
 *
 *   01 02 02 00 78    version and format (how blobs of the real service begin)
 *   key material id   32 bytes: which backing key, so that old blobs keep decrypting after rotation
 *   algorithm         1 byte, 01 = SYMMETRIC_DEFAULT (02: external-blob.ts)
 *   nonce, IV         16 and 12 bytes
 *   body              AES-256-GCM ciphertext ‖ 16-byte tag; AAD = header ‖ canonical encryption context
 *
 * The header has a fixed length, so header ‖ context is injective.
 */
import { concatBytes, equalBytes, fromHex, utf8 } from '@strongroom/core/bytes.js';
import { CIPHERTEXT_MAX_BYTES, PLAINTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { assert } from '@strongroom/core/assert.js';
import type { Rng } from '@strongroom/core/rng.js';
import { AES_256_KEY_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type { AeadEngine, HashEngine } from './engine.js';
import { requireLength } from './guard.js';
import { kbkdf } from './kbkdf.js';
import { MATERIAL_ID_BYTES } from './material-id.js';

export const BLOB_PREFIX = fromHex('0102020078');
const ALGORITHM_SYMMETRIC_DEFAULT = 1;
const NONCE_BYTES = 16;
const LABEL = utf8('strongroom ciphertext blob v1');

const ALGORITHM_AT = BLOB_PREFIX.length + MATERIAL_ID_BYTES;
const NONCE_AT = ALGORITHM_AT + 1;
const IV_AT = NONCE_AT + NONCE_BYTES;
const HEADER_BYTES = IV_AT + GCM_IV_BYTES;

/** What encryption adds to the length of the plaintext. */
export const BLOB_OVERHEAD_BYTES = HEADER_BYTES + GCM_TAG_BYTES;

export interface BlobHeader {
  /** 32 bytes; a view of the blob. Not authenticated until the blob decrypts: for finding the key only. */
  readonly materialId: Uint8Array;
}

/** Undefined when the bytes are not a blob of this format. Says nothing about authenticity. */
export function parseBlobHeader(blob: Uint8Array): BlobHeader | undefined {
  if (blob.length < BLOB_OVERHEAD_BYTES || blob.length > CIPHERTEXT_MAX_BYTES) return undefined;
  if (!equalBytes(blob.subarray(0, BLOB_PREFIX.length), BLOB_PREFIX)) return undefined;
  if (blob[ALGORITHM_AT] !== ALGORITHM_SYMMETRIC_DEFAULT) return undefined;
  return { materialId: blob.subarray(BLOB_PREFIX.length, ALGORITHM_AT) };
}

function aadOf(header: Uint8Array, contextAad: Uint8Array): Uint8Array {
  return contextAad.length === 0 ? header : concatBytes(header, contextAad);
}

/**
 * Encrypts up to PLAINTEXT_MAX_BYTES.
 * @param hbk the backing key, 32 bytes
 * @param materialId 32 bytes, see material-id.ts
 * @param contextAad see encryption-context.ts
 */
export function encryptBlob(
  engine: AeadEngine & HashEngine,
  rng: Pick<Rng, 'bytes'>,
  hbk: Uint8Array,
  materialId: Uint8Array,
  contextAad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  requireLength(hbk, AES_256_KEY_BYTES, 'hbk');
  requireLength(materialId, MATERIAL_ID_BYTES, 'materialId');
  assert(plaintext.length <= PLAINTEXT_MAX_BYTES, '"plaintext" exceeds PLAINTEXT_MAX_BYTES');
  const blob = new Uint8Array(BLOB_OVERHEAD_BYTES + plaintext.length);
  blob.set(BLOB_PREFIX);
  blob.set(materialId, BLOB_PREFIX.length);
  blob[ALGORITHM_AT] = ALGORITHM_SYMMETRIC_DEFAULT;
  // Nonce and IV in one draw: they stand side by side.
  blob.set(rng.bytes(NONCE_BYTES + GCM_IV_BYTES), NONCE_AT);
  const header = blob.subarray(0, HEADER_BYTES);
  const derived = kbkdf(engine, hbk, LABEL, blob.subarray(NONCE_AT, IV_AT));
  const body = engine.aes256GcmSeal(derived, blob.subarray(IV_AT, HEADER_BYTES), aadOf(header, contextAad), plaintext);
  derived.fill(0);
  blob.set(body, HEADER_BYTES);
  return blob;
}

/**
 * The plaintext, which the caller owns and wipes, or undefined: malformed, another key, another context, or altered.
 */
export function decryptBlob(
  engine: AeadEngine & HashEngine,
  hbk: Uint8Array,
  materialId: Uint8Array,
  contextAad: Uint8Array,
  blob: Uint8Array,
): Uint8Array | undefined {
  requireLength(hbk, AES_256_KEY_BYTES, 'hbk');
  const parsed = parseBlobHeader(blob);
  if (parsed === undefined || !equalBytes(parsed.materialId, materialId)) return undefined;
  const header = blob.subarray(0, HEADER_BYTES);
  const derived = kbkdf(engine, hbk, LABEL, blob.subarray(NONCE_AT, IV_AT));
  const iv = blob.subarray(IV_AT, HEADER_BYTES);
  const plaintext = engine.aes256GcmOpen(derived, iv, aadOf(header, contextAad), blob.subarray(HEADER_BYTES));
  derived.fill(0);
  return plaintext;
}
