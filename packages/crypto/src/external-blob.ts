/**
 * The CiphertextBlob of a KMS key in an external key store: what an HSM encrypted (ciphertext-blob.ts), encrypted once
 * more by the external key manager. Neither opens it alone.
 *
 *   01 02 02 00 78    as of every blob
 *   key material id   32 bytes: the material of the HSM's half
 *   algorithm         1 byte, 02
 *   digest            32 bytes: SHA-256 of the HSM's blob
 *   IV                1 byte of length (12 or 16), bytes
 *   tag               16 bytes
 *   metadata          1 byte of length (0 to 20), bytes: the external key manager's own
 *   body              what the external key manager made of the HSM's blob, as long as that
 *
 * IV, tag, metadata and body are the external key manager's to authenticate, with the encryption context; the material
 * id stands once more, authenticated by the HSM, in the blob inside. The digest says which blob is inside: the external
 * key manager has seen them all, and the HSM would open any of them that has the same material and context.
 */
import { assert } from '@strongroom/core/assert.js';
import { concatBytes, equalBytes } from '@strongroom/core/bytes.js';
import { CIPHERTEXT_MAX_BYTES } from '@strongroom/core/limits.js';
import { PackedFormatError, PackedReader } from '@strongroom/core/packed.js';
import { BLOB_OVERHEAD_BYTES, BLOB_PREFIX } from './ciphertext-blob.js';
import { GCM_TAG_BYTES } from './engine.js';
import { MATERIAL_ID_BYTES } from './material-id.js';

const ALGORITHM_EXTERNAL = 2;
const DIGEST_BYTES = 32;
const IV_BYTES: ReadonlySet<number> = new Set([12, 16]);
/** XKS proxy API specification, Encrypt: ciphertextMetadata. */
export const EXTERNAL_METADATA_MAX_BYTES = 20;

/** What an external key manager's Encrypt answers. */
export interface ExternalCiphertext {
  /** 12 or 16 bytes. */
  readonly iv: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
  /** At most 20 bytes. */
  readonly metadata: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface ExternalBlob extends ExternalCiphertext {
  /** 32 bytes. Not authenticated before the blob inside decrypts: for finding the key only. */
  readonly materialId: Uint8Array;
  /** 32 bytes: SHA-256 of what `ciphertext` decrypts to. */
  readonly digest: Uint8Array;
}

export function encodeExternalBlob({ materialId, digest, iv, tag, metadata, ciphertext }: ExternalBlob): Uint8Array {
  assert(
    materialId.length === MATERIAL_ID_BYTES && digest.length === DIGEST_BYTES && tag.length === GCM_TAG_BYTES,
    'material id, digest and tag have one length',
  );
  assert(IV_BYTES.has(iv.length) && metadata.length <= EXTERNAL_METADATA_MAX_BYTES, 'IV and metadata are bounded');
  return concatBytes(
    BLOB_PREFIX,
    materialId,
    Uint8Array.of(ALGORITHM_EXTERNAL),
    digest,
    Uint8Array.of(iv.length),
    iv,
    tag,
    Uint8Array.of(metadata.length),
    metadata,
    ciphertext,
  );
}

/** Views of the blob's parts. Undefined for anything that {@link encodeExternalBlob} does not make. */
export function parseExternalBlob(blob: Uint8Array): ExternalBlob | undefined {
  if (blob.length > CIPHERTEXT_MAX_BYTES) return undefined;
  const reader = new PackedReader(blob);
  try {
    if (!equalBytes(reader.raw(BLOB_PREFIX.length), BLOB_PREFIX)) return undefined;
    const materialId = reader.raw(MATERIAL_ID_BYTES);
    if (reader.u8() !== ALGORITHM_EXTERNAL) return undefined;
    const digest = reader.raw(DIGEST_BYTES);
    const ivBytes = reader.u8();
    if (!IV_BYTES.has(ivBytes)) return undefined;
    const [iv, tag] = [reader.raw(ivBytes), reader.raw(GCM_TAG_BYTES)];
    const metadataBytes = reader.u8();
    if (metadataBytes > EXTERNAL_METADATA_MAX_BYTES) return undefined;
    const metadata = reader.raw(metadataBytes);
    const at =
      BLOB_PREFIX.length + MATERIAL_ID_BYTES + 1 + DIGEST_BYTES + 1 + ivBytes + GCM_TAG_BYTES + 1 + metadataBytes;
    const ciphertext = blob.subarray(at);
    return ciphertext.length < BLOB_OVERHEAD_BYTES ? undefined : { materialId, digest, iv, tag, metadata, ciphertext };
  } catch (error) {
    if (error instanceof PackedFormatError) return undefined;
    throw error;
  }
}
